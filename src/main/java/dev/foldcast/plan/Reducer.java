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

  /** NumPy's name of the function. */
  String key();

  /** The type of the result for terms of type {@code term}, by NumPy's rules. */
  DType result(DType term);

  /** What terms of a type are gathered in. */
  Accumulator accumulator(DType term, Accuracy accuracy);

  /** What the kernels divide the total of {@code count} terms by in the end; 0: by nothing. */
  long divisor(long count);

  /** Whether a result can be an integer that does not fit its type. */
  boolean canOverflow(DType term);

  /** The result of no terms. */
  double ofNothing();
}
