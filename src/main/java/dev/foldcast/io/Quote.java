package dev.foldcast.io;

import java.util.Locale;

/** Makes text out of a file fit for a one-line message. */
final class Quote {
  private static final int LONGEST = 60;
  private static final int LONGEST_NAME = 250;

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

  /**
   * A name as it can be typed: letters of every script stay, what shows nothing or turns the line
   * is escaped. Cut to at most 250 characters.
   */
  static String name(String text) {
    StringBuilder quoted = new StringBuilder();
    for (int at = 0; at < text.length(); at = text.offsetByCodePoints(at, 1)) {
      if (quoted.length() >= LONGEST_NAME) {
        return quoted.append("...").toString();
      }
      int c = text.codePointAt(at);
      if (isVisible(c)) {
        quoted.appendCodePoint(c);
      } else {
        quoted.append(String.format(Locale.ROOT, c < 0x100 ? "\\x%02x" : "\\u%04x", c));
      }
    }
    return quoted.toString();
  }

  private static boolean isVisible(int codePoint) {
    return switch (Character.getType(codePoint)) {
      case Character.CONTROL,
          Character.FORMAT,
          Character.LINE_SEPARATOR,
          Character.PARAGRAPH_SEPARATOR,
          Character.PRIVATE_USE,
          Character.SURROGATE,
          Character.UNASSIGNED ->
          false;
      default -> true;
    };
  }
}
