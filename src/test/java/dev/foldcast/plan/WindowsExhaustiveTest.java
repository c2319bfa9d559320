package dev.foldcast.plan;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.foldcast.array.Axes;
import dev.foldcast.array.DType;
import dev.foldcast.array.Layout;
import dev.foldcast.array.Shape;
import dev.foldcast.error.MemoryException;
import dev.foldcast.expr.Expr;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/**
 * Random nests under memory that forces windows, carried out by {@link KernelModel}: every term
 * counts exactly once, every result is written once, and no window takes more than it may.
 */
class WindowsExhaustiveTest {
  private static final long SEED = 20261122;
  private static final int CASES = 10_000;

  private static final List<Configuration> CONFIGURATIONS =
      List.of(
          new Configuration(1, 8, 8, false, 0, 1024),
          new Configuration(1, 3, 1, false, 2, 2),
          new Configuration(4, 3, 4, true, 1, 1),
          new Configuration(3, 2, 2, true, 5, 2),
          new Configuration(2, 4, 16, false, 3, 3));

  private final long[] weights = new Random(SEED).longs(1, 1L << 40).limit(1 << 16).toArray();

  /** One operand under any layout, one fold, some axes. */
  private Operation operation(Random random, Place place) {
    int rank = random.nextInt(5);
    long[] extents = new long[rank];
    long left = 1L + random.nextInt(3000);
    for (int d = 0; d < rank; d++) {
      extents[d] = 1L + random.nextInt((int) Math.max(1, Math.min(left, 200)));
      left /= extents[d];
    }
    Shape shape = Shape.of(extents);
    List<Integer> order = new ArrayList<>();
    for (int d = 0; d < rank; d++) {
      order.add(d);
    }
    Collections.shuffle(order, random);
    long[] strides = new long[rank];
    long stride = 1L + random.nextInt(2);
    long offset = 0;
    for (int d : order) {
      int kind = random.nextInt(6);
      strides[d] = kind == 0 ? 0 : kind == 1 ? -stride : stride;
      offset += kind == 1 ? stride * (extents[d] - 1) : 0;
      stride *= kind == 0 ? 1 : extents[d];
    }
    DType dtype = List.of(DType.FLOAT32, DType.INT8, DType.COMPLEX128).get(random.nextInt(3));
    Layout layout = Layout.strided(shape, strides, offset);
    Fold fold = random.nextInt(3) == 0 ? Fold.NONE : Fold.SUM;
    List<Integer> axes = new ArrayList<>();
    for (int d = 0; d < rank; d++) {
      if (random.nextBoolean()) {
        axes.add(d);
      }
    }
    return fold.of(
        new Expr.Operand(0, dtype),
        List.of(new OperandView(dtype, layout, false, place)),
        shape,
        Axes.of(shape, axes.stream().mapToInt(Integer::intValue).toArray()),
        false,
        Accuracy.EXACT);
  }

  private static <E> E any(Random random, E[] values) {
    return values[random.nextInt(values.length)];
  }

  /** By the definition of strides. */
  private long[] want(Operation operation, Layout result) {
    long[] want = new long[(int) operation.resultShape().size()];
    Layout layout = operation.layout(0);
    Shape shape = operation.shape();
    for (long i = 0; i < shape.size(); i++) {
      long left = i;
      long from = layout.offset();
      long to = 0;
      int resultAxis = operation.resultShape().rank() - 1;
      for (int d = shape.rank() - 1; d >= 0; d--) {
        long index = left % shape.extent(d);
        left /= shape.extent(d);
        from += index * layout.stride(d);
        if (!operation.reduces(d)) {
          to += index * result.stride(resultAxis--);
        }
      }
      want[(int) to] += weights[(int) from];
    }
    return want;
  }

