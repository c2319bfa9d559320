package dev.foldcast.tuning;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.foldcast.array.DType;
import dev.foldcast.array.Layout;
import dev.foldcast.plan.Accuracy;
import dev.foldcast.plan.Budget;
import dev.foldcast.plan.Configuration;
import dev.foldcast.plan.DeviceLimits;
import dev.foldcast.plan.Operation;
import dev.foldcast.plan.Pass;
import dev.foldcast.plan.Place;
import dev.foldcast.plan.Plan;
import dev.foldcast.plan.Planner;
import dev.foldcast.plan.Target;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** Hard numbers go through the very kernels that are timed: of every candidate, by arithmetic. */
class SmallPlanTest {
  private static final DeviceLimits CPU = DeviceLimits.assumedCpu();
  private static final DeviceLimits GPU =
      new DeviceLimits(
          true, 132, 1024, 48 << 10, 16L << 30, 64L << 30, true, false, 50L << 20, false);

  private static Set<String> kernels(Plan plan) {
    return plan.passes().stream().map(Pass::kernel).collect(Collectors.toSet());
  }

  private static void check(DeviceLimits limits, Effort effort, DType dtype, long bytes) {
    Planner planner = new Planner(limits, Budget.DEFAULT);
    Place place = limits.hostMemory() ? Place.SHARED : Place.DEVICE;
    Target target = limits.hostMemory() ? Target.MEMORY : Target.DEVICE;
    long size = bytes / dtype.itemBytes();
    for (Workload workload : Workload.ALL) {
      Function<Operation, SmallPlan.Maker> plans =
          operation ->
              (c, joined) ->
                  planner.plan(
                      operation,
                      Layout.c(operation.resultShape()),
                      target,
                      work -> new Planner.Choice(c, "test", joined));
      Operation whole = workload.operation(size, 0, dtype, Accuracy.EXACT, place);
      Configuration[] byDefault = new Configuration[1];
      planner.plan(
          whole,
          Layout.c(whole.resultShape()),
          target,
          work -> {
            byDefault[0] = Configuration.defaultFor(work, limits);
            return new Planner.Choice(byDefault[0], "default");
          });
      List<Configuration> candidates =
          new Candidates(limits, effort)
              .of(byDefault[0], dtype, whole.isReduction(), c -> plans.apply(whole).plan(c, 0));
      for (int more : new int[] {0, -1, 1}) {
        Operation timed = workload.operation(size, more, dtype, Accuracy.EXACT, place);
        Operation fewer =
            workload.operation(workload.fewer(size, more), dtype, Accuracy.EXACT, place);
        assertTrue(fewer.shape().size() >= 1 << 15, workload.name() + fewer.shape());
        assertTrue(fewer.shape().size() <= (1 << 20) + (1 << 12), workload.name() + fewer.shape());
        for (Configuration c : candidates) {
          Plan plan = plans.apply(timed).plan(c, 0);
          Plan small = SmallPlan.like(plan, plans.apply(fewer));
          String what =
              String.format(Locale.ROOT, "%s %s %s: %s", workload.name(), timed.shape(), dtype, c);
          assertEquals(plan.program(), small.program(), what);
          assertEquals(kernels(plan), kernels(small), what);
        }
      }
    }
  }

  @Test
  void fewerTermsRunTheKernelsThatAreTimedOnCpus() {
    for (DType dtype : List.of(DType.FLOAT32, DType.FLOAT64, DType.COMPLEX128)) {
      check(CPU, Effort.NORMAL, dtype, 32 << 20);
    }
    check(CPU, Effort.QUICK, DType.FLOAT32, 100_000_000);
  }

  @Test
  void fewerTermsRunTheKernelsThatAreTimedOnGpus() {
    for (DType dtype : List.of(DType.FLOAT32, DType.FLOAT64, DType.COMPLEX128)) {
      check(GPU, Effort.NORMAL, dtype, 256 << 20);
    }
    check(GPU, Effort.QUICK, DType.FLOAT32, 100_000_000);
  }
}
