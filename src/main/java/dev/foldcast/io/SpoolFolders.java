package dev.foldcast.io;

import dev.foldcast.error.FormatException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Where large temporary files go. */
final class SpoolFolders {
  private SpoolFolders() {}

  /** The user's choice, then a folder on a disk: {@code /tmp} is memory on many systems. */
  static List<Path> ofSystem() {
    List<Path> folders = new ArrayList<>();
    add(folders, System.getenv("TMPDIR"));
    add(folders, "/var/tmp");
    add(folders, System.getProperty("java.io.tmpdir"));
    return folders;
  }

  private static void add(List<Path> folders, @Nullable String name) {
    try {
      if (name != null && !name.isEmpty()) {
        folders.add(Path.of(name));
      }
    } catch (InvalidPathException e) {
      // No such folder, then.
    }
  }

  /**
   * The first folder that can be written.
   *
   * @throws FormatException if there is none, or it has no room: better than to fill a disk first
   */
  static Path choose(String name, List<Path> folders, long bytes) throws IOException {
    for (Path folder : folders) {
      if (Files.isDirectory(folder) && Files.isWritable(folder)) {
        long free = Files.getFileStore(folder).getUsableSpace();
        if (free < bytes) {
          throw new FormatException(
              name,
              String.format(
                      Locale.ROOT,
                      "needs a temporary copy of %d bytes, and %s has %d free; free some space or set",
                      bytes,
                      folder,
                      free)
                  + " TMPDIR to another folder");
        }
        return folder;
      }
    }
    throw new FormatException(
        name,
        String.format(
            Locale.ROOT,
            "needs a temporary copy of %d bytes, and none of %s is a folder to write in; set TMPDIR",
            bytes,
            folders));
  }

  /** What makes a file nobody else's business, where the system can. */
  static FileAttribute<?>[] forUsOnly(Path folder) {
    return folder.getFileSystem().supportedFileAttributeViews().contains("posix")
        ? new FileAttribute<?>[] {
          PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"))
        }
        : new FileAttribute<?>[0];
  }
}
