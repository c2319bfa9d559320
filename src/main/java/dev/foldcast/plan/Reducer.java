package dev.foldcast.plan;

import dev.foldcast.array.DType;

/**
 * What makes one result of the terms along the reduced axes. A value: two are the same if they are
 * one object.
 */
public interface Reducer {
  /** The sum, as {@code numpy.sum}. */
  Reducer SUM = SumReducer.SUM;

  /** The exact sum divided by the count, rounded once, as {@code numpy.mean}. */
  Reducer MEAN = SumReducer.MEAN;

  /**
   * The largest term, as {@code numpy.max}: any NaN wins, and -0 is below +0. Complex numbers
   * compare by their real parts, then by their imaginary ones; a NaN in one part makes both NaN.
   */
  Reducer MAX = ExtremumReducer.MAX;

  /** The smallest term, as {@code numpy.min}; else as {@link #MAX}. */
  Reducer MIN = ExtremumReducer.MIN;

  /** NumPy's name of the function. */
  String key();

  /** The type of the result for terms of type {@code term}, by NumPy's rules. */
  DType result(DType term);

  /** What terms of a type are gathered in. */
  Accumulator accumulator(DType term, Accuracy accuracy);

  /** Whether terms of a type are rounded in a way that the accuracy asked for decides. */
  boolean rounds(DType term);

  /** What the kernels divide the total of {@code count} terms by in the end; 0: by nothing. */
  long divisor(long count);

  /** Whether a result can be an integer that does not fit its type. */
  boolean canOverflow(DType term);

  /**
   * The result of no terms.
   *
   * @throws dev.foldcast.error.ShapeException if there is none
   */
  double ofNothing();
}
