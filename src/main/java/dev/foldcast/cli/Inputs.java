package dev.foldcast.cli;

import dev.foldcast.array.HostArray;
import dev.foldcast.error.FormatException;
import dev.foldcast.io.Access;
import dev.foldcast.io.NpyFile;
import dev.foldcast.io.NpyStream;
import dev.foldcast.io.NpzFile;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;

/** Finds and opens what the user named. */
final class Inputs {
  /** What stands for standard input. */
  static final String STDIN = "-";

  /** What an operand may be, in help texts. */
  static final String HELP = "A .npy file, FILE.npz:MEMBER, or - for stdin.";

  private static final String ARCHIVE = ".npz";

  private Inputs() {}

  /**
   * The file of that name.
   *
   * @throws FormatException if no file can have it
   */
  static Path path(String name) {
    if (name.isEmpty()) {
      throw new FormatException("''", "is no file name; name a .npy file");
    }
    try {
      return Path.of(name);
    } catch (InvalidPathException e) {
      throw new FormatException(
          name, "is no file name in this locale (" + e.getReason() + "); try LC_ALL=C.UTF-8", e);
    }
  }

  /**
   * The array of a {@code .npy} file, of {@code FILE.npz:MEMBER}, or the next one of standard
   * input.
   *
   * @param stdin unbuffered, so that nothing beyond the array is taken from it
   */
  static HostArray open(String name, Access access, InputStream stdin) {
    if (name.equals(STDIN)) {
      return NpyStream.open(stdin, "stdin", access);
    }
    Path file = path(name);
    int split = name.lastIndexOf(ARCHIVE + ":");
    if (split >= 0 && !Files.exists(file)) {
      int end = split + ARCHIVE.length();
      return NpzFile.open(path(name.substring(0, end)), name.substring(end + 1), access);
    }
    if (NpzFile.isArchive(file)) {
      throw NpzFile.memberMissing(file);
    }
    return NpyFile.open(file, access);
  }
}
