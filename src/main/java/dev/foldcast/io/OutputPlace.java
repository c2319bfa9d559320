package dev.foldcast.io;

import dev.foldcast.error.FormatException;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFileAttributeView;

/**
 * Where an output goes: the path with links resolved, and what is there now.
 *
 * @param isStream whether something is there that is no regular file: a FIFO, a device
 * @param exists whether a regular file is there
 */
record OutputPlace(Path path, boolean isStream, boolean exists) {
  /** As many as Linux follows. */
  private static final int MAX_LINKS = 40;

  /**
   * Looks at a target.
   *
   * @throws FormatException if no file can be written there
   */
  static OutputPlace of(Path target) throws IOException {
    String name = target.toString();
    if (Files.isDirectory(target)) {
      throw new FormatException(name, "is a folder; name a file in it");
    }
    if (Files.exists(target)) {
      if (!Files.isRegularFile(target)) {
        return new OutputPlace(target, true, false);
      }
      if (!Files.isWritable(target)) {
        throw new FormatException(name, "is read-only; change its mode or name another file");
      }
      return new OutputPlace(target.toRealPath(), false, true);
    }
    Path path = followed(target.toAbsolutePath(), name);
    Path folder = path.resolveSibling("");
    if (!Files.exists(folder)) {
      throw new FormatException(name, "there is no folder %s; make it first".formatted(folder));
    }
    if (!Files.isDirectory(folder)) {
      throw new FormatException(name, "%s is not a folder; name another".formatted(folder));
    }
    return new OutputPlace(folder.toRealPath().resolve(path.getFileName()), false, false);
  }

  /** Where a chain of links ends that leads to nothing yet. */
  private static Path followed(Path link, String name) throws IOException {
    Path path = link;
    for (int links = 0; Files.isSymbolicLink(path); links++) {
      if (links == MAX_LINKS) {
        throw new FormatException(name, "is a loop of symbolic links; remove it");
      }
      path = path.resolveSibling(Files.readSymbolicLink(path));
    }
    return path;
  }

  FileChannel openStream() throws IOException {
    return FileChannel.open(path, StandardOpenOption.WRITE);
  }

  /** A temporary file with the mode of the file that it will replace. */
  TempFile createTemp() throws IOException {
    TempFile temp = TempFile.create(path);
    try {
      PosixFileAttributeView mode =
          Files.getFileAttributeView(temp.path(), PosixFileAttributeView.class);
      if (exists && mode != null) {
        mode.setPermissions(Files.getPosixFilePermissions(path));
      }
      return temp;
    } catch (IOException | RuntimeException e) {
      temp.delete();
      throw e;
    }
  }
}
