package dev.foldcast.array;

import dev.foldcast.error.ShapeException;
import java.util.Arrays;
import java.util.Locale;

/** The set of axes that a reduction runs over. Immutable. */
public final class Axes {
  private final boolean[] reduced;

  private Axes(boolean[] reduced) {
    this.reduced = reduced;
  }

  /** Every axis of a shape of {@code rank}. */
  public static Axes all(int rank) {
    boolean[] reduced = new boolean[rank];
    Arrays.fill(reduced, true);
    return new Axes(reduced);
  }

  /**
   * The named axes of {@code shape}; negative ones count from the end.
   *
   * @throws ShapeException if an axis is outside [-rank, rank) or named twice
   */
  public static Axes of(Shape shape, int... axes) {
    int rank = shape.rank();
    boolean[] reduced = new boolean[rank];
    for (int axis : axes) {
      int index = axis < 0 ? axis + rank : axis;
      if (index < 0 || index >= rank) {
        throw new ShapeException(
            String.format(
                Locale.ROOT,
                "axis %d is out of range for shape %s: %s",
                axis,
                shape,
                rank == 0
                    ? "a 0-d array has no axes"
                    : String.format(Locale.ROOT, "axes go from %d to %d", -rank, rank - 1)));
      }
      if (reduced[index]) {
        throw new ShapeException(
            String.format(Locale.ROOT, "axis %d is named twice for shape %s", axis, shape));
      }
      reduced[index] = true;
    }
    return new Axes(reduced);
  }

  public boolean reduces(int axis) {
    return reduced[axis];
  }

  /** The shape that is left of {@code shape}: without the axes, or with 1 in their place. */
  public Shape apply(Shape shape, boolean keepDims) {
    long[] left = new long[shape.rank()];
    int rank = 0;
    for (int axis = 0; axis < shape.rank(); axis++) {
      if (!reduced[axis]) {
        left[rank++] = shape.extent(axis);
      } else if (keepDims) {
        left[rank++] = 1;
      }
    }
    return Shape.of(Arrays.copyOf(left, rank));
  }

  /** Elements of {@code shape} that fold into one output element. */
  public long count(Shape shape) {
    long count = 1;
    for (int axis = 0; axis < shape.rank(); axis++) {
      count = reduced[axis] ? Math.multiplyExact(count, shape.extent(axis)) : count;
    }
    return count;
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Axes axes && Arrays.equals(reduced, axes.reduced);
  }

  @Override
  public int hashCode() {
    return Arrays.hashCode(reduced);
  }
}
