package dev.foldcast.cli;

import dev.foldcast.error.ClosedException;
import dev.foldcast.error.DeviceException;
import dev.foldcast.error.FoldcastException;
import dev.foldcast.error.NoDeviceException;
import java.io.PrintWriter;

/**
 * What a command that failed says, and its exit code: the one place that maps them.
 *
 * @param code the exit code
 * @param message one line: the facts, then the remedy
 */
record Failure(int code, String message) {
  static Failure of(Throwable cause) {
    if (cause instanceof OutOfMemoryError
        && String.valueOf(cause.getMessage()).contains("thread")) {
      return new Failure(
          ExitCode.BAD_INPUT,
          "no more threads can be started here; raise the limits on a user's processes and on memory"
              + " (ulimit -u, -v, -d)");
    }
    if (cause instanceof OutOfMemoryError) {
      return new Failure(
          ExitCode.BAD_INPUT,
          "Java has no memory left ("
              + oneLine(String.valueOf(cause.getMessage()))
              + "); write large results with -o, or raise it: FOLDCAST_JAVA_OPTS=-Xmx8g");
    }
    if (!(cause instanceof FoldcastException known) || cause instanceof ClosedException) {
      return new Failure(
          ExitCode.INTERNAL,
          "internal error: "
              + oneLine(cause.toString())
              + "; please report it with the output of --debug");
    }
    return new Failure(code(known), oneLine(String.valueOf(known.getMessage())));
  }

  private static int code(FoldcastException cause) {
    if (cause instanceof NoDeviceException) {
      return ExitCode.NO_DEVICE;
    }
    return cause instanceof DeviceException ? ExitCode.DEVICE : ExitCode.BAD_INPUT;
  }

  private static String oneLine(String text) {
    return text.strip().replaceAll("\\s*\\R\\s*", " | ");
  }

  /** Prints the line, and with {@code --debug} where it came from. */
  int print(PrintWriter err, Throwable cause, boolean debug) {
    String internal = code == ExitCode.INTERNAL ? "foldcast: " : "foldcast: error: ";
    err.println(internal + message);
    if (debug) {
      cause.printStackTrace(err);
    }
    err.flush();
    return code;
  }
}
