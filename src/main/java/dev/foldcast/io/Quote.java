package dev.foldcast.io;

import java.util.Locale;

/** Makes text out of a file fit for a one-line message. */
final class Quote {
  private static final int LONGEST = 60;

  private Quote() {}

  /** The text with control and non-ASCII characters escaped, cut to at most 60 characters. */
  static String of(String text) {
    StringBuilder quoted = new StringBuilder();
    for (int i = 0; i < text.length(); i++) {
      if (quoted.length() >= LONGEST) {
        return quoted.append("...").toString();
      }
      char c = text.charAt(i);
      if (c >= ' ' && c < 0x7f) {
        quoted.append(c);
      } else {
        quoted.append(String.format(Locale.ROOT, "\\x%02x", (int) c));
      }
    }
    return quoted.toString();
  }
}
