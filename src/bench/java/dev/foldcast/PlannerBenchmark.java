package dev.foldcast;

import dev.foldcast.array.Axes;
import dev.foldcast.array.DType;
import dev.foldcast.array.Layout;
import dev.foldcast.array.Shape;
import dev.foldcast.expr.Expr;
import dev.foldcast.plan.Accuracy;
import dev.foldcast.plan.Budget;
import dev.foldcast.plan.Configuration;
import dev.foldcast.plan.DeviceLimits;
import dev.foldcast.plan.OperandView;
import dev.foldcast.plan.Operation;
import dev.foldcast.plan.Place;
import dev.foldcast.plan.Plan;
import dev.foldcast.plan.Planner;
import dev.foldcast.plan.Reducer;
import dev.foldcast.plan.Target;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/** What a plan costs: part of every call, and most of what the host does for a small array. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Fork(1)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
public class PlannerBenchmark {
  private final DeviceLimits limits = DeviceLimits.assumedCpu();
  private final Planner planner = new Planner(limits, Budget.DEFAULT);
  private final Operation fullSum = sum(Shape.of(1000));
  private final Operation rowSums = sum(Shape.of(1024, 1024), 1);
  private final Operation sixAxes = sum(Shape.of(3, 5, 7, 2, 4, 6), 1, 3, 5);

  private static Operation sum(Shape shape, int... axes) {
    return new Operation.Reduce(
        new Expr.Operand(0, DType.FLOAT32),
        List.of(new OperandView(DType.FLOAT32, Layout.c(shape), false, Place.SHARED)),
        shape,
        axes.length == 0 ? Axes.all(shape.rank()) : Axes.of(shape, axes),
        false,
        Reducer.SUM,
        Accuracy.EXACT);
  }

  private Plan plan(Operation operation) {
    return planner.plan(
        operation,
        Layout.c(operation.resultShape()),
        Target.MEMORY,
        work -> new Planner.Choice(Configuration.defaultFor(work, limits), "benchmark"));
  }

  @Benchmark
  public Plan fullSum() {
    return plan(fullSum);
  }

  @Benchmark
  public Plan rowSums() {
    return plan(rowSums);
  }

  @Benchmark
  public Plan threeOfSixAxes() {
    return plan(sixAxes);
  }
}
