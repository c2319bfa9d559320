package dev.foldcast.plan;

import dev.foldcast.array.Axes;
import dev.foldcast.array.Shape;
import dev.foldcast.expr.Expr;
import java.util.List;

/** What tests do with terms. */
public enum Fold {
  NONE,
  SUM,
  MEAN,
  MAX,
  MIN;

  /** Whether one of the terms is the result. */
  public boolean isExtremum() {
    return this == MAX || this == MIN;
  }

  /** The operation; axes count where something is reduced. */
  public Operation of(
      Expr term,
      List<OperandView> operands,
      Shape shape,
      Axes axes,
      boolean keepDims,
      Accuracy accuracy) {
    if (this == NONE) {
      return new Operation.Map(term, operands, shape);
    }
    return new Operation.Reduce(term, operands, shape, axes, keepDims, reducer(), accuracy);
  }

  private Reducer reducer() {
    return switch (this) {
      case SUM -> Reducer.SUM;
      case MEAN -> Reducer.MEAN;
      case MAX -> Reducer.MAX;
      case MIN -> Reducer.MIN;
      case NONE -> throw new IllegalStateException("nothing is reduced");
    };
  }
}
