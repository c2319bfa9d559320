package dev.foldcast.cli;

import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;

/** The encoding of what is printed. JSON is UTF-8 everywhere. */
final class Encoding {
  /**
   * What people read: the locale's encoding, in which names came in. Java's default is that only
   * before 18. Where it is ASCII, UTF-8 spoils nothing and says more.
   */
  static final Charset PEOPLE = people(System.getProperty("native.encoding", ""));

  private Encoding() {}

  static Charset people(String locale) {
    if (locale.isEmpty() || !Charset.isSupported(locale)) {
      return StandardCharsets.UTF_8;
    }
    Charset named = Charset.forName(locale);
    return named.equals(StandardCharsets.US_ASCII) ? StandardCharsets.UTF_8 : named;
  }
}
