package dev.foldcast.io;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * Reads the Python literals that {@code .npy} headers are made of: strings, integers (also Python
 * 2's {@code 3L}), True, False, None, tuples, lists, and one dictionary around them.
 */
final class PyReader {
  /** Not such a literal; says what was expected, what was found and where. */
  static final class SyntaxException extends RuntimeException {
    SyntaxException(String message) {
      super(message);
    }
  }

  /** Brackets in brackets: a header needs 2, a nested structured type a few more. */
  private static final int MAX_DEPTH = 16;

  /** No character: the text is over. */
  private static final int END = -1;

  private final String text;
  private int at;

  private PyReader(String text) {
    this.text = text;
  }

  /**
   * The entries of a dictionary whose keys are strings, with nothing but white space around it.
   *
   * @throws SyntaxException if the text is anything else, or a key comes twice
   */
  static Map<String, PyLiteral> readDict(String text) {
    PyReader reader = new PyReader(text);
    Map<String, PyLiteral> entries = reader.dict();
    if (reader.peek() != END) {
      throw reader.expected("nothing after the dictionary");
    }
    return entries;
  }

  /** The next character that is not white space, or {@link #END}; it is not consumed. */
  private int peek() {
    while (at < text.length() && " \t\n\r\f".indexOf(text.charAt(at)) >= 0) {
      at++;
    }
    return at < text.length() ? text.charAt(at) : END;
  }

  private boolean skip(char c) {
    if (peek() != c) {
      return false;
    }
    at++;
    return true;
  }

  private Map<String, PyLiteral> dict() {
    if (!skip('{')) {
      throw expected("a dictionary '{'");
    }
    Map<String, PyLiteral> entries = new LinkedHashMap<>();
    while (!skip('}')) {
      String key = string();
      if (!skip(':')) {
        throw expected("':'");
      }
      if (entries.put(key, value(1)) != null) {
        throw new SyntaxException(
            String.format(Locale.ROOT, "has the key '%s' twice", Quote.of(key)));
      }
      if (!skip(',') && peek() != '}') {
        throw expected("',' or '}'");
      }
    }
    return entries;
  }

  private PyLiteral value(int depth) {
    if (depth > MAX_DEPTH) {
      throw new SyntaxException("has brackets nested deeper than " + MAX_DEPTH);
    }
    int c = peek();
    if (c == '\'' || c == '"' || c == 'u') {
      return new PyLiteral.Text(string());
    }
    if (c == '-' || isDigit(c)) {
      return new PyLiteral.Int(integer());
    }
    if (skip('[')) {
      return new PyLiteral.Sequence(items(']', depth));
    }
    return skip('(') ? tuple(depth) : word();
  }

  /** What follows '(': a tuple, or one value in parentheses, which is that value. */
  private PyLiteral tuple(int depth) {
    List<PyLiteral> items = items(')', depth);
    boolean parenthesized = items.size() == 1 && text.charAt(lastBefore(at - 1)) != ',';
    return parenthesized ? items.get(0) : new PyLiteral.Tuple(items);
  }

  private int lastBefore(int end) {
    int last = end - 1;
    while (Character.isWhitespace(text.charAt(last))) {
      last--;
    }
    return last;
  }

  private List<PyLiteral> items(char close, int depth) {
    List<PyLiteral> items = new ArrayList<>();
    while (!skip(close)) {
      items.add(value(depth + 1));
      if (!skip(',') && peek() != close) {
        throw expected("',' or '" + close + "'");
      }
    }
    return items;
  }

  private PyLiteral word() {
    int start = at;
    while (at < text.length() && Character.isLetter(text.charAt(at))) {
      at++;
    }
    return switch (text.substring(start, at)) {
      case "True" -> new PyLiteral.Bool(true);
      case "False" -> new PyLiteral.Bool(false);
      case "None" -> new PyLiteral.None();
      default -> {
        at = start;
        throw expected("a value");
      }
    };
  }

  private long integer() {
    int start = at;
    do {
      at++;
    } while (at < text.length() && isDigit(text.charAt(at)));
    String digits = text.substring(start, at);
    if (at < text.length() && text.charAt(at) == 'L') {
      at++;
    }
    try {
      return Long.parseLong(digits);
    } catch (NumberFormatException e) {
      throw new SyntaxException(
          String.format(
              Locale.ROOT, "has the number %s, which is no 64-bit integer", Quote.of(digits)));
    }
  }

  private static boolean isDigit(int c) {
    return c >= '0' && c <= '9';
  }

  private String string() {
    skip('u');
    int quote = peek();
    if (quote != '\'' && quote != '"') {
      throw expected("a string");
    }
    StringBuilder value = new StringBuilder();
    for (at++; at < text.length(); at++) {
      char c = text.charAt(at);
      if (c == quote) {
        at++;
        return value.toString();
      }
      if (c == '\\' && at + 1 < text.length()) {
        at++;
        c = text.charAt(at);
      }
      value.append(c);
    }
    throw expected("the closing quote of a string");
  }

  private SyntaxException expected(String what) {
    String found = peek() == END ? "its end" : "'" + Quote.of(text.substring(at, at + 1)) + "'";
    return new SyntaxException(
        String.format(Locale.ROOT, "has %s at character %d where %s should be", found, at, what));
  }
}
