package dev.foldcast.plan;

import dev.foldcast.array.Axes;
import dev.foldcast.array.Shape;
import dev.foldcast.expr.Expr;
import java.util.List;

/** What tests do with terms. */
public enum Fold {
  NONE,
  SUM,
  MEAN;

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
    Reducer reducer = this == SUM ? Reducer.SUM : Reducer.MEAN;
    return new Operation.Reduce(term, operands, shape, axes, keepDims, reducer, accuracy);
  }
}
