package dev.foldcast.plan;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.foldcast.array.DType;
import dev.foldcast.array.Layout;
import dev.foldcast.array.Shape;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** Plans of every length, carried out by {@link KernelModel}: every term counts exactly once. */
class PlannerExhaustiveTest {
  private static final DeviceLimits CPU = DeviceLimits.assumedCpu();
  private static final DeviceLimits GPU =
      new DeviceLimits(true, 40, 1024, 48 << 10, 1L << 30, 4L << 30, true, false, 0, false);
  private static final DeviceLimits SMALL =
      new DeviceLimits(true, 1, 16, 200, 1 << 20, 4 << 20, false, false, 0, false);

  private static final List<Configuration> CONFIGURATIONS =
      List.of(
          new Configuration(1, 32, 8, false, 0, 1024),
          new Configuration(1, 1, 1, false, 1, 2),
          new Configuration(2, 1, 1, true, 1, 1),
          new Configuration(3, 2, 2, true, 2, 1),
          new Configuration(4, 3, 16, false, 5, 3),
          new Configuration(5, 1, 4, true, 7, 2),
          new Configuration(7, 64, 8, true, 1, 1),
          new Configuration(8, 4, 4, false, 100, 2).withWalk(Walk.ROWS),
          new Configuration(64, 8, 16, true, 3, 1),
          new Configuration(256, 320, 4, true, 0, 4),
          new Configuration(64, 64, 2, false, 1, 2),
          new Configuration(4096, 2, 8, true, 1, 1));

  private final long[] weights = new Random(3).longs(1 << 21).toArray();
  private long alignedLoads;

  private static long passes(long parts, long fan) {
    long passes = 1;
    for (long reach = 1; reach < parts; reach *= fan) {
      passes++;
    }
    return passes;
  }

  private long[] totals(long outputs, long count, long outer, long inner) {
    long[] totals = new long[(int) outputs];
    for (int o = 0; o < outputs; o++) {
      for (int i = 0; i < count; i++) {
        totals[o] += weights[(int) (o * outer + i * inner)];
      }
    }
    return totals;
  }

  private Plan check(Operation operation, Configuration config, DeviceLimits limits, long[] want) {
    Plan plan = Operations.plan(operation, config, limits);
    String message = config + ", " + operation;
    KernelModel model = new KernelModel(plan, weights);
    assertArrayEquals(want, model.run(), message);
    alignedLoads += model.alignedLoads();
    limits(plan, limits, message);
    return plan;
  }

  private static void limits(Plan plan, DeviceLimits limits, String message) {
    if (plan.passes().get(0) instanceof Pass.Reduce first) {
      assertEquals(
          passes(first.records(), plan.configuration().mergeFan()), plan.passes().size(), message);
      assertTrue(mostTerms(first) <= 1L << 30, message);
    } else {
      assertTrue(
          plan.passes().get(0) instanceof Pass.FewTerms
              || plan.passes().get(0) instanceof Pass.Runs,
          message);
      assertEquals(1, plan.passes().size(), message);
    }
    assertTrue(plan.slotBytes() <= Math.max(limits.maxAllocationBytes() / 4, 1 << 20), message);
    for (Pass pass : plan.passes()) {
      assertTrue(pass.launch().workGroup() <= limits.maxWorkGroup(), message);
      assertTrue(pass.launch().globalSize() <= 1L << 30, message);
    }
    if (plan.program().tree()) {
      assertTrue(plan.localBytes() <= limits.localMemoryBytes(), message);
    }
    assertEquals(limits.float64(), plan.program().float64());
  }

  /** Terms that add up in one number before they go to a total. */
  private static long mostTerms(Pass.Reduce pass) {
    return pass.together() ? Math.multiplyExact(pass.partSize(), pass.joined()) : pass.partSize();
  }

