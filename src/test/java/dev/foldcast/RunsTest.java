package dev.foldcast;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.foldcast.array.DType;
import dev.foldcast.plan.Configuration;
import dev.foldcast.plan.Fold;
import dev.foldcast.plan.Pass;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/**
 * Sums over the middle axis of many matrices, in {@code reduce_runs}: every way in which runs of
 * outputs break vectors, all types and kinds of numbers, and operands in memory that ends with
 * their last element. What is expected comes from {@link Expected}.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class RunsTest {
  private static final boolean[] MIDDLE = {false, true, false};

  private Foldcast fc = Foldcast.withoutDevice(Options.DEFAULT);

  @BeforeAll
  void open() {
    fc.close();
    fc = Devices.open();
  }

  @AfterAll
  void close() {
    fc.close();
  }

  private static Pass pass(Array sum) {
    return sum.plans().get(0).passes().get(0);
  }

  private static void check(Foldcast fc, Sample x, String what) {
    Array sum = x.in(fc).sum(1);
    assertNull(
        Expected.of(List.of(x), null, Fold.SUM, MIDDLE, false).differs(sum.read(), true), what);
    Array mean = x.in(fc).mean(1);
    Expected means = Expected.of(List.of(x), null, Fold.MEAN, MIDDLE, false);
    assertNull(means.differs(mean.read(), true), what + ", mean");
    if (!fc.limits().gpu()) { // many work-items have other kernels
      assertEquals(Pass.Runs.class, pass(sum).getClass(), what);
    }
  }

  private void check(Sample x, String what) {
    check(fc, x, what);
  }

  /** Matrices so many that there is more than one vector of their columns. */
  private static Sample matrices(DType dtype, int rows, int columns) {
    return Sample.c(dtype, 3 + 37 / columns, rows, columns);
  }

  @Test
  void everyTypeAndNumberOfColumns() {
    for (DType dtype : DType.values()) {
      for (int columns : new int[] {2, 3, 5, 8, 9, 15, 16, 17, 31, 50}) {
        for (Sample.Numbers numbers : Sample.Numbers.values()) {
          int rows = 2 + (columns + dtype.itemBytes()) % 12;
          Sample x = matrices(dtype, rows, columns).fill(numbers, new Random(columns));
          check(x, String.format(Locale.ROOT, "%s, %d by %d, %s", dtype, rows, columns, numbers));
        }
      }
    }
  }

  /** Sums of one block and of several, of blocks that are full, and one that has a term more. */
  @Test
  void everyNumberOfRows() {
    List<DType> types =
        List.of(DType.FLOAT32, DType.FLOAT64, DType.FLOAT16, DType.INT8, DType.UINT64);
    for (DType dtype : types) {
      for (int rows : new int[] {2, 63, 64, 65, 127, 128, 129, 255, 256, 257, 300, 513}) {
        for (Sample.Numbers numbers : Sample.Numbers.values()) {
          Sample x = matrices(dtype, rows, 11).fill(numbers, new Random(rows));
          check(x, String.format(Locale.ROOT, "%s, %d by 11, %s", dtype, rows, numbers));
        }
      }
    }
  }

  /** A vector after one that is hard to add up: what was learned of that must not matter. */
  @Test
  void matricesOfManyScales() {
    for (DType dtype : List.of(DType.FLOAT32, DType.FLOAT64, DType.COMPLEX128, DType.FLOAT16)) {
      Random random = new Random(11);
      for (int rows : new int[] {6, 70}) {
        Sample x = Sample.c(dtype, 400, rows, 5);
        List<Sample> kinds = new ArrayList<>();
        for (Sample.Numbers numbers : Sample.Numbers.values()) {
          kinds.add(Sample.c(dtype, 400, rows, 5).fill(numbers, random));
        }
        int bytes = rows * 5 * dtype.itemBytes();
        for (int matrix = 0; matrix < 400; matrix++) {
          Sample from = kinds.get(matrix / (1 + random.nextInt(40)) % kinds.size());
          for (int i = matrix * bytes; i < (matrix + 1) * bytes; i++) {
            x.memory.put(i, from.memory.get(i));
          }
        }
        check(x, dtype + ", seed 11, " + rows + " rows");
      }
    }
  }

  @Test
  void matricesWithGapsSwappedBackwardsAndInOuterLoops() {
    Random random = new Random(5);
    Sample.Numbers numbers = Sample.Numbers.WIDE_WITH_CANCELLATION;
    Sample gaps =
        new Sample(DType.FLOAT32, new long[] {41, 6, 7}, new long[] {67, 9, 1}, 3, false, 4);
    check(gaps.fill(numbers, random), "gaps");
    Sample swapped =
        new Sample(DType.FLOAT64, new long[] {43, 9, 5}, new long[] {45, 5, 1}, 1, true, 8);
    check(swapped.fill(numbers, random), "swapped");
    Sample upwards =
        new Sample(DType.FLOAT32, new long[] {43, 9, 5}, new long[] {45, -5, 1}, 40, false, 0);
    check(upwards.fill(numbers, random), "rows upwards");
    Sample outer =
        new Sample(
            DType.FLOAT32,
            new long[] {3, 9, 4, 10, 6},
            new long[] {8000, 700, 60, 6, 1},
            0,
            false,
            0);
    outer.fill(numbers, random);
    boolean[] reduced = {false, false, false, true, false};
    Expected sums = Expected.of(List.of(outer), null, Fold.SUM, reduced, false);
    Array sum = outer.in(fc).sum(3);
    assertNull(sums.differs(sum.read(), true), "in outer loops");
    assertEquals(!fc.limits().gpu(), pass(sum) instanceof Pass.Runs, "in outer loops");
  }

  /** Such matrices overlap, or their order is another one than the results'. */
  @Test
  void whatIsNoRunIsSummedAnotherWay() {
    Random random = new Random(6);
    long[][] strides = {{0, 5, 1}, {3, 5, 1}, {-45, 5, 1}, {90, 10, 2}, {1, 43 * 5, 43}};
    for (long[] stride : strides) {
      long offset = stride[0] < 0 ? 42 * 45 : 0;
      Sample x =
          new Sample(DType.FLOAT32, new long[] {43, 9, 5}, stride, offset, false, 0)
              .fill(Sample.Numbers.TIES, random);
      String what = Arrays.toString(stride);
      Array sum = x.in(fc).sum(1);
      Expected sums = Expected.of(List.of(x), null, Fold.SUM, MIDDLE, false);
      assertNull(sums.differs(sum.read(), true), what);
      assertNotEquals(Pass.Runs.class, pass(sum).getClass(), what);
    }
  }

  @Test
  void productsOfMatricesAndOfWeights() {
    for (DType dtype : List.of(DType.FLOAT32, DType.COMPLEX64, DType.INT16, DType.FLOAT64)) {
      Random random = new Random(6);
      Sample x = Sample.c(dtype, 29, 9, 5).fill(Sample.Numbers.TIES, random);
      Sample y = Sample.c(dtype, 29, 9, 5).fill(Sample.Numbers.UNIFORM, random);
      Sample rows = Sample.c(dtype, 1, 9, 1).fill(Sample.Numbers.UNIFORM, random);
      Sample columns = Sample.c(dtype, 5).fill(Sample.Numbers.UNIFORM, random);
      Sample each = Sample.c(dtype, 29, 1, 1).fill(Sample.Numbers.UNIFORM, random);
      for (Sample other : List.of(y, rows, columns, each)) {
        Array sum = x.in(fc).multiply(other.in(fc)).sum(1);
        String what = dtype + " times " + Arrays.toString(other.extents);
        Expected expected = Expected.of(List.of(x, other), null, Fold.SUM, MIDDLE, false);
        assertNull(expected.differs(sum.read(), true), what);
        boolean runs = other == y || other == rows;
        assertEquals(runs && !fc.limits().gpu(), pass(sum) instanceof Pass.Runs, what);
      }
    }
  }

  @Test
  void windowsOfMatrices() {
    Sample x = Sample.c(DType.FLOAT32, 301, 4, 7);
    x.fill(Sample.Numbers.WIDE_WITH_CANCELLATION, new Random(8));
    Expected sums = Expected.of(List.of(x), null, Fold.SUM, MIDDLE, false);
    for (long windowBytes : new long[] {64, 112, 250, 500, 4096}) {
      try (Foldcast windows = Devices.open(Options.DEFAULT.withWindowBytes(windowBytes))) {
        assertNull(sums.differs(x.in(windows).sum(1).read(), true), windowBytes + " bytes");
      }
    }
  }

  @Test
  void schedulesOfAllKinds() {
    for (Configuration schedule : Schedules.OF_ALL_KINDS) {
      try (Foldcast other = Devices.open(Options.DEFAULT.withConfiguration(schedule))) {
        for (DType dtype : List.of(DType.FLOAT32, DType.COMPLEX128, DType.UINT8)) {
          Sample x = Sample.c(dtype, 203, 9, 6).fill(Sample.Numbers.UNIFORM, new Random(9));
          String what = dtype + ", " + schedule;
          Expected sums = Expected.of(List.of(x), null, Fold.SUM, MIDDLE, false);
          assertNull(sums.differs(x.in(other).sum(1).read(), true), what);
          Result plain = x.in(other).sum(ReduceOptions.over(1).fast()).read();
          assertNull(sums.differsBeyondRounding(plain, Fold.SUM), what + ", fast");
        }
      }
    }
  }

  @Test
  void largeMatricesAreSummedByPanels() {
    if (fc.limits().gpu()) {
      return;
    }
    assertTrue(pass(Sample.c(DType.FLOAT32, 4, 300, 300).in(fc).sum(1)) instanceof Pass.Runs);
    assertTrue(pass(Sample.c(DType.FLOAT32, 4, 400, 400).in(fc).sum(1)) instanceof Pass.Reduce);
  }
}
