package dev.foldcast.tuning;

import dev.foldcast.array.Axes;
import dev.foldcast.array.DType;
import dev.foldcast.array.Layout;
import dev.foldcast.array.Shape;
import dev.foldcast.expr.Expr;
import dev.foldcast.plan.Accuracy;
import dev.foldcast.plan.OperandView;
import dev.foldcast.plan.Operation;
import dev.foldcast.plan.Place;
import dev.foldcast.plan.Reducer;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;

/**
 * An operation that stands for all those of its subject: a product of one or two arrays, or its sum
 * along an axis.
 *
 * @param name what it is, in a few words
 * @param main whether it is its family's most usual one
 * @param extents of its terms, for about so many elements of the largest operand
 * @param axis that is summed; -1 for none
 * @param operands where each operand's elements lie, for these extents
 */
record Workload(
    String name, boolean main, Extents extents, int axis, List<Function<Shape, Layout>> operands) {

  /** Elements of arrays that need not come from memory each time. */
  private static final long SMALL = 1 << 18;

  private static final long LONG_ROW = 1 << 14;

  /** Terms of {@link #fewer}, about. */
  private static final long FEWER = 1 << 17;

  /**
   * The same along the last of several axes: more than the 512 vectors of 16 sums that a CPU's
   * work-item reduces at once, and two vectors of 8 terms for each of 1024 work-items.
   */
  private static final long FEWER_IN_ROW = 1 << 14;

  /** Elements of the longest vector. */
  private static final long VECTOR = 16;

  /** The extents of a workload. */
  interface Extents {
    /**
     * The extents for a size.
     *
     * @param more is added to the one that vectors run along
     */
    long[] of(long size, int more);
  }

  /** Every workload, the main one of each family first. */
  static final List<Workload> ALL =
      List.of(
          sum("x", true, (s, d) -> new long[] {s + d}, 0),
          sum("axis=1", true, (s, d) -> new long[] {rows(s), s / rows(s) + d}, 1),
          sum("axis=0", true, (s, d) -> new long[] {rows(s), s / rows(s) + d}, 0),
          sum("(n,3) axis=1", true, (s, d) -> new long[] {s / 3 + d, 3}, 1),
          new Workload(
              "x*y", true, (s, d) -> new long[] {s + d}, -1, List.of(Layout::c, Layout::c)),
          new Workload("x*row", true, Workload::matrix, -1, List.of(Layout::c, Workload::row)),
          new Workload("C*F", true, Workload::matrix, -1, List.of(Layout::c, Layout::f)),
          new Workload(
              "8 by 8 rows",
              true,
              (s, d) -> new long[] {8, 8, s / 64 + d},
              2,
              List.of(w -> pair(w, 0), w -> pair(w, 1))),
          sum("short x", false, (s, d) -> new long[] {Math.min(s, SMALL) + d}, 0),
          sum("(16,n) axis=1", false, (s, d) -> new long[] {16, s / 16 + d}, 1),
          sum("long rows axis=1", false, Workload::longRows, 1),
          sum("(n,256) axis=1", false, (s, d) -> new long[] {s / 256, 256 + d}, 1),
          sum("(n,64) axis=0", false, (s, d) -> new long[] {s / 64, 64 + d}, 0),
          sum("(64,n) axis=0", false, (s, d) -> new long[] {64, s / 64 + d}, 0),
          sum("(3,n) axis=0", false, (s, d) -> new long[] {3, s / 3 + d}, 0),
          new Workload(
              "short x*y",
              false,
              (s, d) -> new long[] {Math.min(s, SMALL) + d},
              -1,
              List.of(Layout::c, Layout::c)),
          new Workload(
              "(n,8)*row",
              false,
              (s, d) -> new long[] {s / 8, 8 + d},
              -1,
              List.of(Layout::c, Workload::row)),
          new Workload(
              "x*long row", false, Workload::longRows, -1, List.of(Layout::c, Workload::row)),
          new Workload("C*F axis=1", false, Workload::matrix, 1, List.of(Layout::c, Layout::f)));

  private static Workload sum(String name, boolean main, Extents extents, int axis) {
    return new Workload(name, main, extents, axis, List.of(Layout::c));
  }

  private static long[] matrix(long size, int more) {
    return new long[] {rows(size), size / rows(size) + more};
  }

  /** Rows that a processor's first cache cannot hold, but its second. */
  private static long[] longRows(long size, int more) {
    long columns = Math.min(LONG_ROW, size / 4);
    return new long[] {size / columns, columns + more};
  }

  /** A power of two near the square root, with at most twice as many columns. */
  private static long rows(long size) {
    long rows = 1L << ((Long.SIZE - 1 - Long.numberOfLeadingZeros(size)) / 2);
    return size / rows > 2 * rows ? 2 * rows : rows;
  }

  private static Layout row(Shape whole) {
    return Layout.c(Shape.of(whole.extent(whole.rank() - 1))).broadcastTo(whole);
  }

  /** Rows of {@code (a, b, n)} that move along a or along b. */
  private static Layout pair(Shape whole, int axis) {
    long[] extents = whole.extents().clone();
    extents[1 - axis] = 1;
    return Layout.c(Shape.of(extents)).broadcastTo(whole);
  }

  /**
   * The workload of that name.
   *
   * @throws IllegalArgumentException if there is none
   */
  static Workload named(String name) {
    return ALL.stream()
        .filter(w -> w.name.equals(name))
        .findFirst()
        .orElseThrow(() -> new IllegalArgumentException("no workload " + name));
  }

  /** The shape of the terms. */
  Shape shape(long size, int more) {
    return Shape.of(extents.of(size, more));
  }

  /**
   * The shape of the terms with fewer of them, some 2^16 to 2^20, for which the same kernels can
   * run: what an extent has beyond whole vectors stays, and the one that vectors run along stays
   * long.
   */
  Shape fewer(long size, int more) {
    Shape whole = shape(size, more);
    long[] extents = whole.extents().clone();
    int along = along(whole);
    extents[along] = cut(extents[along], extents.length == 1 ? FEWER : FEWER_IN_ROW);
    long left = FEWER / extents[along];
    for (int a = extents.length - 1; a >= 0; a--) {
      if (a != along) {
        extents[a] = cut(extents[a], Math.max(2 * VECTOR, Long.highestOneBit(left)));
        left /= extents[a];
      }
    }
    return Shape.of(extents);
  }

  /** The last axis; where it is summed, one along which an operand's elements are neighbours. */
  private int along(Shape whole) {
    int last = whole.rank() - 1;
    for (Function<Shape, Layout> operand : operands) {
      Layout layout = operand.apply(whole);
      for (int a = 0; a < last && axis == last; a++) {
        if (layout.stride(a) == 1) {
          return a;
        }
      }
    }
    return last;
  }

  /** An extent, or {@code most} and what it has beyond whole vectors. */
  private static long cut(long extent, long most) {
    return extent <= most ? extent : most + extent % VECTOR;
  }

  /** Bytes that the elements of an operand span. */
  long bytes(int operand, long size, int more, DType dtype) {
    return (operands.get(operand).apply(shape(size, more)).last() + 1) * dtype.itemBytes();
  }

  /** The operation on operands of a type. */
  Operation operation(long size, int more, DType dtype, Accuracy accuracy, Place place) {
    return operation(shape(size, more), dtype, accuracy, place);
  }

  /** The operation on operands of a type, for a shape of the terms. */
  Operation operation(Shape shape, DType dtype, Accuracy accuracy, Place place) {
    List<OperandView> views = new ArrayList<>();
    Expr term = new Expr.Operand(0, dtype);
    for (int k = 0; k < operands.size(); k++) {
      views.add(new OperandView(dtype, operands.get(k).apply(shape), false, place));
      term = k == 0 ? term : new Expr.Multiply(term, new Expr.Operand(k, dtype));
    }
    return axis < 0
        ? new Operation.Map(term, views, shape)
        : new Operation.Reduce(
            term, views, shape, Axes.of(shape, axis), false, Reducer.SUM, accuracy);
  }
}