  @Test
  void everyLengthIsSummedWhole() {
    for (int n = 1; n <= 5000; n++) {
      Operation operation = Operations.sum(DType.FLOAT32, Layout.c(Shape.of(n)), 0);
      long[] want = totals(1, n, 0, 1);
      for (Configuration config : CONFIGURATIONS) {
        // The longest chains of passes at every 16th length.
        boolean slow = config.items() == 1 && config.mergeFan() == 2;
        if (!slow || n < 300 || n % 16 == 0) {
          check(operation, config, n % 2 == 0 ? CPU : n % 3 == 0 ? SMALL : GPU, want);
        }
      }
    }
  }

  @Test
  void everyNumberOfRowsAndColumnsIsSummedWhole() {
    for (int n = 1; n <= 350; n++) {
      for (Configuration config : CONFIGURATIONS) {
        DType dtype = n % 3 == 0 ? DType.COMPLEX64 : n % 3 == 1 ? DType.FLOAT64 : DType.INT32;
        DeviceLimits limits = n % 2 == 0 ? CPU : GPU;
        int few = 1 + n % 19;
        check(
            Operations.sum(dtype, Layout.c(Shape.of(few, n)), 1),
            config,
            limits,
            totals(few, n, n, 1));
        check(
            Operations.sum(dtype, Layout.c(Shape.of(few, n)), 0),
            config,
            limits,
            totals(n, few, 1, n));
        check(
            Operations.sum(dtype, Layout.c(Shape.of(n, few)), 0),
            config,
            limits,
            totals(few, n, 1, few));
        Layout gaps = Layout.strided(Shape.of(few, n), new long[] {2L * n, 2}, 0);
        check(Operations.sum(dtype, gaps, 0), config, limits, totals(n, few, 2, 2L * n));
        long pitch = (n + 15L) / 16 * 16;
        Layout padded = Layout.strided(Shape.of(few, n), new long[] {pitch, 1}, 0);
        check(Operations.sum(dtype, padded, 1), config, limits, totals(few, n, pitch, 1));
        check(Operations.sum(dtype, padded, 0), config, limits, totals(n, few, 1, pitch));
      }
    }
    assertTrue(alignedLoads > 0, "no load was aligned");
  }

  @Test
  void outputsOfMatricesAreRuns() {
    Set<Class<?>> passes = new HashSet<>();
    for (int columns = 2; columns <= 40; columns++) {
      for (int rows : new int[] {2, 3, 9, 33, 70}) {
        for (Configuration config : CONFIGURATIONS) {
          int matrices = 2 + (columns * 7 + rows) % 13;
          DType dtype = columns % 3 == 0 ? DType.COMPLEX64 : DType.FLOAT32;
          long gap = rows % 3;
          long stride = (long) rows * columns + gap;
          Layout layout =
              Layout.strided(Shape.of(matrices, rows, columns), new long[] {stride, columns, 1}, 0);
          long[] want = new long[matrices * columns];
          for (int i = 0; i < matrices * rows * columns; i++) {
            int matrix = i / (rows * columns);
            want[matrix * columns + i % columns] += weights[(int) (i + matrix * gap)];
          }
          Plan plan =
              check(Operations.sum(dtype, layout, 1), config, columns % 5 == 4 ? GPU : CPU, want);
          passes.add(plan.passes().get(0).getClass());
        }
      }
    }
    assertEquals(Set.of(Pass.Runs.class, Pass.Reduce.class, Pass.FewTerms.class), passes);
  }

  @Test
  void stretchesAreTurned() {
    Set<Integer> panels = new HashSet<>();
    for (int outputs = 2; outputs <= 70; outputs++) {
      for (int length : new int[] {2, 5, 8, 33, 150}) {
        for (Configuration config : CONFIGURATIONS) {
          int stretches = 2 + (outputs + length) % 7;
          DType dtype = length % 3 == 0 ? DType.COMPLEX64 : DType.FLOAT32;
          Layout layout = Layout.c(Shape.of(stretches, outputs, length));
          long[] want = new long[outputs];
          for (int i = 0; i < stretches * outputs * length; i++) {
            want[i / length % outputs] += weights[i];
          }
          Operation sum = Operations.sum(dtype, layout, 0, 2);
          Plan plan = check(sum, config, outputs % 5 == 4 ? GPU : CPU, want);
          boolean turned = plan.program().operands().get(0).mode() == LoadMode.TURNED;
          assertEquals(outputs >= 8 && outputs % 5 != 4, turned, sum.toString());
          panels.add(plan.program().chains());
        }
      }
    }
    assertTrue(panels.size() > 3, () -> "vectors in a panel: " + panels);
  }

