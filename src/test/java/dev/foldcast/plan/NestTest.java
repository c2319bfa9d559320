package dev.foldcast.plan;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.foldcast.array.DType;
import dev.foldcast.array.Layout;
import dev.foldcast.array.Shape;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** The canonical form changes the order of terms and nothing else. */
class NestTest {
  private static Nest nest(Layout layout, int... axes) {
    Operation operation = Operations.sum(DType.FLOAT32, layout, axes);
    return Nest.of(operation, Layout.c(operation.resultShape()));
  }

  private static Loop loop(long extent, long stride, long outStride) {
    return new Loop(extent, List.of(stride), outStride);
  }

  @Test
  void aContiguousArrayIsOneLoopWhateverItsRankAndOrder() {
    Shape shape = Shape.of(3, 1, 4, 5);
    for (Layout layout : List.of(Layout.c(shape), Layout.f(shape))) {
      Nest nest = nest(layout, 0, 1, 2, 3);
      assertEquals(List.of(), nest.kept());
      assertEquals(List.of(loop(60, 1, 0)), nest.reduced());
      assertEquals(Family.REDUCE_FULL, nest.family());
    }
  }

  @Test
  void theInnerAxisNamesTheFamily() {
    Layout layout = Layout.c(Shape.of(100, 4000));
    Nest rows = nest(layout, 1);
    assertEquals(List.of(loop(100, 4000, 1)), rows.kept());
    assertEquals(List.of(loop(4000, 1, 0)), rows.reduced());
    assertEquals(Family.REDUCE_ROWS, rows.family());
    assertEquals(Family.REDUCE_COLUMNS, nest(layout, 0).family());
    assertEquals(Family.REDUCE_ROWS, nest(Layout.f(Shape.of(4000, 100)), 0).family());
    assertEquals(Family.REDUCE_SHORT, nest(Layout.c(Shape.of(5, 4000)), 0).family());
    assertEquals(
        Family.GENERAL,
        nest(Layout.strided(Shape.of(100, 4000), new long[] {9000, 2}, 0), 1).family());
  }

  @Test
  void productsWithoutReductionHaveFamiliesOfTheirOwn() {
    Layout whole = Layout.c(Shape.of(6, 7));
    Layout row = Layout.c(Shape.of(7)).broadcastTo(Shape.of(6, 7));
    Layout column = Layout.c(Shape.of(6, 1)).broadcastTo(Shape.of(6, 7));
    assertEquals(Family.ELEMENTWISE, elementwise(whole, whole).family());
    assertEquals(Family.OUTER, elementwise(whole, row).family());
    assertEquals(Family.OUTER, elementwise(column, row).family());
    assertEquals(Family.GENERAL, elementwise(whole, Layout.f(Shape.of(6, 7))).family());
    Shape cube = Shape.of(3, 4, 5);
    Layout left = Layout.c(Shape.of(3, 1, 5)).broadcastTo(cube);
    Layout right = Layout.c(Shape.of(4, 5)).broadcastTo(cube);
    Operation dot =
        Operations.fold(
            Fold.SUM, DType.FLOAT32, Accuracy.EXACT, false, new int[] {2}, List.of(left, right));
    assertEquals(Family.CONTRACT, Nest.of(dot, Layout.c(dot.resultShape())).family());
  }

  private static Nest elementwise(Layout... operands) {
    Operation operation =
        Operations.fold(
            Fold.NONE, DType.FLOAT32, Accuracy.EXACT, false, new int[0], List.of(operands));
    return Nest.of(operation, Layout.c(operation.resultShape()));
  }

  @Test
  void aReducedAxisThatGoesBackwardsIsWalkedForwards() {
    Nest nest = nest(Layout.strided(Shape.of(8), new long[] {-1}, 7), 0);
    assertEquals(List.of(loop(8, 1, 0)), nest.reduced());
    assertEquals(List.of(0L), nest.offsets());
  }

  @Test
  void everyTermOfEveryOutputStaysWhatItWas() {
    for (int i = 0; i < 20_000; i++) {
      long seed = 4711L + i;
      Random random = new Random(seed);
      int rank = random.nextInt(7);
      long[] extents = new long[rank];
      for (int d = 0; d < rank; d++) {
        extents[d] = random.nextInt(30) == 0 ? 0 : 1 + random.nextInt(rank < 4 ? 6 : 3);
      }
      Shape shape = Shape.of(extents);
      List<Layout> layouts = new ArrayList<>();
      for (int k = 0; k <= random.nextInt(3); k++) {
        layouts.add(layout(shape, random));
      }
      Fold fold = random.nextBoolean() ? Fold.SUM : Fold.NONE;
      int[] axes = random.ints(rank, 0, 2).toArray(); // 1: reduced
      int[] reduced = java.util.stream.IntStream.range(0, rank).filter(d -> axes[d] == 1).toArray();
      Operation operation =
          Operations.fold(
              fold, DType.INT64, Accuracy.EXACT, random.nextBoolean(), reduced, layouts);
      Shape out = operation.resultShape();
      Layout result = random.nextBoolean() ? Layout.c(out) : Layout.f(out);
      Nest nest = Nest.of(operation, result);
      String message = "seed " + seed + ": " + operation + " -> " + nest;
      assertEquals(definition(operation, result), walk(nest), message);
      if (out.size() > 0 && operation.count() > 0) {
        canonical(nest, fold, message);
      }
    }
  }

