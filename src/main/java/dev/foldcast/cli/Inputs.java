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
  static final String HELP = "A .npy file, FILE:MEMBER of a .npz or zip file, or - for stdin.";

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
   * The array of a {@code .npy} file, of {@code FILE:MEMBER} where FILE is an archive, or the next
   * one of standard input.
   *
   * @param stdin unbuffered, so that nothing beyond the array is taken from it
   */
  static HostArray open(String name, Access access, InputStream stdin) {
    if (name.equals(STDIN)) {
      return NpyStream.open(stdin, "stdin", access);
    }
    String archive = archive(name);
    if (!archive.isEmpty()) {
      return member(archive, name.substring(archive.length() + 1), access);
    }
    Path file = path(name);
    if (NpzFile.isArchive(file)) {
      throw NpzFile.memberMissing(file);
    }
    return NpyFile.open(file, access);
  }

  /**
   * The part of a name before the colon that splits it: the longest that is an archive, else the
   * longest that is a file. Empty if the whole name is a file or no part of it is.
   */
  private static String archive(String name) {
    if (isFile(name)) {
      return "";
    }
    String longest = "";
    for (int end = name.lastIndexOf(':'); end > 0; end = name.lastIndexOf(':', end - 1)) {
      String part = name.substring(0, end);
      if (isFile(part)) {
        if (NpzFile.isArchive(path(part))) {
          return part;
        }
        longest = longest.isEmpty() ? part : longest;
      }
    }
    return longest;
  }

  private static boolean isFile(String name) {
    try {
      Path path = Path.of(name);
      return Files.exists(path) && !Files.isDirectory(path);
    } catch (InvalidPathException e) {
      return false;
    }
  }

  private static HostArray member(String archive, String member, Access access) {
    Path file = path(archive);
    if (NpzFile.isArray(file)) {
      throw new FormatException(
          archive + ":" + member,
          "no such file; " + archive + " is a .npy file, which has no members: name it alone");
    }
    return NpzFile.open(file, member, access);
  }
}
