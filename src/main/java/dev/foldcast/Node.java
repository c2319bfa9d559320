package dev.foldcast;

import dev.foldcast.array.Axes;
import dev.foldcast.array.DType;
import dev.foldcast.array.Shape;
import dev.foldcast.engine.Operand;
import dev.foldcast.expr.Promotion;
import dev.foldcast.plan.Accuracy;
import dev.foldcast.plan.Fold;

/** What a lazy array is made of. Immutable. */
sealed interface Node {
  DType dtype();

  Shape shape();

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
    public Shape shape() {
      return of.shape();
    }
  }

  /** The product of two arrays, broadcast. */
  record Product(Node left, Node right, Shape shape) implements Node {
    static Product of(Node left, Node right) {
      return new Product(left, right, left.shape().broadcast(right.shape()));
    }

    @Override
    public DType dtype() {
      return Promotion.promote(left.dtype(), right.dtype());
    }
  }

  /** A fold along axes. */
  record Reduction(Node of, Axes axes, boolean keepDims, Fold fold, Accuracy accuracy)
      implements Node {
    @Override
    public DType dtype() {
      return fold.result(of.dtype());
    }

    @Override
    public Shape shape() {
      return axes.apply(of.shape(), keepDims);
    }
  }
}
