package dev.foldcast.cli;

import java.util.List;

/**
 * Brings the numbers of an array to one width. Plain decimals line up at their points, and lose the
 * zero of {@code .0} as in NumPy; where there are exponents or complex numbers, all line up at the
 * right. Complex numbers lose their parentheses.
 */
final class Columns {
  private Columns() {}

  /** The texts, all of the same length; they come from {@link PythonRepr}. */
  static List<String> align(List<String> texts) {
    boolean plain = texts.stream().allMatch(Columns::isPlain);
    int tail = plain ? texts.stream().mapToInt(text -> tail(text).length()).max().orElse(0) : 0;
    List<String> cells =
        texts.stream()
            .map(text -> plain ? padTail(text, tail) : text.replaceAll("[()]", ""))
            .toList();
    int width = cells.stream().mapToInt(String::length).max().orElse(0);
    return cells.stream().map(cell -> " ".repeat(width - cell.length()) + cell).toList();
  }

  /** Whether there is neither an exponent nor an imaginary part. */
  private static boolean isPlain(String text) {
    return !text.contains("e+") && !text.contains("e-") && !text.contains("j");
  }

  /** What follows the point: empty for whole numbers. */
  private static String tail(String text) {
    int point = text.indexOf('.');
    return point < 0 || text.endsWith(".0") ? "" : text.substring(point + 1);
  }

  private static String padTail(String text, int width) {
    int point = text.indexOf('.');
    if (point < 0) {
      return text;
    }
    String tail = tail(text);
    return text.substring(0, point + 1) + tail + " ".repeat(width - tail.length());
  }
}
