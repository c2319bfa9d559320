package dev.foldcast.tuning;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.foldcast.array.DType;
import dev.foldcast.array.Layout;
import dev.foldcast.kernel.ProgramText;
import dev.foldcast.plan.Accuracy;
import dev.foldcast.plan.Budget;
import dev.foldcast.plan.Configuration;
import dev.foldcast.plan.DeviceLimits;
import dev.foldcast.plan.InFlight;
import dev.foldcast.plan.Lanes;
import dev.foldcast.plan.Operation;
import dev.foldcast.plan.Place;
import dev.foldcast.plan.Plan;
import dev.foldcast.plan.Planner;
import dev.foldcast.plan.Sharing;
import dev.foldcast.plan.Target;
import dev.foldcast.plan.Walk;
import dev.foldcast.plan.Work;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

class CandidatesTest {
  private static final DeviceLimits CPU = DeviceLimits.assumedCpu();

  private static DeviceLimits gpu(boolean float64) {
    return gpu(float64, false);
  }

  private static DeviceLimits gpu(boolean float64, boolean subGroups) {
    return new DeviceLimits(
        true, 8, 1024, 48 << 10, 2L << 30, 8L << 30, float64, false, 4L << 20, subGroups);
  }

  private static List<Configuration> sums(
      DeviceLimits limits, Effort effort, DType dtype, Accuracy accuracy) {
    return of(
        limits,
        effort,
        dtype,
        Workload.named("x").operation(1 << 24, 0, dtype, accuracy, Place.SHARED));
  }

  private static List<Configuration> candidates(
      DeviceLimits limits, Effort effort, String workload, DType dtype) {
    return of(
        limits,
        effort,
        dtype,
        Workload.named(workload).operation(1 << 20, 0, dtype, Accuracy.EXACT, Place.SHARED));
  }

  private static List<Configuration> of(
      DeviceLimits limits, Effort effort, DType dtype, Operation operation) {
    Planner planner = new Planner(limits, Budget.DEFAULT);
    Function<Function<Work, Planner.Choice>, Plan> plan =
        choose -> planner.plan(operation, Layout.c(operation.resultShape()), Target.MEMORY, choose);
    Configuration byDefault =
        plan.apply(work -> new Planner.Choice(Configuration.defaultFor(work, limits), "default"))
            .configuration();
    return new Candidates(limits, effort)
        .of(
            byDefault,
            dtype,
            operation.isReduction(),
            c -> plan.apply(work -> new Planner.Choice(c, "candidate")));
  }

  private static Set<Lanes> lanes(
      DeviceLimits limits, Effort effort, DType dtype, Accuracy accuracy) {
    return sums(limits, effort, dtype, accuracy).stream()
        .map(Configuration::lanes)
        .collect(Collectors.toSet());
  }

  @Test
  void bothKindsOfLanesAreTriedWhereADeviceHasAChoice() {
    Set<Lanes> both = Set.of(Lanes.values());
    Set<Lanes> one = Set.of(Lanes.FLOAT64);
    for (DType dtype : List.of(DType.FLOAT16, DType.FLOAT32, DType.COMPLEX64)) {
      assertEquals(both, lanes(gpu(true), Effort.NORMAL, dtype, Accuracy.EXACT));
      assertEquals(both, lanes(CPU, Effort.EXHAUSTIVE, dtype, Accuracy.EXACT));
      assertEquals(one, lanes(CPU, Effort.NORMAL, dtype, Accuracy.EXACT));
      assertEquals(one, lanes(gpu(true), Effort.EXHAUSTIVE, dtype, Accuracy.FAST));
      // Without float64 all are the same, and only the first of those that are is tried.
      assertEquals(one, lanes(gpu(false), Effort.EXHAUSTIVE, dtype, Accuracy.EXACT));
    }
    assertEquals(one, lanes(gpu(true), Effort.EXHAUSTIVE, DType.FLOAT64, Accuracy.EXACT));
    assertEquals(one, lanes(gpu(true), Effort.EXHAUSTIVE, DType.INT32, Accuracy.EXACT));
  }

  private static Set<Walk> walks(List<Configuration> candidates) {
    return candidates.stream().map(Configuration::walk).collect(Collectors.toSet());
  }

