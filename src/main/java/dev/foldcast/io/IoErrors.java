package dev.foldcast.io;

import dev.foldcast.error.FormatException;
import java.io.IOException;
import java.nio.channels.ClosedByInterruptException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;
import java.util.Locale;

/** Turns what the operating system says into one line with a remedy. */
final class IoErrors {
  private IoErrors() {}

  /** An input that cannot be read. */
  static FormatException unreadable(String name, IOException cause) {
    if (cause instanceof NoSuchFileException) {
      return new FormatException(name, "no such file; check the name and the folder", cause);
    }
    if (cause instanceof AccessDeniedException) {
      return new FormatException(
          name, "no permission to read it; check the modes of the file and its folders", cause);
    }
    return new FormatException(name, "cannot be read: " + reason(cause), cause);
  }

  /** An input that has become shorter. */
  static FormatException cut(String name, long found, long expected) {
    return new FormatException(
        name,
        String.format(
            Locale.ROOT,
            "file was cut to %d of %d bytes since it was opened; open it again",
            found,
            expected));
  }

  static void refuseCut(String name, long found, long expected) {
    if (found < expected) {
      throw cut(name, found, expected);
    }
  }

  /** An output that cannot be begun. */
  static FormatException unwritable(String name, IOException cause) {
    if (cause instanceof AccessDeniedException) {
      return new FormatException(
          name, "no permission to write it or in its folder; name another place", cause);
    }
    return new FormatException(
        name, "cannot be written: " + reason(cause) + "; name another place", cause);
  }

  /**
   * An output that failed on the way.
   *
   * @param keptOld whether the target is as it was before
   */
  static FormatException unfinished(
      String name, long writtenBytes, boolean keptOld, IOException cause) {
    String reason = cause instanceof ClosedByInterruptException ? "interrupted" : reason(cause);
    String remedy =
        switch (reason) {
          case "No space left on device", "Disk quota exceeded" ->
              "free some space or name another place";
          case "Broken pipe" -> "its reader closed it";
          case "interrupted" -> "run it again";
          default -> "name another place";
        };
    return new FormatException(
        name,
        String.format(
            Locale.ROOT,
            "%s after %d bytes%s; %s",
            reason,
            writtenBytes,
            keptOld ? " (the old file is kept)" : "",
            remedy),
        cause);
  }

  /** What the operating system says, without the path that Java puts before it. */
  static String reason(IOException cause) {
    String text =
        cause instanceof FileSystemException system ? system.getReason() : cause.getMessage();
    return text == null ? cause.getClass().getSimpleName() : text.lines().findFirst().orElse("");
  }
}
