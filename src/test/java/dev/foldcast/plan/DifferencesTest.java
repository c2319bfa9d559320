package dev.foldcast.plan;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.foldcast.array.DType;
import dev.foldcast.array.Layout;
import dev.foldcast.array.Shape;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What a caller is told of a configuration that does not run as it was given. */
class DifferencesTest {
  private static final DeviceLimits CPU = DeviceLimits.assumedCpu();
  private static final DeviceLimits GPU =
      new DeviceLimits(true, 40, 1024, 48 << 10, 1L << 30, 4L << 30, true, false, 0, false);
  private static final DeviceLimits NO_FLOAT64 =
      new DeviceLimits(true, 40, 1024, 48 << 10, 1L << 30, 4L << 30, false, false, 0, false);

  private static final Operation SUM =
      Operations.sum(DType.FLOAT32, Layout.c(Shape.of(1 << 20)), 0);
  private static final Operation ROWS =
      Operations.sum(DType.FLOAT32, Layout.c(Shape.of(1 << 10, 1 << 10)), 1);
  private static final Operation INTEGERS =
      Operations.sum(DType.INT32, Layout.c(Shape.of(1 << 20)), 0);
  private static final Operation FEW =
      Operations.sum(DType.FLOAT64, Layout.c(Shape.of(3, 1 << 20)), 0);
  private static final Operation PRODUCT =
      Operations.fold(
          Fold.NONE,
          DType.FLOAT64,
          Accuracy.EXACT,
          false,
          new int[0],
          List.of(Layout.c(Shape.of(1 << 10, 1 << 10)), Layout.c(Shape.of(1 << 10, 1 << 10))));

  private static String why(Operation operation, DeviceLimits limits, Configuration given) {
    return new Planner(limits, Budget.DEFAULT)
        .plan(
            operation,
            Layout.c(operation.resultShape()),
            Target.MEMORY,
            work -> Planner.Choice.given(given))
        .why();
  }

  private static void assertRuns(
      String but, Operation operation, DeviceLimits limits, Configuration given) {
    String expected = but.isEmpty() ? "given by the caller" : "given by the caller, but " + but;
    assertEquals(expected, why(operation, limits, given));
  }

  private static Configuration groupsOf(int workGroup, Sharing sharing) {
    return new Configuration(workGroup, 32, 1, false, 0, 64).withSharing(sharing);
  }

  @Test
  void whatRunsAsGivenIsNotTalkedAbout() {
    assertRuns("", SUM, CPU, Configuration.UNSAID);
    assertRuns("", INTEGERS, CPU, Configuration.UNSAID);
    assertRuns("", PRODUCT, CPU, Configuration.UNSAID);
    assertRuns("", FEW, CPU, Configuration.UNSAID);
    assertRuns("", SUM, GPU, new Configuration(256, 80, 4, true, 0, 16));
    assertRuns("", ROWS, CPU, Configuration.UNSAID.withWalk(Walk.STRAIGHT));
    assertRuns("", PRODUCT, CPU, Configuration.UNSAID.withStores(1 << 20, 0));
    assertRuns("", SUM, CPU, Configuration.UNSAID.withLanes(Lanes.INT64));
  }

  @Test
  void workGroupsAreCutToTheDevicesLargest() {
    assertRuns(
        "workgroup=1024, the device's largest, instead of 1000000",
        SUM,
        GPU,
        groupsOf(1_000_000, Sharing.TREE));
    assertRuns(
        "workgroup=4096, the device's largest, instead of 1000000",
        PRODUCT,
        CPU,
        groupsOf(1_000_000, Sharing.ALONE));
  }

  @Test
  void whereAStackHasTheirRegistersTheyAreSmaller() {
    // The planner's bound: a MiB, 2048 bytes for a work-item and 17 of its vectors.
    int most = (1 << 20) / (2048 + 17 * 4);
    assertRuns(
        "workgroup=" + most + ", the largest that a group's memory allows, instead of 1000000",
        SUM,
        CPU,
        groupsOf(1_000_000, Sharing.TREE));
  }

  @Test
  void sharingThatADeviceHasNotBecomesATree() {
    assertRuns("tree=true instead of subgroups", SUM, GPU, groupsOf(64, Sharing.SUBGROUPS));
    assertRuns("tree=false instead of true", SUM, GPU, groupsOf(1, Sharing.TREE));
    assertRuns("without effect here: tree", FEW, GPU, groupsOf(64, Sharing.TREE));
  }

  @Test
  void lanesAreThoseThatTheDeviceHas() {
    assertRuns("lanes=int64 instead of float64", SUM, NO_FLOAT64, groupsOf(64, Sharing.TREE));
    assertRuns(
        "without effect here: lanes", INTEGERS, CPU, Configuration.UNSAID.withLanes(Lanes.INT64));
  }

  @Test
  void whatOnlyProductsHaveMeansNothingToSumsAndTheOtherWayRound() {
    assertRuns(
        "walk=straight instead of rows; without effect here: tile, stream",
        INTEGERS,
        CPU,
        Configuration.UNSAID.withStores(0, 16).withWalk(Walk.ROWS));
    assertRuns(
        "without effect here: merge, items, batch, registers, lanes, tile",
        PRODUCT,
        CPU,
        new Configuration(1, 32, 8, false, 100, 7)
            .withInFlight(new InFlight(64, 64))
            .withLanes(Lanes.INT64)
            .withStores(Long.MAX_VALUE, 16));
    assertRuns(
        "without effect here: batch, registers",
        SUM,
        CPU,
        Configuration.UNSAID.withInFlight(new InFlight(64, 64)));
    assertRuns("", SUM, GPU, groupsOf(64, Sharing.TREE).withInFlight(new InFlight(64, 64)));
  }
}
