package dev.foldcast.io;

import java.util.List;
import java.util.stream.Collectors;

/** A value of the Python dictionary in a {@code .npy} header; {@code toString} is for messages. */
sealed interface PyLiteral {
  record Text(String value) implements PyLiteral {
    @Override
    public String toString() {
      return "'" + Quote.of(value) + "'";
    }
  }

  record Int(long value) implements PyLiteral {
    @Override
    public String toString() {
      return Long.toString(value);
    }
  }

  record Bool(boolean value) implements PyLiteral {
    @Override
    public String toString() {
      return value ? "True" : "False";
    }
  }

  record None() implements PyLiteral {
    @Override
    public String toString() {
      return "None";
    }
  }

  /** A tuple; only the brackets tell it from a list. */
  record Tuple(List<PyLiteral> items) implements PyLiteral {
    @Override
    public String toString() {
      return Quote.of(join(items, "(", items.size() == 1 ? ",)" : ")"));
    }
  }

  /** A list: how structured element types are written. */
  record Sequence(List<PyLiteral> items) implements PyLiteral {
    @Override
    public String toString() {
      return Quote.of(join(items, "[", "]"));
    }
  }

  private static String join(List<PyLiteral> items, String open, String close) {
    // 20 items fill any message; the text of a hostile header must not grow with its square.
    return items.stream()
        .limit(20)
        .map(PyLiteral::toString)
        .collect(Collectors.joining(", ", open, close));
  }
}
