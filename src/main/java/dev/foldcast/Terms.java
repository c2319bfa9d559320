package dev.foldcast;

import dev.foldcast.array.Layout;
import dev.foldcast.array.Shape;
import dev.foldcast.engine.Operand;
import dev.foldcast.expr.Expr;
import dev.foldcast.plan.OperandView;
import dev.foldcast.plan.Operation;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Turns one lazy array into one operation: a reduction and the products below it are fused; a
 * reduction below that is computed first.
 */
final class Terms {
  /** Most distinct operands that one kernel takes; products of more are computed in steps. */
  private static final int MOST_OPERANDS = 4;

  /**
   * Most factors of one kernel, an operand as often as it is named. An array that is squared ten
   * times has 1024: what is named so often is computed once, and then is an operand.
   */
  private static final int MOST_FACTORS = 64;

  private final Function<Node, Operand> compute;
  private final List<Operand> operands = new ArrayList<>();

  /**
   * Begins an operation.
   *
   * @param compute gives the result of a node that must be computed before; the same one for the
   *     same node
   */
  Terms(Function<Node, Operand> compute) {
    this.compute = compute;
  }

  /** The operation that computes a node from {@link #operands}. */
  Operation operation(Node node) {
    if (node instanceof Node.Reduction fold) {
      Shape shape = fold.of().shape();
      Expr term = expr(fit(fold.of()));
      return new Operation.Reduce(
          term, views(), shape, fold.axes(), fold.keepDims(), fold.reducer(), fold.accuracy());
    }
    Expr term = expr(fit(node));
    return new Operation.Map(term, views(), node.shape());
  }

  List<Operand> operands() {
    return operands;
  }

  private List<OperandView> views() {
    return operands.stream().map(Operand::view).toList();
  }

  /**
   * How the result lies in memory: F order if every operand of rank 2 or more is in F and not in C
   * order, else C.
   */
  Layout resultLayout(Shape result) {
    boolean any = false;
    for (Operand operand : operands) {
      Layout layout = operand.view().layout();
      if (layout.shape().rank() >= 2) {
        any = true;
        if (!layout.isF() || layout.isC()) {
          return Layout.c(result);
        }
      }
    }
    return any ? Layout.f(result) : Layout.c(result);
  }

  private Expr expr(Node node) {
    if (node instanceof Node.Product product) {
      return new Expr.Multiply(expr(product.left()), expr(product.right()));
    }
    if (node instanceof Node.Converted converted) {
      return new Expr.Cast(expr(converted.of()), converted.dtype());
    }
    Operand operand = node instanceof Node.Leaf leaf ? leaf.operand() : compute.apply(node);
    int index = operands.indexOf(operand);
    if (index < 0) {
      index = operands.size();
      operands.add(operand);
    }
    return new Expr.Operand(index, operand.view().dtype());
  }

  /** The node with so much of it computed that one kernel can take the rest. */
  private Node fit(Node node) {
    if (!(node instanceof Node.Product || node instanceof Node.Converted)) {
      return node; // the usual case, in which nothing need be counted
    }
    if (isSmall(node, 1)) {
      return node;
    }
    if (node instanceof Node.Converted converted) {
      return new Node.Converted(fit(converted.of()), converted.dtype());
    }
    Node.Product product = (Node.Product) node;
    return Node.Product.of(part(product.left()), part(product.right()));
  }

  private Node part(Node node) {
    return isSmall(node, 2) ? node : new Node.Leaf(compute.apply(node));
  }

  /** Whether so many such nodes together are a kernel's work. */
  private static boolean isSmall(Node node, int together) {
    return node.factors() <= MOST_FACTORS / together
        && operands(node, new HashSet<>()).size() <= MOST_OPERANDS / together;
  }

  /** What {@link #expr} makes operands of; called for few factors only. */
  private static Set<Object> operands(Node node, Set<Object> found) {
    if (node instanceof Node.Product product) {
      operands(product.left(), found);
      operands(product.right(), found);
    } else if (node instanceof Node.Converted converted) {
      operands(converted.of(), found);
    } else {
      found.add(node instanceof Node.Leaf leaf ? leaf.operand() : new Same(node));
    }
    return found;
  }

  /** A reduction, equal to itself alone: what is below it may name arrays any number of times. */
  private record Same(Node node) {
    @Override
    public boolean equals(@Nullable Object other) {
      return other instanceof Same same && same.node == node;
    }

    @Override
    public int hashCode() {
      return System.identityHashCode(node);
    }
  }
}