  private static Layout layout(Shape shape, Random random) {
    int rank = shape.rank();
    List<Integer> order = new ArrayList<>();
    for (int d = rank - 1; d >= 0; d--) {
      order.add(d);
    }
    if (random.nextBoolean()) {
      Collections.shuffle(order, random);
    }
    long[] strides = new long[rank];
    long offset = random.nextInt(3);
    long stride = random.nextInt(5) < 4 ? 1 : 2;
    for (int d : order) {
      int kind = random.nextInt(6);
      strides[d] = kind == 0 ? 0 : kind == 1 ? -stride : stride;
      offset += kind == 1 ? stride * Math.max(0, shape.extent(d) - 1) : 0;
      stride *= kind == 0 ? 1 : Math.max(1, shape.extent(d));
    }
    return Layout.strided(shape, strides, offset);
  }

  /** Every term as "output element: operand elements", sorted: by the definition of strides. */
  private static List<String> definition(Operation operation, Layout result) {
    Shape shape = operation.shape();
    List<String> terms = new ArrayList<>();
    for (long i = 0; i < shape.size(); i++) {
      long left = i;
      long[] indices = new long[shape.rank()];
      for (int d = shape.rank() - 1; d >= 0; d--) {
        indices[d] = left % shape.extent(d);
        left /= shape.extent(d);
      }
      long[] at = new long[operation.operands().size()];
      for (int k = 0; k < at.length; k++) {
        at[k] = operation.layout(k).offset();
        for (int d = 0; d < shape.rank(); d++) {
          at[k] += indices[d] * operation.layout(k).stride(d);
        }
      }
      long out = result.offset();
      boolean keepDims = operation instanceof Operation.Reduce reduce && reduce.keepDims();
      int axis = 0;
      for (int d = 0; d < shape.rank(); d++) {
        boolean reduces = operation.reduces(d);
        out += reduces ? 0 : indices[d] * result.stride(axis);
        axis += reduces && !keepDims ? 0 : 1;
      }
      terms.add(out + ": " + Arrays.toString(at));
    }
    Collections.sort(terms);
    return terms;
  }

  private static List<String> walk(Nest nest) {
    List<Loop> loops = new ArrayList<>(nest.kept());
    loops.addAll(nest.reduced());
    List<String> terms = new ArrayList<>();
    long[] at = nest.offsets().stream().mapToLong(Long::longValue).toArray();
    walk(loops, 0, at, nest.outOffset(), terms);
    Collections.sort(terms);
    assertEquals(terms.size(), nest.outputs() * nest.count());
    return terms;
  }

  private static void walk(List<Loop> loops, int depth, long[] at, long out, List<String> terms) {
    if (depth == loops.size()) {
      terms.add(out + ": " + Arrays.toString(at));
      return;
    }
    Loop loop = loops.get(depth);
    for (long i = 0; i < loop.extent(); i++) {
      long[] next = at.clone();
      for (int k = 0; k < at.length; k++) {
        next[k] += i * loop.stride(k);
      }
      walk(loops, depth + 1, next, out + i * loop.outStride(), terms);
    }
  }

  private static void canonical(Nest nest, Fold fold, String message) {
    for (List<Loop> loops : List.of(nest.kept(), nest.reduced())) {
      for (int d = 0; d < loops.size(); d++) {
        assertTrue(loops.get(d).extent() > 1, message);
        if (d > 0) {
          assertFalse(loops.get(d - 1).continues(loops.get(d)), message);
          boolean byResult = fold == Fold.NONE;
          long outer = byResult ? loops.get(d - 1).outStride() : loops.get(d - 1).reach();
          long inner = byResult ? loops.get(d).outStride() : loops.get(d).reach();
          assertTrue(outer >= inner, message);
        }
      }
    }
    for (Loop loop : nest.reduced()) {
      assertEquals(0, loop.outStride(), message);
      assertTrue(loop.strides().stream().anyMatch(s -> s >= 0), message);
    }
    if (fold == Fold.NONE && !nest.kept().isEmpty()) {
      assertEquals(1, nest.kept().get(nest.kept().size() - 1).outStride(), message);
    }
  }
}
