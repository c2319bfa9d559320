package dev.foldcast.cli;

import dev.foldcast.array.HostArray;
import dev.foldcast.error.FormatException;
import dev.foldcast.io.Access;
import dev.foldcast.io.NpyFile;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Locale;

/** Finds and opens what the user named. */
final class Inputs {
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

  static HostArray open(String name, Access access) {
    if (name.equals("-")) {
      throw new FormatException(name, "stdin is not supported; name a .npy file");
    }
    Path file = path(name);
    String lower = name.toLowerCase(Locale.ROOT);
    if (lower.endsWith(".npz") || (lower.contains(".npz:") && !Files.exists(file))) {
      throw new FormatException(
          name, ".npz archives are not supported; unpack the member and name its .npy file");
    }
    return NpyFile.open(file, access);
  }
}
