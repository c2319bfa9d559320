package dev.foldcast.kernel;

import dev.foldcast.array.Axes;
import dev.foldcast.array.DType;
import dev.foldcast.array.Layout;
import dev.foldcast.array.Shape;
import dev.foldcast.expr.Expr;
import dev.foldcast.plan.Accuracy;
import dev.foldcast.plan.Budget;
import dev.foldcast.plan.Configuration;
import dev.foldcast.plan.DeviceLimits;
import dev.foldcast.plan.Fold;
import dev.foldcast.plan.InFlight;
import dev.foldcast.plan.Lanes;
import dev.foldcast.plan.OperandView;
import dev.foldcast.plan.Operation;
import dev.foldcast.plan.Place;
import dev.foldcast.plan.Plan;
import dev.foldcast.plan.Planner;
import dev.foldcast.plan.Sharing;
import dev.foldcast.plan.Target;
import dev.foldcast.plan.Walk;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/** Plans of any operation under any schedule, the same for the same seed. */
final class RandomPlans {
  private static final long[] EXTENTS = {
    1, 2, 3, 4, 5, 7, 8, 9, 13, 16, 20, 31, 33, 64, 100, 129, 500, 1000, 4099, 70_000, 1 << 20
  };

  private static final long MOST_ELEMENTS = 1L << 34;

  private final Random random;
  private final DeviceLimits limits;

  RandomPlans(long seed, DeviceLimits limits) {
    this.random = new Random(seed);
    this.limits = limits;
  }

  /** The next plan for terms of a type, or of what a product of it and another has. */
  Plan next(DType dtype) {
    Operation operation = operation(dtype);
    Shape shape = operation.resultShape();
    Layout result = random.nextInt(4) == 0 ? Layout.f(shape) : Layout.c(shape);
    Budget budget =
        random.nextInt(4) > 0
            ? Budget.DEFAULT
            : new Budget(256L << 20, 1L << (14 + random.nextInt(10)));
    Planner.Choice given = new Planner.Choice(configuration(), "random");
    boolean builtIn = random.nextInt(3) == 0;
    return new Planner(limits, budget)
        .plan(
            operation,
            result,
            pick(Target.values()),
            work ->
                builtIn
                    ? new Planner.Choice(Configuration.defaultFor(work, limits), "built-in")
                    : given);
  }

  private Operation operation(DType dtype) {
    Shape shape = shape();
    int operands = 1 + random.nextInt(3) * random.nextInt(2);
    List<OperandView> views = new ArrayList<>();
    List<Expr> factors = new ArrayList<>();
    for (int k = 0; k < operands; k++) {
      DType type = random.nextInt(5) > 0 ? dtype : pick(DType.values());
      Place place =
          limits.hostMemory()
              ? pick(Place.values())
              : random.nextBoolean() ? Place.DEVICE : Place.HOST;
      views.add(new OperandView(type, layout(shape, k), random.nextInt(8) == 0, place));
      factors.add(new Expr.Operand(k, type));
    }
    Expr term = factors.stream().reduce(Expr.Multiply::new).orElseThrow();
    if (random.nextInt(8) == 0) {
      DType cast = pick(DType.values());
      term = cast.components() >= term.dtype().components() ? new Expr.Cast(term, cast) : term;
    }
    Fold fold = pick(new Fold[] {Fold.NONE, Fold.SUM, Fold.MEAN});
    if (fold == Fold.NONE) {
      return new Operation.Map(term, views, shape);
    }
    List<Integer> axes = new ArrayList<>();
    for (int axis = 0; axis < shape.rank(); axis++) {
      if (random.nextBoolean()) {
        axes.add(axis);
      }
    }
    return fold.of(
        term,
        views,
        shape,
        axes.isEmpty()
            ? Axes.all(shape.rank())
            : Axes.of(shape, axes.stream().mapToInt(i -> i).toArray()),
        random.nextBoolean(),
        random.nextInt(3) == 0 ? Accuracy.FAST : Accuracy.EXACT);
  }

  private Shape shape() {
    long[] extents = new long[1 + random.nextInt(4)];
    long size = 1;
    for (int axis = 0; axis < extents.length; axis++) {
      long extent = EXTENTS[random.nextInt(EXTENTS.length)];
      extents[axis] = size * extent > MOST_ELEMENTS ? 3 : extent;
      size *= extents[axis];
    }
    return Shape.of(extents);
  }

  /** C or F order, broadcast along some axes, with gaps, or backwards. */
  private Layout layout(Shape shape, int operand) {
    int rank = shape.rank();
    boolean c = random.nextInt(3) > 0;
    int broadcast = operand == 0 ? 0 : random.nextInt(1 << rank);
    long gap = random.nextInt(6) == 0 ? 1 + random.nextInt(3) : 0;
    int backwards = random.nextInt(8) == 0 ? random.nextInt(rank) : -1;
    long[] strides = new long[rank];
    long stride = random.nextInt(10) == 0 ? 2 : 1;
    long offset = 0;
    for (int i = 0; i < rank; i++) {
      int axis = c ? rank - 1 - i : i;
      if ((broadcast >> axis & 1) == 1) {
        continue;
      }
      strides[axis] = axis == backwards ? -stride : stride;
      offset += axis == backwards ? stride * (shape.extent(axis) - 1) : 0;
      stride = stride * shape.extent(axis) + (i == 0 ? gap : 0);
    }
    return Layout.strided(shape, strides, offset);
  }

  private Configuration configuration() {
    boolean tree = random.nextInt(3) == 0;
    int workGroup =
        tree ? 1 << (2 + random.nextInt(7)) : 1 + random.nextInt(4) * random.nextInt(20);
    Configuration base =
        new Configuration(
            workGroup,
            1 + random.nextInt(100),
            1 << random.nextInt(5),
            tree,
            random.nextInt(4) == 0 ? 1 + random.nextInt(5000) : 0,
            2 + random.nextInt(100));
    return base.withSharing(tree && random.nextBoolean() ? Sharing.SUBGROUPS : base.sharing())
        .withStores(
            random.nextBoolean() ? Long.MAX_VALUE : 1L << random.nextInt(24), random.nextInt(3) * 8)
        .withLanes(pick(Lanes.values()))
        .withWalk(pick(Walk.values()))
        .withInFlight(new InFlight(4 << random.nextInt(8), random.nextBoolean() ? 0 : 64));
  }

  private <T> T pick(T[] values) {
    return values[random.nextInt(values.length)];
  }
}