  @Test
  void everyTermCountsOnceUnderAnyWindows() {
    int several = 0;
    int carried = 0;
    int packed = 0;
    for (int n = 0; n < CASES; n++) {
      Random random = new Random(SEED + n);
      Place place = any(random, Place.values());
      Operation operation = operation(random, place);
      boolean hostMemory = random.nextBoolean();
      DeviceLimits limits =
          new DeviceLimits(false, 2, 4096, 1 << 20, 1L << 30, 4L << 30, true, hostMemory, 0, false);
      Budget budget = new Budget(1L << 26, 16L << random.nextInt(8));
      Target target = any(random, Target.values());
      Layout result =
          random.nextInt(3) == 0
              ? Layout.f(operation.resultShape())
              : Layout.c(operation.resultShape());
      Configuration config = CONFIGURATIONS.get(random.nextInt(CONFIGURATIONS.size()));
      String message = "seed " + (SEED + n) + ": " + budget + ", " + target + ", " + operation;
      Plan plan;
      try {
        plan =
            new Planner(limits, budget)
                .plan(operation, result, target, work -> new Planner.Choice(config, "test"));
      } catch (MemoryException e) {
        throw new AssertionError(message, e);
      }
      assertArrayEquals(want(operation, result), new KernelModel(plan, weights).run(), message);
      several += plan.windows().several() ? 1 : 0;
      carried += plan.windows().perResult() > 1 ? 1 : 0;
      packed += check(plan, budget, target, message) ? 1 : 0;
    }
    assertTrue(several > CASES / 4, "windows: " + several);
    assertTrue(carried > CASES / 40, "carried: " + carried);
    assertTrue(packed > CASES / 100, "packed: " + packed);
  }

  /** Each window has rows of its own that are left over. */
  @Test
  void rowsThatAreJoinedCountOnceUnderAnyWindows() {
    DeviceLimits limits =
        new DeviceLimits(false, 2, 4096, 1 << 20, 1L << 30, 4L << 30, true, true, 0, false);
    long[] many = new Random(SEED).longs(1, 1L << 40).limit(1 << 20).toArray();
    int carried = 0;
    for (int n = 0; n < 200; n++) {
      Random random = new Random(SEED + n);
      int width = 5 + random.nextInt(3);
      int rows = 70_000 + random.nextInt(5000);
      Layout layout = Layout.c(Shape.of(rows, width));
      Operation operation =
          Fold.SUM.of(
              new Expr.Operand(0, DType.FLOAT32),
              List.of(new OperandView(DType.FLOAT32, layout, false, Place.HOST)),
              layout.shape(),
              Axes.of(layout.shape(), 0),
              false,
              Accuracy.EXACT);
      Configuration config = CONFIGURATIONS.get(random.nextInt(CONFIGURATIONS.size()));
      Budget budget = new Budget(1L << 26, (1 << 17) + random.nextInt(1 << 18));
      Plan plan =
          new Planner(limits, budget)
              .plan(
                  operation,
                  Layout.c(operation.resultShape()),
                  Target.MEMORY,
                  work -> new Planner.Choice(config, "test"));
      long[] want = new long[width];
      for (int i = 0; i < rows * width; i++) {
        want[i % width] += many[i];
      }
      String message = "seed " + (SEED + n) + ": " + budget + ", " + operation;
      assertArrayEquals(want, new KernelModel(plan, many).run(), message);
      boolean joined = ((Pass.Reduce) plan.passes().get(0)).joined() > 1;
      carried += joined && plan.windows().perResult() > 1 ? 1 : 0;
    }
    assertTrue(carried > 20, "joined and carried: " + carried);
  }

  /** The bounds of every window; whether any operand was packed. */
  private static boolean check(Plan plan, Budget budget, Target target, String message) {
    long next = 0;
    boolean packs = false;
    for (long i = 0; i < plan.windows().count(); i++) {
      Window window = plan.windows().window(i);
      Box box = window.boxes().get(0);
      packs |= box.transfer() == Transfer.PACK;
      assertTrue(box.bytes() <= budget.wholeBytes(), message);
      if (plan.windows().compact()) {
        assertTrue(window.results().totalBytes() <= Math.max(budget.windowBytes(), 16), message);
      }
      if (target == Target.SEQUENCE && window.last()) {
        assertTrue(window.results().loops().isEmpty(), message);
        assertTrue(window.results().first() == next, message);
        next += window.results().bytes();
      }
    }
    return packs;
  }
}
