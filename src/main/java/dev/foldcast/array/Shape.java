package dev.foldcast.array;

import dev.foldcast.error.ShapeException;
import java.util.Arrays;
import java.util.Locale;
import java.util.stream.Collectors;

/** The extents of an array, outermost axis first; rank 0 is a scalar. Immutable. */
public final class Shape {
  /** NumPy's own limit. */
  public static final int MAX_RANK = 64;

  private final long[] extents;
  private final long size;

  private Shape(long[] extents) {
    this.extents = extents;
    this.size = checkedSize(extents);
  }

  /**
   * The shape with these extents, outermost first.
   *
   * @throws ShapeException if an extent is negative or the element count does not fit 63 bits
   */
  public static Shape of(long... extents) {
    return new Shape(extents.clone());
  }

  private static long checkedSize(long[] extents) {
    if (extents.length > MAX_RANK) {
      throw new ShapeException(
          "shape of rank " + extents.length + ": the largest rank is " + MAX_RANK);
    }
    long size = 1;
    boolean empty = false;
    for (long extent : extents) {
      if (extent < 0) {
        throw new ShapeException("negative extent in shape " + text(extents));
      }
      empty |= extent == 0;
      try {
        size = Math.multiplyExact(size, Math.max(extent, 1));
      } catch (ArithmeticException e) {
        throw new ShapeException("shape " + text(extents) + " has more than 2^63 - 1 elements");
      }
    }
    return empty ? 0 : size;
  }

  public int rank() {
    return extents.length;
  }

  /** Extent of an axis in [0, rank). */
  public long extent(int axis) {
    return extents[axis];
  }

  /** A copy of the extents. */
  public long[] extents() {
    return extents.clone();
  }

  /** Number of elements. */
  public long size() {
    return size;
  }

  /** Bytes of an array of this shape. */
  public long bytes(DType dtype) {
    try {
      return Math.multiplyExact(size, dtype.itemBytes());
    } catch (ArithmeticException e) {
      throw new ShapeException(dtype + " array of shape " + this + " has more than 2^63 - 1 bytes");
    }
  }

  /**
   * The shape that both broadcast to, by NumPy's rule.
   *
   * @throws ShapeException if an axis differs and neither extent is 1
   */
  public Shape broadcast(Shape other) {
    int rank = Math.max(rank(), other.rank());
    long[] result = new long[rank];
    for (int axis = 0; axis < rank; axis++) {
      long a = alignedExtent(axis, rank);
      long b = other.alignedExtent(axis, rank);
      if (a != b && a != 1 && b != 1) {
        throw new ShapeException(
            String.format(
                Locale.ROOT,
                "cannot broadcast %s with %s: axis %d is %d against %d",
                this,
                other,
                axis,
                a,
                b));
      }
      result[axis] = a == 1 ? b : a;
    }
    return of(result);
  }

  /** Extent of {@code axis} of a shape of {@code rank} that this is aligned with at the right. */
  private long alignedExtent(int axis, int rank) {
    int own = axis - (rank - rank());
    return own < 0 ? 1 : extents[own];
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Shape shape && Arrays.equals(extents, shape.extents);
  }

  @Override
  public int hashCode() {
    return Arrays.hashCode(extents);
  }

  /** As Python writes it: {@code ()}, {@code (3,)}, {@code (3, 4)}. */
  @Override
  public String toString() {
    return text(extents);
  }

  private static String text(long[] extents) {
    if (extents.length == 1) {
      return "(" + extents[0] + ",)";
    }
    return Arrays.stream(extents)
        .mapToObj(Long::toString)
        .collect(Collectors.joining(", ", "(", ")"));
  }
}