  @Test
  void everyWalkThroughRowsIsTriedWhereItMakesADifference() {
    assertEquals(
        Set.of(Walk.PARTS, Walk.STRAIGHT),
        walks(sums(CPU, Effort.QUICK, DType.FLOAT32, Accuracy.EXACT)));
    assertEquals(
        Set.of(Walk.values()), walks(candidates(CPU, Effort.QUICK, "axis=1", DType.FLOAT32)));
    assertEquals(
        Set.of(Walk.values()), walks(candidates(CPU, Effort.QUICK, "x*long row", DType.FLOAT32)));
    assertEquals(
        Walk.ROWS, candidates(CPU, Effort.QUICK, "x*long row", DType.FLOAT64).get(0).walk());
    assertEquals(
        Set.of(Walk.PARTS, Walk.STRAIGHT),
        walks(candidates(CPU, Effort.QUICK, "x*y", DType.FLOAT32)));
  }

  private static Set<InFlight> inFlight(DeviceLimits limits, Effort effort) {
    return sums(limits, effort, DType.FLOAT32, Accuracy.EXACT).stream()
        .map(Configuration::inFlight)
        .collect(Collectors.toSet());
  }

  @Test
  void whatWorkItemsHaveInFlightIsTriedOnGpus() {
    InFlight some = InFlight.DEFAULT;
    assertEquals(Set.of(some), inFlight(CPU, Effort.EXHAUSTIVE));
    assertEquals(Set.of(some), inFlight(gpu(true), Effort.QUICK));
    assertEquals(Set.of(some, some.withRegisters(168)), inFlight(gpu(true), Effort.NORMAL));
    assertEquals(
        Set.of(
            some,
            some.withRegisters(64),
            some.withRegisters(96),
            some.withRegisters(168),
            some.withRegisters(255),
            some.withBatch(64),
            some.withBatch(256)),
        inFlight(gpu(true), Effort.EXHAUSTIVE));
  }

  private static Set<Sharing> sharings(List<Configuration> candidates) {
    return candidates.stream().map(Configuration::sharing).collect(Collectors.toSet());
  }

  @Test
  void subGroupsAreTriedWhereADeviceHasThemAndTotalsAreMerged() {
    Set<Sharing> trees = Set.of(Sharing.ALONE, Sharing.TREE);
    assertEquals(trees, sharings(sums(gpu(true), Effort.QUICK, DType.FLOAT32, Accuracy.EXACT)));
    assertEquals(
        Set.of(Sharing.values()),
        sharings(sums(gpu(true, true), Effort.QUICK, DType.FLOAT32, Accuracy.EXACT)));
    assertEquals(trees, sharings(candidates(gpu(true, true), Effort.QUICK, "x*y", DType.FLOAT32)));
  }

  /** The plan of a long sum under a schedule. */
  private static Plan planned(DeviceLimits limits, Configuration chosen) {
    Operation sum =
        Workload.named("x").operation(1 << 20, 0, DType.FLOAT32, Accuracy.EXACT, Place.SHARED);
    return new Planner(limits, Budget.DEFAULT)
        .plan(
            sum,
            Layout.c(sum.resultShape()),
            Target.MEMORY,
            work -> new Planner.Choice(chosen, "test"));
  }

  @Test
  void kernelsForSubGroupsAreBuiltOnlyWhereADeviceHasThem() {
    Configuration chosen = new Configuration(64, 8, 4, true, 0, 16).withSharing(Sharing.SUBGROUPS);
    for (boolean has : new boolean[] {false, true}) {
      Plan plan = planned(gpu(true, has), chosen);
      ProgramText text = ProgramText.of(plan.program());
      assertEquals(has, text.source().contains("#define SUB_GROUPS 1\n"));
      assertEquals(has ? "-cl-std=CL3.0" : "-cl-std=CL1.2", text.options());
      assertEquals(has ? Sharing.SUBGROUPS : Sharing.TREE, plan.configuration().sharing());
    }
  }

  @Test
  void aCompilerIsToldWhatWorkItemsHaveInFlight() {
    Configuration chosen =
        new Configuration(64, 8, 4, true, 0, 16).withInFlight(new InFlight(256, 168));
    for (DeviceLimits limits : List.of(CPU, gpu(true))) {
      ProgramText text = ProgramText.of(planned(limits, chosen).program());
      assertEquals(limits.gpu() ? 168 : 0, text.registers());
      assertEquals(limits.gpu(), text.source().contains("#define BATCH_BYTES 256\n"));
    }
  }

  @Test
  void theDefaultComesFirstAndNothingTwice() {
    List<Configuration> all = sums(gpu(true), Effort.NORMAL, DType.FLOAT32, Accuracy.EXACT);
    assertEquals(new HashSet<>(all).size(), all.size());
    assertEquals(256, all.get(0).workGroup());
    assertEquals(Lanes.FLOAT64, all.get(0).lanes());
  }
}
