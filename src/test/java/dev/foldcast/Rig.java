package dev.foldcast;

import dev.foldcast.array.Layout;
import dev.foldcast.array.Shape;
import dev.foldcast.engine.Engine;
import dev.foldcast.engine.Operand;
import dev.foldcast.engine.Report;
import dev.foldcast.opencl.ClDevice;
import dev.foldcast.opencl.ClDevices;
import dev.foldcast.opencl.ClHook;
import dev.foldcast.plan.Budget;
import dev.foldcast.plan.Configuration;
import dev.foldcast.plan.DeviceLimits;
import dev.foldcast.plan.Operation;
import dev.foldcast.plan.Plan;
import dev.foldcast.plan.Planner;
import dev.foldcast.plan.ProgramSpec;
import dev.foldcast.plan.Target;
import dev.foldcast.plan.Work;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.List;
import java.util.function.Function;
import java.util.function.UnaryOperator;

/** An engine under plans for other limits than its device's. */
final class Rig implements AutoCloseable {
  private final Foldcast lazy = Foldcast.withoutDevice(Options.DEFAULT);
  private final Engine engine;

  Rig() {
    ClDevice device = ClDevices.choose(null, System.getenv("FOLDCAST_DEVICE")).device();
    engine = new Engine(device, false, false, ClHook.NONE, Long.MAX_VALUE);
  }

  /** Owner of the arrays that this computes. */
  Foldcast lazy() {
    return lazy;
  }

  /** The device's limits, or the same as if it had no float64. */
  DeviceLimits limits(boolean float64) {
    DeviceLimits l = engine.limits();
    return new DeviceLimits(
        l.gpu(),
        l.computeUnits(),
        l.maxWorkGroup(),
        l.localMemoryBytes(),
        l.maxAllocationBytes(),
        l.globalMemoryBytes(),
        float64 && l.float64(),
        l.hostMemory(),
        l.cacheBytes(),
        l.subGroups());
  }

  Result read(Array array, Configuration configuration, boolean float64) {
    Planner planner = new Planner(limits(float64), Budget.DEFAULT);
    Evaluator evaluator =
        new Evaluator(
            planner, float64, work -> new Planner.Choice(configuration, "test"), () -> engine);
    return evaluator.read(array.node());
  }

  /** Computes an array on a small GPU, by changed defaults. */
  Result readAsGpu(Array array, UnaryOperator<Configuration> change) {
    DeviceLimits l = engine.limits();
    DeviceLimits gpu =
        new DeviceLimits(
            true,
            2,
            Math.min(256, l.maxWorkGroup()),
            Math.min(32 << 10, l.localMemoryBytes()),
            l.maxAllocationBytes(),
            l.globalMemoryBytes(),
            l.float64(),
            false,
            0,
            l.subGroups());
    Function<Work, Planner.Choice> defaults =
        work -> new Planner.Choice(change.apply(Configuration.defaultFor(work, gpu)), "as on GPUs");
    Planner planner = new Planner(gpu, Budget.DEFAULT);
    return new Evaluator(planner, gpu.float64(), defaults, () -> engine).read(array.node());
  }

  /** Computes an array by another program than the planner's. */
  Result read(
      Array array,
      Configuration configuration,
      boolean float64,
      UnaryOperator<ProgramSpec> change) {
    Terms terms =
        new Terms(
            inner -> {
              throw new IllegalArgumentException("one operation only");
            });
    Operation operation = terms.operation(array.node());
    Plan plan =
        new Planner(limits(float64), Budget.DEFAULT)
            .plan(
                operation,
                terms.resultLayout(operation.resultShape()),
                Target.MEMORY,
                work -> new Planner.Choice(configuration, "test"));
    Plan changed =
        new Plan(
            plan.operation(),
            plan.nest(),
            plan.result(),
            plan.target(),
            plan.windows(),
            plan.family(),
            plan.configuration(),
            plan.why(),
            change.apply(plan.program()),
            plan.passes(),
            plan.slotBytes(),
            plan.recordBytes());
    ByteBuffer data =
        ByteBuffer.allocateDirect((int) plan.resultBytes()).order(ByteOrder.nativeOrder());
    Report report = engine.run(changed, terms.operands(), data);
    return new Result(plan.resultType(), plan.result(), data, List.of(report));
  }

  /** A sample in C order and native byte order, written to device memory by a command. */
  Array uploaded(Sample sample) {
    Plan plan = sample.in(lazy).plans().get(0);
    if (!plan.result().equals(Layout.c(Shape.of(sample.extents)))) {
      throw new IllegalArgumentException("not in C order: " + sample);
    }
    ByteBuffer bytes = sample.memory.duplicate().order(sample.memory.order());
    return new Array(lazy, new Node.Leaf(new Operand.OnDevice(engine.store(plan, bytes))));
  }

  @Override
  public void close() {
    engine.close();
    lazy.close();
  }
}
