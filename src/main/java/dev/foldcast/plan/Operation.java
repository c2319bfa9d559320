package dev.foldcast.plan;

import dev.foldcast.array.Axes;
import dev.foldcast.array.DType;
import dev.foldcast.array.Layout;
import dev.foldcast.array.Shape;
import dev.foldcast.expr.Expr;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What is to be computed, as a loop nest over {@link #shape}: a term of one element of each
 * operand, and what becomes of it. Immutable.
 */
public sealed interface Operation {
  /** The scalar expression; operand k of it is operand k of {@link #operands}. */
  Expr term();

  /** Each operand's elements, broadcast to {@link #shape} (stride 0). */
  List<OperandView> operands();

  /** The shape of the terms. */
  Shape shape();

  /** The type of the result's elements. */
  DType resultType();

  /** The shape of the result. */
  Shape resultShape();

  /** Terms in one result. */
  long count();

  /** Whether axis {@code axis} of {@link #shape} is reduced. */
  boolean reduces(int axis);

  /** Whether the terms along some axes become one result. */
  default boolean isReduction() {
    return this instanceof Reduce;
  }

  /** Where the elements of an operand lie, seen through {@link #shape}. */
  default Layout layout(int operand) {
    return operands().get(operand).layout();
  }

  private static List<OperandView> broadcast(List<OperandView> operands, Shape shape) {
    return operands.stream()
        .map(o -> new OperandView(o.dtype(), o.layout().broadcastTo(shape), o.swapped(), o.place()))
        .toList();
  }

  /** One result for each term. */
  record Map(Expr term, List<OperandView> operands, Shape shape) implements Operation {
    public Map {
      operands = broadcast(operands, shape);
    }

    @Override
    public DType resultType() {
      return term.dtype();
    }

    @Override
    public Shape resultShape() {
      return shape;
    }

    @Override
    public long count() {
      return 1;
    }

    @Override
    public boolean reduces(int axis) {
      return false;
    }

    /** Written out: Java makes the usual one when it is first used, which takes 10 ms. */
    @Override
    public boolean equals(@Nullable Object other) {
      return other instanceof Map o
          && term.equals(o.term)
          && operands.equals(o.operands)
          && shape.equals(o.shape);
    }

    @Override
    public int hashCode() {
      return shape.hashCode();
    }
  }

  /**
   * One result for the terms along some axes.
   *
   * @param axes the reduced axes
   * @param keepDims whether reduced axes stay, with extent 1
   * @param reducer what makes one result of them
   * @param accuracy of sums of floats
   */
  record Reduce(
      Expr term,
      List<OperandView> operands,
      Shape shape,
      Axes axes,
      boolean keepDims,
      Reducer reducer,
      Accuracy accuracy)
      implements Operation {
    public Reduce {
      operands = broadcast(operands, shape);
    }

    /** The same terms with another reducer. */
    public Reduce with(Reducer other) {
      return new Reduce(term, operands, shape, axes, keepDims, other, accuracy);
    }

    /** What the terms are gathered in. */
    Accumulator accumulator() {
      return reducer.accumulator(term.dtype(), accuracy);
    }

    @Override
    public DType resultType() {
      return reducer.result(term.dtype());
    }

    @Override
    public Shape resultShape() {
      return axes.apply(shape, keepDims);
    }

    @Override
    public long count() {
      return axes.count(shape);
    }

    @Override
    public boolean reduces(int axis) {
      return axes.reduces(axis);
    }

    /** Written out, as that of {@link Map}. */
    @Override
    public boolean equals(@Nullable Object other) {
      return other instanceof Reduce o
          && term.equals(o.term)
          && operands.equals(o.operands)
          && shape.equals(o.shape)
          && axes.equals(o.axes)
          && keepDims == o.keepDims
          && reducer == o.reducer
          && accuracy == o.accuracy;
    }

    @Override
    public int hashCode() {
      return 31 * shape.hashCode() + axes.hashCode();
    }
  }
}
