package dev.foldcast.io;

import dev.foldcast.error.FormatException;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.PosixFileAttributeView;
import java.util.Locale;

/**
 * Where an output goes: the path with links resolved, and what is there now.
 *
 * @param isStream whether something is there that is no regular file: a FIFO, a device
 * @param exists whether a regular file is there
 */
record OutputPlace(Path path, boolean isStream, boolean exists) {
  /**
   * Looks at a target.
   *
   * @throws FormatException if no file can be written there
   * @throws IOException if the system says so: a loop of links, a file where a folder should be
   */
  static OutputPlace of(Path target) throws IOException {
    BasicFileAttributes found;
    try {
      found = Files.readAttributes(target, BasicFileAttributes.class);
    } catch (NoSuchFileException e) {
      return ofNew(target);
    }
    if (found.isDirectory()) {
      throw new FormatException(target.toString(), "is a folder; name a file in it");
    }
    if (!found.isRegularFile()) {
      return new OutputPlace(target, true, false);
    }
    if (!Files.isWritable(target)) {
      throw new FormatException(
          target.toString(), "is read-only; change its mode or name another file");
    }
    return new OutputPlace(target.toRealPath(), false, true);
  }

  private static OutputPlace ofNew(Path target) throws IOException {
    Path path = target.toAbsolutePath();
    // Not toRealPath: the links end at nothing. They end, or the look-up had said otherwise.
    while (Files.isSymbolicLink(path)) {
      path = path.resolveSibling(Files.readSymbolicLink(path));
    }
    Path folder = path.resolveSibling("");
    if (!Files.exists(folder)) {
      throw new FormatException(
          target.toString(),
          String.format(Locale.ROOT, "there is no folder %s; make it first", folder));
    }
    return new OutputPlace(folder.toRealPath().resolve(path.getFileName()), false, false);
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
