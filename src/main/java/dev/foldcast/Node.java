package dev.foldcast;

import dev.foldcast.array.Axes;
import dev.foldcast.array.DType;
import dev.foldcast.array.Shape;
import dev.foldcast.engine.Operand;
import dev.foldcast.expr.Promotion;
import dev.foldcast.plan.Accuracy;
import dev.foldcast.plan.Reducer;

/** What a lazy array is made of. Immutable. */
sealed interface Node {
  DType dtype();

  Shape shape();

  /**
   * Factors that an expression of this node has, an array as often as it is named; {@link
   * Integer#MAX_VALUE} if there are more.
   */
  default int factors() {
    return 1;
  }

  /** Elements that exist already. */
  record Leaf(Operand operand) implements Node {
    @Override
    public DType dtype() {
      return operand.view().dtype();
    }

    @Override
    public Shape shape() {
      return operand.view().layout().shape();
    }
  }

  /** The elements converted to another type. */
  record Converted(Node of, DType dtype) implements Node {
    @Override
    public int factors() {
      return of.factors();
    }

    @Override
    public Shape shape() {
      return of.shape();
    }
  }

  /**
   * The product of two arrays, broadcast. What is asked of it is known, as it may be below itself
   * many times.
   */
  record Product(Node left, Node right, DType dtype, Shape shape, int factors) implements Node {
    static Product of(Node left, Node right) {
      return new Product(
          left,
          right,
          Promotion.promote(left.dtype(), right.dtype()),
          left.shape().broadcast(right.shape()),
          (int) Math.min(Integer.MAX_VALUE, (long) left.factors() + right.factors()));
    }
  }

  /** A reduction along axes. */
  record Reduction(Node of, Axes axes, boolean keepDims, Reducer reducer, Accuracy accuracy)
      implements Node {
    @Override
    public DType dtype() {
      return reducer.result(of.dtype());
    }

    @Override
    public Shape shape() {
      return axes.apply(of.shape(), keepDims);
    }
  }
}