  @Test
  void rowsOfFewOutputsAreJoined() {
    Set<Long> joined = new HashSet<>();
    for (int width : new int[] {2, 3, 7, 20, 33, 100, 255}) {
      for (int rows = 4200 + (1 << 17) / width; rows % 11 != 0; rows++) {
        for (Configuration config : CONFIGURATIONS) {
          DType dtype = rows % 2 == 0 ? DType.FLOAT32 : DType.COMPLEX128;
          Operation operation = Operations.sum(dtype, Layout.c(Shape.of(rows, width)), 0);
          DeviceLimits limits = rows % 3 == 0 ? GPU : CPU;
          Plan plan = check(operation, config, limits, totals(width, rows, 1, width));
          joined.add(((Pass.Reduce) plan.passes().get(0)).joined());
        }
      }
    }
    assertTrue(joined.size() > 10, () -> "rows joined: " + joined);
  }

  /** The same with tiles of some vectors, or squares of some terms that groups share. */
  private static Configuration tiled(Configuration c) {
    int tile = c.groups() % 3 * (c.tree() ? 5 : 1);
    return new Configuration(
            c.workGroup(), c.groups(), c.vector(), c.tree(), c.items(), c.mergeItems())
        .withStores(0, tile);
  }

  @Test
  void everyElementOfAnElementwisePlanIsWrittenOnce() {
    Set<String> kernels = new HashSet<>();
    for (int n = 1; n <= 3000; n += n < 300 ? 1 : 37) {
      for (Configuration untiled : CONFIGURATIONS) {
        Configuration config = tiled(untiled);
        for (Layout layout : List.of(Layout.c(Shape.of(n)), Layout.f(Shape.of(1 + n % 40, n)))) {
          Operation operation =
              Operations.fold(
                  Fold.NONE, DType.FLOAT32, Accuracy.EXACT, false, new int[0], List.of(layout));
          Plan plan = Operations.plan(operation, config, CPU);
          assertEquals(1, plan.passes().size());
          assertEquals(0, plan.scratchBytes());
          long[] want = new long[(int) layout.shape().size()];
          for (int i = 0; i < want.length; i++) {
            int rows = want.length / n;
            want[i] = weights[i / n + i % n * rows];
          }
          assertArrayEquals(want, new KernelModel(plan, weights).run(), config + ", " + n);
          kernels.add(plan.passes().get(0).kernel());
          Stores stores = plan.program().stores();
          boolean streams = stores.row() > 0 || (4 * n >= 512 && !stores.shared());
          assertEquals(streams, stores.streaming(), config + ", " + n);
        }
      }
    }
    assertEquals(Set.of("elementwise", "short_rows", "tiles", "shared_tiles"), kernels);
  }

  private static Pass productPass(long localMemoryBytes) {
    Layout c = Layout.c(Shape.of(64, 64));
    Layout f = Layout.f(Shape.of(64, 64));
    Operation product =
        Operations.fold(
            Fold.NONE, DType.COMPLEX128, Accuracy.EXACT, false, new int[0], List.of(c, f));
    Configuration config = new Configuration(64, 4, 4, true, 0, 4).withStores(Long.MAX_VALUE, 32);
    DeviceLimits limits =
        new DeviceLimits(
            true, 40, 1024, localMemoryBytes, 1L << 30, 4L << 30, true, false, 0, false);
    return Operations.plan(product, config, limits).passes().get(0);
  }

