package dev.foldcast.cli;

import dev.foldcast.tuning.CacheFolder;
import java.io.IOException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;

/** The folder that the launcher made for what PoCL writes while this process runs. */
final class PoclFolder {
  private PoclFolder() {}

  /**
   * Removes it, when no driver is used any more. (Of a process that is killed or interrupted, the
   * next one removes it: a compiler at work would abort.)
   */
  static void remove() {
    Path folder = CacheFolder.ofPocl();
    if (folder == null) {
      return;
    }
    try {
      remove(folder);
    } catch (IOException | DirectoryIteratorException e) {
      // The next process tries again.
    }
  }

  private static void remove(Path path) throws IOException {
    if (Files.isDirectory(path, LinkOption.NOFOLLOW_LINKS)) {
      try (DirectoryStream<Path> inside = Files.newDirectoryStream(path)) {
        for (Path each : inside) {
          remove(each);
        }
      }
    }
    Files.deleteIfExists(path);
  }
}
