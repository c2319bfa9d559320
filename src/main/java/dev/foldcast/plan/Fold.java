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
    return switch (this) {
      case NONE -> term;
      case SUM -> term.isWhole() ? wholeSum(term) : term;
      case MEAN -> term.isWhole() ? DType.FLOAT64 : term;
    };
  }

  private static DType wholeSum(DType term) {
    return term.kind() == DType.Kind.UNSIGNED ? DType.UINT64 : DType.INT64;
  }
}
