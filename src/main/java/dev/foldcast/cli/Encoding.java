package dev.foldcast.cli;

import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;

/**
 * The encodings in which people read what is printed: the locale's, in which names came in. (JSON
 * is UTF-8 everywhere.) ASCII is what a system without a locale has, as in containers and cron;
 * file names are UTF-8 there nevertheless, and so is the text.
 */
final class Encoding {
  static final Charset STDOUT = of("stdout");
  static final Charset STDERR = of("stderr");

  private Encoding() {}

  /** Of a standard stream. Since Java 19 it may have one of its own. */
  private static Charset of(String stream) {
    String locale = System.getProperty("native.encoding", "");
    String name = System.getProperty(stream + ".encoding", locale);
    if (name.isEmpty() || !Charset.isSupported(name)) {
      return StandardCharsets.UTF_8;
    }
    Charset named = Charset.forName(name);
    return named.equals(StandardCharsets.US_ASCII) ? StandardCharsets.UTF_8 : named;
  }
}
