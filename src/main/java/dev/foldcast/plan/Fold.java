package dev.foldcast.plan;

import dev.foldcast.array.DType;

/** What becomes of the terms along the reduced axes. */
public enum Fold {
  /** Nothing is reduced: one result per term. */
  NONE,
  SUM,
  /** The exact sum divided by the count, rounded once. */
  MEAN;

  /** The type of the result for terms of type {@code term}, by NumPy's rules. */
  public DType result(DType term) {
    boolean integer = term.kind() == DType.Kind.INTEGER;
    return switch (this) {
      case NONE -> term;
      case SUM -> integer ? DType.INT64 : term;
      case MEAN -> integer ? DType.FLOAT64 : term;
    };
  }
}
