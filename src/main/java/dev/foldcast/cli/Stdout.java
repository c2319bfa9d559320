package dev.foldcast.cli;

import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.Writer;
import java.nio.charset.Charset;

/**
 * Standard output for text. Writers that print to it swallow failures, so it remembers the first: a
 * reader that has gone is no error, a full disk is one.
 */
final class Stdout extends Writer {
  private final FileOutputStream stream = new FileOutputStream(FileDescriptor.out);
  private final Charset charset;
  private String failure = "";

  Stdout(Charset charset) {
    this.charset = charset;
  }

  @Override
  public void write(char[] text, int start, int count) throws IOException {
    try {
      stream.write(new String(text, start, count).getBytes(charset));
    } catch (IOException e) {
      failure = failure.isEmpty() ? String.valueOf(e.getMessage()) : failure;
      throw e;
    }
  }

  @Override
  public void flush() {}

  @Override
  public void close() {}

  /** The exit code of a command that ended with {@code code}, after the last flush. */
  int exitCode(int code, PrintWriter err) {
    if (failure.isEmpty() || failure.contains("Broken pipe")) {
      return code;
    }
    err.println("foldcast: error: stdout: " + failure + "; name another place with -o");
    return code == ExitCode.DONE ? ExitCode.BAD_INPUT : code;
  }
}
