package dev.foldcast.cli;

import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.PrintWriter;

/**
 * Standard output for text. Writers that print to it swallow failures, so it remembers the first: a
 * reader that has gone is no error, a full disk is one.
 */
final class Stdout extends TextStream {
  private String failure = "";

  @SuppressWarnings("resource") // the standard stream stays open
  Stdout() {
    super(new FileOutputStream(FileDescriptor.out), Encoding.STDOUT);
  }

  @Override
  public void write(char[] text, int start, int count) throws IOException {
    try {
      super.write(text, start, count);
    } catch (IOException e) {
      failure = failure.isEmpty() ? String.valueOf(e.getMessage()) : failure;
      throw e;
    }
  }

  /** The exit code of a command that ended with {@code code}, after the last flush. */
  int exitCode(int code, PrintWriter err) {
    if (failure.isEmpty() || failure.contains("Broken pipe")) {
      return code;
    }
    err.println("foldcast: error: stdout: " + failure + "; name another place with -o");
    return code == ExitCode.DONE ? ExitCode.BAD_INPUT : code;
  }
}
