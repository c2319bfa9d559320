package dev.foldcast.tuning;

import dev.foldcast.array.Layout;
import dev.foldcast.array.Shape;
import dev.foldcast.plan.Operation;

/**
 * The terms of an operation as runs along one axis: the terms of one sum, or a row of products.
 *
 * @param shape of the terms
 * @param axis the reduced one, else the last
 */
record TermRuns(Shape shape, int axis) {
  static TermRuns of(Operation operation) {
    int rank = operation.shape().rank();
    for (int axis = 0; axis < rank && operation.isReduction(); axis++) {
      if (operation.reduces(axis)) {
        return new TermRuns(operation.shape(), axis);
      }
    }
    return new TermRuns(operation.shape(), rank - 1);
  }

  /** Number of runs. */
  int count() {
    return Math.toIntExact(shape.size() / length());
  }

  /** Terms in each. */
  long length() {
    return shape.extent(axis);
  }

  /** Element of an operand at which run {@code number} begins, runs counted in C order. */
  long start(Layout layout, int number) {
    long left = number;
    long at = layout.offset();
    for (int a = shape.rank() - 1; a >= 0; a--) {
      if (a != axis) {
        at += left % shape.extent(a) * layout.stride(a);
        left /= shape.extent(a);
      }
    }
    return at;
  }

  /** Whether an earlier run has the same elements of an operand, which is broadcast. */
  boolean repeats(Layout layout, int number) {
    long left = number;
    for (int a = shape.rank() - 1; a >= 0; a--) {
      if (a != axis) {
        if (layout.stride(a) == 0 && left % shape.extent(a) != 0) {
          return true;
        }
        left /= shape.extent(a);
      }
    }
    return false;
  }

  /** Elements of an operand from one term to the next. */
  long step(Layout layout) {
    return layout.stride(axis);
  }
}
