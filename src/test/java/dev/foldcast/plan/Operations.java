package dev.foldcast.plan;

import dev.foldcast.array.Axes;
import dev.foldcast.array.DType;
import dev.foldcast.array.Layout;
import dev.foldcast.array.Shape;
import dev.foldcast.expr.Expr;
import java.util.ArrayList;
import java.util.List;

/** Operations to plan. */
final class Operations {
  private Operations() {}

  /** A sum of one array. */
  static Operation sum(DType dtype, Layout layout, int... axes) {
    return fold(Fold.SUM, dtype, Accuracy.EXACT, false, axes, List.of(layout));
  }

  /** A fold of the product of arrays of one type, broadcast to the first one's shape. */
  static Operation fold(
      Fold fold,
      DType dtype,
      Accuracy accuracy,
      boolean keepDims,
      int[] axes,
      List<Layout> layouts) {
    Shape shape = layouts.get(0).shape();
    List<OperandView> views = new ArrayList<>();
    Expr term = new Expr.Operand(0, dtype);
    for (int k = 0; k < layouts.size(); k++) {
      views.add(new OperandView(dtype, layouts.get(k), false, Place.DEVICE));
      term = k == 0 ? term : new Expr.Multiply(term, new Expr.Operand(k, dtype));
    }
    return fold.of(term, views, shape, Axes.of(shape, axes), keepDims, accuracy);
  }

  static Plan plan(Operation operation, Configuration configuration, DeviceLimits limits) {
    return plan(operation, Layout.c(operation.resultShape()), configuration, limits);
  }

  static Plan plan(
      Operation operation, Layout result, Configuration configuration, DeviceLimits limits) {
    return new Planner(limits, Budget.DEFAULT)
        .plan(operation, result, Target.PIECES, work -> new Planner.Choice(configuration, "test"));
  }
}
