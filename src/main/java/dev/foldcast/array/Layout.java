package dev.foldcast.array;

import dev.foldcast.error.ShapeException;
import java.util.Arrays;
import java.util.Locale;

/**
 * Where the elements of an array lie: element {@code (i, j, ...)} is at {@code offset + i *
 * stride(0) + j * stride(1) + ...}, counted in elements. Strides may be 0 (broadcast) or negative.
 * Immutable.
 */
public final class Layout {
  private final Shape shape;
  private final long[] strides;
  private final long offset;

  private Layout(Shape shape, long[] strides, long offset) {
    this.shape = shape;
    this.strides = strides;
    this.offset = offset;
  }

  /**
   * Any strides.
   *
   * @param strides elements between neighbours along each axis
   * @param offset index of the element whose indices are all 0
   * @throws ShapeException if the ranks differ, or an element's index is negative or does not fit
   */
  public static Layout strided(Shape shape, long[] strides, long offset) {
    if (strides.length != shape.rank()) {
      throw new ShapeException(
          String.format(
              Locale.ROOT,
              "%d strides for shape %s: one is needed for each axis",
              strides.length,
              shape));
    }
    Layout layout = new Layout(shape, strides.clone(), offset);
    if (shape.size() > 0 && layout.first() < 0) {
      throw new ShapeException(
          String.format(
              Locale.ROOT,
              "shape %s with strides %s and offset %d begins before element 0",
              shape,
              Arrays.toString(strides),
              offset));
    }
    return layout;
  }

  /** C order: the last axis is contiguous. */
  public static Layout c(Shape shape) {
    long[] strides = new long[shape.rank()];
    long stride = 1;
    for (int axis = strides.length - 1; axis >= 0; axis--) {
      strides[axis] = stride;
      stride = Math.multiplyExact(stride, Math.max(shape.extent(axis), 1));
    }
    return new Layout(shape, strides, 0);
  }

  /** F order: the first axis is contiguous. */
  public static Layout f(Shape shape) {
    long[] strides = new long[shape.rank()];
    long stride = 1;
    for (int axis = 0; axis < strides.length; axis++) {
      strides[axis] = stride;
      stride = Math.multiplyExact(stride, Math.max(shape.extent(axis), 1));
    }
    return new Layout(shape, strides, 0);
  }

  public Shape shape() {
    return shape;
  }

  /** Elements between neighbours along {@code axis}. */
  public long stride(int axis) {
    return strides[axis];
  }

  /** Index of the element whose indices are all 0. */
  public long offset() {
    return offset;
  }

  /** The same layout {@code elements} further on. */
  public Layout shiftedBy(long elements) {
    return new Layout(shape, strides, Math.addExact(offset, elements));
  }

  /** Lowest index of any element; only meaningful for a non-empty shape. */
  public long first() {
    return reach(true);
  }

  /** Highest index of any element; only meaningful for a non-empty shape. */
  public long last() {
    return reach(false);
  }

  private long reach(boolean low) {
    long index = offset;
    try {
      for (int axis = 0; axis < strides.length; axis++) {
        if (strides[axis] < 0 == low) {
          index =
              Math.addExact(
                  index, Math.multiplyExact(strides[axis], Math.max(shape.extent(axis), 1) - 1));
        }
      }
    } catch (ArithmeticException e) {
      throw new ShapeException(
          String.format(
              Locale.ROOT,
              "shape %s with strides %s reaches beyond 63-bit indices",
              shape,
              Arrays.toString(strides)));
    }
    return index;
  }

  /**
   * Whether the elements lie in C order without gaps, from element {@link #offset()} on; true where
   * there are none, as NumPy's flags.
   */
  public boolean isC() {
    return sameSteps(c(shape));
  }

  /**
   * Whether the elements lie in F order without gaps, from element {@link #offset()} on; true where
   * there are none, as NumPy's flags.
   */
  public boolean isF() {
    return sameSteps(f(shape));
  }

  private boolean sameSteps(Layout other) {
    if (shape.size() == 0) {
      return true;
    }
    for (int axis = 0; axis < strides.length; axis++) {
      if (shape.extent(axis) > 1 && strides[axis] != other.strides[axis]) {
        return false;
      }
    }
    return true;
  }

  /**
   * The same elements seen through {@code target}: axes of extent 1 and missing leading axes get
   * stride 0. {@code target} must be a shape that this one broadcasts to.
   */
  public Layout broadcastTo(Shape target) {
    long[] result = new long[target.rank()];
    int missing = target.rank() - shape.rank();
    for (int axis = 0; axis < shape.rank(); axis++) {
      long from = shape.extent(axis);
      long to = target.extent(missing + axis);
      if (from != to && from != 1) {
        throw new ShapeException("cannot broadcast " + shape + " to " + target);
      }
      result[missing + axis] = from == 1 ? 0 : strides[axis];
    }
    return new Layout(target, result, offset);
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Layout layout
        && offset == layout.offset
        && shape.equals(layout.shape)
        && Arrays.equals(strides, layout.strides);
  }

  @Override
  public int hashCode() {
    return 31 * (31 * shape.hashCode() + Arrays.hashCode(strides)) + Long.hashCode(offset);
  }

  @Override
  public String toString() {
    return shape + " strides " + Arrays.toString(strides) + " offset " + offset;
  }
}
