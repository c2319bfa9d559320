package dev.foldcast.cli;

import java.io.IOException;
import java.io.OutputStream;
import java.io.Writer;
import java.nio.charset.Charset;
import java.nio.charset.CharsetEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Locale;

/**
 * Writes text to a standard stream as its terminal reads it, and loses nothing: characters that the
 * terminal's character set has not are written as {@code \}{@code u00e9}, as Python does on stderr.
 */
class TextStream extends Writer {
  private final OutputStream stream;
  private CharsetEncoder encoder;

  TextStream(OutputStream stream, Charset charset) {
    this.stream = stream;
    this.encoder = charset.newEncoder();
  }

  /** From now on, whatever the terminal reads. */
  final void useUtf8() {
    encoder = StandardCharsets.UTF_8.newEncoder();
  }

  @Override
  public void write(char[] text, int start, int count) throws IOException {
    stream.write(encoded(new String(text, start, count)));
  }

  private byte[] encoded(String text) {
    if (encoder.canEncode(text)) {
      return text.getBytes(encoder.charset());
    }
    StringBuilder escaped = new StringBuilder();
    text.chars()
        .forEach(
            c ->
                escaped.append(
                    encoder.canEncode((char) c)
                        ? String.valueOf((char) c)
                        : String.format(Locale.ROOT, "\\u%04x", c)));
    return escaped.toString().getBytes(encoder.charset());
  }

  @Override
  public void flush() throws IOException {
    stream.flush();
  }

  /** Leaves the stream open. */
  @Override
  public void close() {}
}
