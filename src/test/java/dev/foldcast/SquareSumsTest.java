package dev.foldcast;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.foldcast.array.DType;
import dev.foldcast.plan.Configuration;
import dev.foldcast.plan.Fold;
import dev.foldcast.plan.LoadMode;
import dev.foldcast.plan.Pass;
import dev.foldcast.plan.Plan;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/**
 * Sums and means of short rows, of which CPUs turn squares in registers: every type, lengths about
 * those of squares, rows that lie in any way, and terms that a block cannot tell the sum of. What
 * is expected comes from {@link Expected}.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class SquareSumsTest {
  private static final boolean[] LAST = {false, true};

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

  /** What is summed fast is checked where {@code fast} says that it is near the exact sum. */
  private static void check(
      Foldcast fc, List<Sample> operands, boolean[] reduced, boolean fast, String what) {
    Array product = operands.get(0).in(fc);
    for (Sample more : operands.subList(1, operands.size())) {
      product = product.multiply(more.in(fc));
    }
    int last = reduced.length - 1;
    Expected sums = Expected.of(operands, null, Fold.SUM, reduced, false);
    assertNull(sums.differs(product.sum(last).read(), true), what);
    Expected means = Expected.of(operands, null, Fold.MEAN, reduced, false);
    assertNull(means.differs(product.mean(last).read(), true), what + ", mean");
    if (fast) {
      Result plain = product.sum(ReduceOptions.over(last).fast()).read();
      assertNull(sums.differsBeyondRounding(plain, Fold.SUM), what + ", fast");
    }
  }

  private void check(Sample x, String what) {
    check(x, false, what);
  }

  private void check(Sample x, boolean fast, String what) {
    boolean[] reduced = new boolean[x.extents.length];
    reduced[reduced.length - 1] = true;
    check(fc, List.of(x), reduced, fast, what);
  }

  @Test
  void everyTypeAndLength() {
    for (DType dtype : DType.values()) {
      for (int length : new int[] {8, 9, 15, 16, 21, 24, 33, 40, 63}) {
        for (Sample.Numbers numbers : Sample.Numbers.values()) {
          String what = String.format(Locale.ROOT, "%d of %s, %s", length, dtype, numbers);
          Sample x = Sample.c(dtype, 37, length).fill(numbers, new Random(length));
          check(x, numbers == Sample.Numbers.UNIFORM, what);
        }
      }
    }
  }

  /**
   * A vector of rows after one that is hard to add up: what was learned of that must not matter.
   */
  @Test
  void rowsOfManyScales() {
    Random random = new Random(11);
    for (DType dtype : List.of(DType.FLOAT32, DType.FLOAT64, DType.COMPLEX128, DType.FLOAT16)) {
      int rows = 700;
      int length = 20;
      Sample x = Sample.c(dtype, rows, length);
      List<Sample> kinds = new ArrayList<>();
      for (Sample.Numbers numbers : Sample.Numbers.values()) {
        kinds.add(Sample.c(dtype, rows, length).fill(numbers, random));
      }
      int rowBytes = length * dtype.itemBytes();
      for (int row = 0; row < rows; row++) {
        // Stretches of one kind, of which squares begin at any row.
        Sample from = kinds.get(row / (1 + random.nextInt(40)) % kinds.size());
        for (int i = 0; i < rowBytes; i++) {
          x.memory.put(row * rowBytes + i, from.memory.get(row * rowBytes + i));
        }
      }
      check(x, dtype + ", seed 11");
    }
  }

  @Test
  void rowsWithGapsBackwardsSwappedAndInWindows() {
    Random random = new Random(5);
    Sample.Numbers numbers = Sample.Numbers.WIDE_WITH_CANCELLATION;
    Sample gaps =
        new Sample(DType.FLOAT32, new long[] {4, 41, 19}, new long[] {-990, 23, 1}, 2975, false, 4);
    check(gaps.fill(numbers, random), "gaps");
    Sample swapped = new Sample(DType.FLOAT64, new long[] {43, 25}, new long[] {25, 1}, 1, true, 8);
    check(swapped.fill(numbers, random), "swapped");
    Sample backwards =
        new Sample(DType.INT16, new long[] {43, 21}, new long[] {21, -1}, 20, false, 0);
    check(backwards.fill(Sample.Numbers.ANY_BITS, random), "backwards");
    Sample x = Sample.c(DType.FLOAT32, 301, 21).fill(numbers, random);
    Expected sums = Expected.of(List.of(x), null, Fold.SUM, LAST, false);
    for (long windowBytes : new long[] {64, 500, 4096}) {
      try (Foldcast windows = Devices.open(Options.DEFAULT.withWindowBytes(windowBytes))) {
        assertNull(sums.differs(x.in(windows).sum(1).read(), true), windowBytes + " bytes");
      }
    }
  }

  @Test
  void productsOfOperandsThatLieInDifferentWays() {
    Random random = new Random(6);
    for (DType dtype : new DType[] {DType.FLOAT32, DType.COMPLEX64, DType.INT16, DType.FLOAT64}) {
      Sample x = Sample.c(dtype, 75, 19).fill(Sample.Numbers.TIES, random);
      Sample padded = new Sample(dtype, new long[] {75, 19}, new long[] {22, 1}, 0, false, 0);
      Sample weights = Sample.c(dtype, 19).fill(Sample.Numbers.UNIFORM, random);
      Sample column = Sample.c(dtype, 75, 1).fill(Sample.Numbers.UNIFORM, random);
      padded.fill(Sample.Numbers.UNIFORM, random);
      check(fc, List.of(x, weights, column), LAST, false, dtype + ", weights and column");
      check(fc, List.of(x, padded), LAST, false, dtype + ", two arrays of rows");
    }
  }

  @Test
  void schedulesOfAllKinds() {
    for (Configuration schedule : Schedules.OF_ALL_KINDS) {
      try (Foldcast other = Devices.open(Options.DEFAULT.withConfiguration(schedule))) {
        for (DType dtype : List.of(DType.FLOAT32, DType.COMPLEX128, DType.UINT8)) {
          Sample x = Sample.c(dtype, 203, 19).fill(Sample.Numbers.UNIFORM, new Random(9));
          check(other, List.of(x), LAST, true, dtype + ", " + schedule);
        }
      }
    }
  }

  @Test
  void processorsTurnSquaresOfThem() {
    if (fc.limits().gpu()) {
      return; // there, neighbouring work-items take neighbouring rows
    }
    for (DType dtype : List.of(DType.FLOAT32, DType.FLOAT64, DType.UINT8, DType.INT32)) {
      Array x = Sample.c(dtype, 1000, 20).in(fc);
      for (Array reduced : List.of(x.sum(1), x.mean(1))) {
        Plan plan = reduced.plans().get(0);
        assertEquals(Pass.FewTerms.class, plan.passes().get(0).getClass(), dtype.toString());
        assertEquals(LoadMode.TURNED, plan.program().operands().get(0).mode());
        assertTrue(plan.program().vector() <= 20);
      }
    }
    // Few rows, longer rows, and terms that are no neighbours.
    for (int[] shape : new int[][] {{31, 20}, {1000, 41}}) {
      Plan plan = Sample.c(DType.FLOAT32, shape[0], shape[1]).in(fc).sum(1).plans().get(0);
      assertTrue(plan.passes().get(0) instanceof Pass.Reduce pass && !pass.columns());
    }
    Sample apart =
        new Sample(DType.FLOAT32, new long[] {1000, 20}, new long[] {40, 2}, 0, false, 0);
    Plan plan = apart.in(fc).sum(1).plans().get(0);
    assertTrue(plan.passes().get(0) instanceof Pass.Reduce pass && pass.columns());
  }
}