  @Test
  void sharedSquaresFitIntoLocalMemory() {
    // One operand of two is turned: 16 bytes for each of 32 * 33 terms, or of 16 * 17.
    assertEquals(new Pass.SharedTiles(new Launch(4 * 64, 64), 32), productPass(16 * 32 * 33));
    assertEquals(new Pass.SharedTiles(new Launch(4 * 64, 64), 16), productPass(16 * 32 * 33 - 1));
    assertEquals("elementwise", productPass(16 * 4 * 5 - 1).kernel());
  }

  /** Where rows are short, and so many that lanes can be rows, loads are whole. */
  @Test
  void shortRowsAreTakenManyAtOnce() {
    for (int width = 2; width <= 17; width++) {
      for (int rows : new int[] {15, 16, 17, 1000}) {
        Shape shape = Shape.of(rows, width);
        List<Layout> layouts =
            List.of(Layout.c(shape), Layout.strided(shape, new long[] {0, 1}, 0));
        Operation product =
            Operations.fold(Fold.NONE, DType.FLOAT32, Accuracy.EXACT, false, new int[0], layouts);
        Configuration wide = new Configuration(1, 32, 16, false, 0, 1024);
        ProgramSpec program = Operations.plan(product, wide, CPU).program();
        boolean expected = width <= 16 && rows >= 16;
        assertEquals(expected ? width : 0, program.stores().row(), rows + " rows of " + width);
        assertEquals(
            expected
                ? List.of(LoadMode.CONTIGUOUS, LoadMode.REPEATED)
                : List.of(LoadMode.CONTIGUOUS, LoadMode.CONTIGUOUS),
            program.operands().stream().map(ProgramSpec.Load::mode).toList());
      }
    }
  }

  /** Longer loads would leave all terms of such rows to the loop for what is left of them. */
  @Test
  void loadsAreNoLongerThanTheRowsOfAProduct() {
    Configuration wide = new Configuration(1, 32, 16, false, 0, 1024);
    for (int width = 17; width <= 40; width++) {
      Shape shape = Shape.of(1000, width);
      List<Layout> layouts = List.of(Layout.c(shape), Layout.strided(shape, new long[] {0, 1}, 0));
      Operation product =
          Operations.fold(Fold.NONE, DType.FLOAT32, Accuracy.EXACT, false, new int[0], layouts);
      int vector = Operations.plan(product, wide, CPU).program().vector();
      assertEquals(Math.min(16, Integer.highestOneBit(width)), vector, "rows of " + width);
    }
  }

  /** Result by result, each term of the one operand would come from a line of its own. */
  @Test
  void productsOfOperandsInBothOrdersAreAddedForManyResultsAtOnce() {
    Shape shape = Shape.of(300, 200);
    for (int axis = 0; axis < 2; axis++) {
      for (List<Layout> layouts :
          List.of(
              List.of(Layout.c(shape), Layout.f(shape)),
              List.of(Layout.f(shape), Layout.c(shape)))) {
        Operation operation =
            Operations.fold(
                Fold.SUM, DType.FLOAT64, Accuracy.EXACT, false, new int[] {axis}, layouts);
        Plan plan = Operations.plan(operation, CONFIGURATIONS.get(0), CPU);
        assertEquals("reduce_columns", plan.passes().get(0).kernel(), "axis " + axis);
        assertEquals(4, plan.program().vector());
        assertEquals(Family.GENERAL, plan.family());
      }
      List<Layout> rows = List.of(Layout.c(shape), Layout.c(shape));
      Operation same =
          Operations.fold(Fold.SUM, DType.FLOAT64, Accuracy.EXACT, false, new int[] {axis}, rows);
      assertEquals(
          axis == 1 ? "reduce_rows" : "reduce_columns",
          Operations.plan(same, CONFIGURATIONS.get(0), CPU).passes().get(0).kernel());
    }
  }

  @Test
  void aMillionElementsInGroupsOfTwoTakeTwentyPasses() {
    Configuration twos = new Configuration(2, 1 << 20, 1, true, 1, 1);
    int n = 1 << 20;
    Plan plan =
        check(
            Operations.sum(DType.FLOAT32, Layout.c(Shape.of(n)), 0), twos, CPU, totals(1, n, 0, 1));
    assertEquals(20, plan.passes().size());
    Plan one = Operations.plan(plan.operation(), CONFIGURATIONS.get(0), CPU);
    assertEquals(2, one.passes().size());
  }

