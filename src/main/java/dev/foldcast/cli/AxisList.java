package dev.foldcast.cli;

import java.util.Arrays;
import java.util.List;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/**
 * Axes as the user named them: {@code 0}, {@code -1}, {@code 0,2}, {@code (0, 2)}, and {@code ()}
 * for none.
 */
record AxisList(List<Integer> axes) {
  int[] toArray() {
    return axes.stream().mapToInt(Integer::intValue).toArray();
  }

  static final class Converter implements ITypeConverter<AxisList> {
    @Override
    public AxisList convert(String text) {
      String inner = text.strip();
      boolean tuple = inner.startsWith("(") && inner.endsWith(")") && inner.length() > 1;
      inner = tuple ? inner.substring(1, inner.length() - 1).strip() : inner;
      if (tuple && inner.isEmpty()) {
        return new AxisList(List.of());
      }
      // Python writes a tuple of one with a comma.
      inner = tuple && inner.endsWith(",") ? inner.substring(0, inner.length() - 1) : inner;
      try {
        return new AxisList(
            Arrays.stream(inner.split(",", -1)).map(i -> Integer.valueOf(i.strip())).toList());
      } catch (NumberFormatException e) {
        throw new TypeConversionException(
            "'" + text + "' names no axes; write for example 0, -1 or 0,2");
      }
    }
  }
}
