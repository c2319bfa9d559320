package dev.foldcast.plan;

import dev.foldcast.array.Axes;
import dev.foldcast.array.DType;
import dev.foldcast.array.Layout;
import dev.foldcast.array.Shape;
import dev.foldcast.expr.Expr;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What is to be computed, as a loop nest over {@code shape}: a term of one element of each operand,
 * and what becomes of it along the reduced axes. Immutable.
 *
 * @param term the scalar expression; operand k of it is operand k of {@code operands}
 * @param operands each operand's elements; broadcast to {@code shape} (stride 0)
 * @param shape of the terms
 * @param axes the reduced axes; ignored for {@link Fold#NONE}
 * @param keepDims whether reduced axes stay, with extent 1
 * @param fold what becomes of the terms
 * @param accuracy of sums of floats
 */
public record Operation(
    Expr term,
    List<OperandView> operands,
    Shape shape,
    Axes axes,
    boolean keepDims,
    Fold fold,
    Accuracy accuracy) {

  public Operation {
    operands = operands.stream().map(o -> broadcast(o, shape)).toList();
  }

  /** Written out: Java makes the usual one when it is first used, which takes 10 ms. */
  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof Operation o
        && term.equals(o.term)
        && operands.equals(o.operands)
        && shape.equals(o.shape)
        && axes.equals(o.axes)
        && keepDims == o.keepDims
        && fold == o.fold
        && accuracy == o.accuracy;
  }

  @Override
  public int hashCode() {
    return 31 * shape.hashCode() + axes.hashCode();
  }

  private static OperandView broadcast(OperandView o, Shape shape) {
    return new OperandView(o.dtype(), o.layout().broadcastTo(shape), o.swapped(), o.place());
  }

  /** One result for each term. */
  public static Operation elementwise(Expr term, List<OperandView> operands, Shape shape) {
    return new Operation(term, operands, shape, Axes.of(shape), false, Fold.NONE, Accuracy.EXACT);
  }

  /** The same with another fold of the terms. */
  public Operation folded(Fold other) {
    return new Operation(term, operands, shape, axes, keepDims, other, accuracy);
  }

  /** Where the elements of an operand lie, seen through {@link #shape}. */
  Layout layout(int operand) {
    return operands.get(operand).layout();
  }

  /** The type of the result's elements. */
  public DType resultType() {
    return fold.result(term.dtype());
  }

  /** The shape of the result. */
  public Shape resultShape() {
    return fold == Fold.NONE ? shape : axes.apply(shape, keepDims);
  }

  /** Terms in one result. */
  public long count() {
    return fold == Fold.NONE ? 1 : axes.count(shape);
  }

  /** Whether axis {@code axis} of {@link #shape} is reduced. */
  boolean reduces(int axis) {
    return fold != Fold.NONE && axes.reduces(axis);
  }
}