  @Test
  void nothingToSumNeedsNoPass() {
    for (Shape shape : List.of(Shape.of(0), Shape.of(0, 5), Shape.of(5, 0))) {
      for (int axis = 0; axis < shape.rank(); axis++) {
        Operation operation = Operations.sum(DType.FLOAT64, Layout.c(shape), axis);
        for (Configuration config : CONFIGURATIONS) {
          Plan plan = Operations.plan(operation, config, CPU);
          assertTrue(plan.isEmpty());
          assertEquals(0, plan.scratchBytes());
        }
      }
    }
    assertFalse(
        Operations.plan(
                Operations.sum(DType.FLOAT64, Layout.c(Shape.of())), CONFIGURATIONS.get(0), CPU)
            .isEmpty());
  }

  @Test
  void indicesAre64BitsWideFrom2To30On() {
    for (long n : new long[] {(1L << 30) - 1, 1L << 30, (1L << 30) + 1, 1L << 31, 1L << 32}) {
      Operation operation = Operations.sum(DType.COMPLEX64, Layout.c(Shape.of(n)), 0);
      Plan plan = Operations.plan(operation, CONFIGURATIONS.get(0), CPU);
      assertEquals(n > 1L << 30, plan.program().index64(), "length " + n);
      Layout far = Layout.strided(Shape.of(2), new long[] {-(n - 1)}, n - 1);
      Operation two = Operations.sum(DType.FLOAT32, far, 0);
      assertEquals(
          n > 1L << 30,
          Operations.plan(two, CONFIGURATIONS.get(0), CPU).program().index64(),
          "reach " + n);
    }
  }

  /** A row that comes again in each row of the result, which are whole lines or not. */
  @Test
  void rowsAreTakenFourAtOnceWhereTheyHaveSomethingInCommon() {
    for (int workGroup : new int[] {1, 3}) {
      for (long[] extents : new long[][] {{4, 32}, {9, 64}, {2, 3, 7, 48}, {3, 64}, {9, 63}}) {
        Configuration config = new Configuration(workGroup, 2, 4, false, 0, 2).withWalk(Walk.ROWS);
        Shape shape = Shape.of(extents);
        int rank = extents.length;
        Layout row = Layout.c(Shape.of(extents[rank - 1])).broadcastTo(shape);
        Operation operation =
            Operations.fold(
                Fold.NONE, DType.FLOAT32, Accuracy.EXACT, false, new int[0], List.of(row));
        Plan plan = Operations.plan(operation, config, CPU);
        boolean wanted = extents[rank - 2] >= 4 && extents[rank - 1] % 16 == 0;
        Pass.Elementwise pass = (Pass.Elementwise) plan.passes().get(0);
        assertEquals(wanted ? Walk.ROWS : Walk.STRAIGHT, pass.walk(), operation.toString());
        long[] want = new long[(int) shape.size()];
        for (int i = 0; i < want.length; i++) {
          want[i] = weights[(int) (i % extents[rank - 1])];
        }
        assertArrayEquals(want, new KernelModel(plan, weights).run(), operation.toString());
      }
    }
  }

