package dev.foldcast.cli;

import dev.foldcast.array.DType;
import dev.foldcast.array.Shape;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.function.LongConsumer;
import java.util.function.LongFunction;

/**
 * An array as NumPy prints it, then a line with its type and shape. Of more than {@value
 * #THRESHOLD} elements only the first and last {@value #EDGE} along each axis are shown, and only
 * those are asked for. Unlike NumPy, every number has all the digits that it needs, and an exponent
 * only if it needs one itself.
 */
final class ArraySummary {
  private static final long THRESHOLD = 1000;
  private static final int EDGE = 3;
  private static final int LINE_WIDTH = 75;
  private static final String GAP = "...";

  private final Shape shape;
  private final boolean shortened;
  private final long[] steps;

  private ArraySummary(Shape shape) {
    this.shape = shape;
    this.shortened = shape.size() > THRESHOLD;
    this.steps = new long[shape.rank()];
    long step = 1;
    for (int axis = shape.rank() - 1; axis >= 0; axis--) {
      steps[axis] = step;
      step *= Math.max(shape.extent(axis), 1);
    }
  }

  /**
   * The text, of several lines without a line break at the end.
   *
   * @param element text of the element with that index in C order, as {@link PythonRepr} gives it
   */
  static String of(Shape shape, DType dtype, LongFunction<String> element) {
    return new ArraySummary(shape).body(element) + "\n" + dtype + ", shape " + shape;
  }

  private String body(LongFunction<String> element) {
    if (shape.size() == 0) {
      return "[]";
    }
    List<String> texts = new ArrayList<>();
    visit(0, 0, index -> texts.add(element.apply(index)));
    return text(0, Columns.align(texts).iterator());
  }

  /** Calls with the index of every element that is shown, in order. */
  private void visit(int axis, long index, LongConsumer shown) {
    if (axis == shape.rank()) {
      shown.accept(index);
      return;
    }
    long extent = shape.extent(axis);
    for (long i = 0; i < extent; i++) {
      i = i == EDGE && gapAlong(axis) ? extent - EDGE : i;
      visit(axis + 1, index + i * steps[axis], shown);
    }
  }

  private boolean gapAlong(int axis) {
    return shortened && shape.extent(axis) > 2 * EDGE;
  }

  /** The part of the array at fixed indices of the axes before this one. */
  private String text(int axis, Iterator<String> cells) {
    if (axis == shape.rank()) {
      return cells.next();
    }
    int parts = (int) (gapAlong(axis) ? 2 * EDGE + 1 : shape.extent(axis));
    List<String> items = new ArrayList<>(parts);
    for (int i = 0; i < parts; i++) {
      items.add(i == EDGE && gapAlong(axis) ? GAP : text(axis + 1, cells));
    }
    String indent = " ".repeat(axis + 1);
    int axesLeft = shape.rank() - axis;
    return axesLeft == 1
        ? "[" + wrapped(items, indent) + "]"
        : "[" + String.join("\n".repeat(axesLeft - 1) + indent, items) + "]";
  }

  /** Items side by side, in lines that leave room for all the closing brackets. */
  private String wrapped(List<String> items, String indent) {
    int width = LINE_WIDTH - shape.rank();
    StringBuilder lines = new StringBuilder();
    int column = indent.length();
    for (String item : items) {
      boolean first = column == indent.length();
      if (!first && column + 1 + item.length() > width) {
        lines.append('\n').append(indent);
        column = indent.length();
        first = true;
      }
      lines.append(first ? "" : " ").append(item);
      column += item.length() + (first ? 0 : 1);
    }
    return lines.toString();
  }
}
