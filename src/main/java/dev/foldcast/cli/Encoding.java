package dev.foldcast.cli;

import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** The encodings of what is printed. */
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

  /** What a command with these words prints to stdout: JSON is UTF-8 everywhere. */
  static Charset stdout(String... words) {
    boolean batch = words.length > 0 && words[0].equals("batch");
    return batch || List.of(words).contains("--json") ? StandardCharsets.UTF_8 : PEOPLE;
  }
}
