package dev.foldcast.plan;

import dev.foldcast.array.DType;
import dev.foldcast.error.ShapeException;

/** The largest and the smallest term: no term is rounded, and no order changes the result. */
enum ExtremumReducer implements Reducer {
  MAX("max", Accumulator.MAXIMUM),
  MIN("min", Accumulator.MINIMUM);

  private final String key;
  private final Accumulator accumulator;

  ExtremumReducer(String key, Accumulator accumulator) {
    this.key = key;
    this.accumulator = accumulator;
  }

  @Override
  public String key() {
    return key;
  }

  @Override
  public DType result(DType term) {
    return term;
  }

  @Override
  public Accumulator accumulator(DType term, Accuracy accuracy) {
    return accumulator;
  }

  @Override
  public boolean rounds(DType term) {
    return false;
  }

  @Override
  public long divisor(long count) {
    return 0;
  }

  @Override
  public boolean canOverflow(DType term) {
    return false;
  }

  @Override
  public double ofNothing() {
    throw new ShapeException(
        "the " + key + " of no elements does not exist; reduce axes of at least one element");
  }
}