  @Test
  void sizesBeyond32BitsPlanWithoutOverflow() {
    long[] sizes = {(1L << 32) - 1, 1L << 32, (1L << 32) + 1, (1L << 40) + 7, 3_000_000_000_000L};
    for (long n : sizes) {
      for (Configuration config : List.of(CONFIGURATIONS.get(0), CONFIGURATIONS.get(9))) {
        for (DeviceLimits limits : List.of(CPU, GPU)) {
          Shape line = Shape.of(n);
          large(Operations.sum(DType.FLOAT64, Layout.c(line), 0), config, limits);
          large(Operations.sum(DType.INT64, Layout.c(Shape.of(3, n)), 1), config, limits);
          large(Operations.sum(DType.FLOAT32, Layout.c(Shape.of(n, 3)), 0), config, limits);
          large(Operations.sum(DType.FLOAT32, Layout.c(Shape.of(n, 999)), 0), config, limits);
          Operation scale =
              Operations.fold(
                  Fold.NONE,
                  DType.FLOAT32,
                  Accuracy.EXACT,
                  false,
                  new int[0],
                  List.of(Layout.c(line)));
          Pass.Elementwise pass =
              (Pass.Elementwise) Operations.plan(scale, config, limits).passes().get(0);
          assertTrue(pass.chunk() > 0 && pass.chunk() <= n);
        }
      }
    }
  }

  private static void large(Operation operation, Configuration config, DeviceLimits limits) {
    Plan plan = Operations.plan(operation, config, limits);
    String message = config + ", " + operation + ", " + plan.passes();
    limits(plan, limits, message);
    Pass.Reduce first = (Pass.Reduce) plan.passes().get(0);
    long n = operation.count();
    long rows = n / first.joined();
    assertTrue(first.parts() * first.partSize() >= rows, message);
    assertTrue((first.parts() - 1) * first.partSize() < rows, message);
    long parts = first.records();
    for (Pass pass : plan.passes().subList(1, plan.passes().size())) {
      Pass.Merge merge = (Pass.Merge) pass;
      assertEquals(parts, merge.parts(), message);
      parts = merge.left();
      assertEquals(parts > 1, merge.toRecords(), message);
    }
    assertEquals(1, parts, message);
  }

  /**
   * Columns of so many rows that those which lie side by side and meet in the pass would be more
   * terms than one number holds. The device has room for them in one window.
   */
  @Test
  void rowsThatMeetAreNoMoreTermsThanOneNumberHolds() {
    Set<Long> sideBySide = new HashSet<>();
    for (int units : new int[] {1, 2, 64}) {
      DeviceLimits large =
          new DeviceLimits(
              false, units, 4096, 1 << 20, 1L << 48, 1L << 50, true, true, 32 << 20, false);
      for (long items : new long[] {0, 1L << 20, 1L << 34}) {
        Configuration config = new Configuration(1, 2 * units, 8, false, items, 1024);
        for (long rows : new long[] {1L << 31, 1L << 32, (1L << 34) + 5, 1L << 38}) {
          for (int width : new int[] {2, 3, 8}) {
            for (DType dtype : List.of(DType.UINT64, DType.INT32, DType.FLOAT32)) {
              Layout layout = Layout.c(Shape.of(rows, width));
              Operation sum = Operations.sum(dtype, layout, 0);
              Plan plan = Operations.plan(sum, config, large);
              assertEquals(1, plan.windows().count());
              large(sum, config, large);
              Pass.Reduce first = (Pass.Reduce) plan.passes().get(0);
              assertTrue(first.together(), () -> sum + ", " + first);
              sideBySide.add(first.joined());
            }
          }
        }
      }
    }
    assertTrue(sideBySide.size() > 2, () -> "rows side by side: " + sideBySide);
  }

  @Test
  void slotsOfAnyWorkGroupStayWithinTheLargestBuffer() {
    for (int workGroup : new int[] {1, 16, 256, 1024, 4096}) {
      for (int groups : new int[] {1, 64, 4096}) {
        for (boolean tree : new boolean[] {false, true}) {
          Configuration config = new Configuration(workGroup, groups, 16, tree, 0, 2);
          for (DeviceLimits limits : List.of(CPU, GPU, SMALL)) {
            for (int axis = 0; axis < 2; axis++) {
              Shape shape = Shape.of(100_000, 10_000);
              Operation operation = Operations.sum(DType.COMPLEX128, Layout.c(shape), axis);
              Plan plan = Operations.plan(operation, config, limits);
              limits(plan, limits, config + ", axis " + axis + ", " + plan.passes());
            }
          }
        }
      }
    }
  }
}
