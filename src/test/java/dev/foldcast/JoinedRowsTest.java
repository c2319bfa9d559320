package dev.foldcast;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.foldcast.array.DType;
import dev.foldcast.plan.Configuration;
import dev.foldcast.plan.Fold;
import dev.foldcast.plan.Pass;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/**
 * Sums and means over many rows of few outputs, which are taken side by side: every type, numbers
 * of rows that leave some over, rows that lie in any way, windows and schedules. What is expected
 * comes from {@link Expected}.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class JoinedRowsTest {
  private static final boolean[] FIRST = {true, false};

  /** Terms from which on rows are joined. */
  private static final int LEAST = 1 << 17;

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

  /** Rows that are joined: of a plan's sums over the first axis. */
  private static long joined(Result result) {
    Pass pass = result.reports().get(0).plan().passes().get(0);
    return pass instanceof Pass.Reduce reduce ? reduce.joined() : 1;
  }

  private static void check(Foldcast fc, Sample x, int axis, boolean fast, String what) {
    boolean[] reduced = new boolean[x.extents.length];
    reduced[axis] = true;
    Expected sums = Expected.of(List.of(x), null, Fold.SUM, reduced, false);
    Result sum = x.in(fc).sum(axis).read();
    assertTrue(joined(sum) > 1, what + ": not joined");
    assertNull(sums.differs(sum, true), what);
    Expected means = Expected.of(List.of(x), null, Fold.MEAN, reduced, false);
    assertNull(means.differs(x.in(fc).mean(axis).read(), true), what + ", mean");
    if (fast) {
      Result plain = x.in(fc).sum(ReduceOptions.over(axis).fast()).read();
      assertNull(sums.differsBeyondRounding(plain, Fold.SUM), what + ", fast");
    }
  }

  @Test
  void everyTypeAndKindOfNumbers() {
    int[] widths = {2, 3, 5, 7, 16, 20, 24, 31};
    int seed = 0;
    for (DType dtype : DType.values()) {
      for (Sample.Numbers numbers : Sample.Numbers.values()) {
        seed++;
        int width = widths[seed % widths.length];
        int rows = LEAST / width + 1 + seed % 50;
        String what =
            String.format(
                Locale.ROOT, "(%d, %d) %s, %s, seed %d", rows, width, dtype, numbers, seed);
        Sample x = Sample.c(dtype, rows, width).fill(numbers, new Random(seed));
        check(fc, x, 0, numbers == Sample.Numbers.UNIFORM, what);
      }
    }
  }

  /** All that the last rows may leave: from none to one less than are joined. */
  @Test
  void everyNumberOfRowsLeftOver() {
    for (int rows = 43_691; rows < 43_691 + 45; rows++) {
      Sample x = Sample.c(DType.FLOAT32, rows, 3);
      check(fc, x.fill(Sample.Numbers.UNIFORM, new Random(rows)), 0, true, rows + " rows");
    }
  }

  @Test
  void rowsOfManyOutputsThatAreNoWholeVectors() {
    for (int width : new int[] {101, 128, 255, 500, 900}) {
      int rows = 5000 + width % 7;
      Sample x = Sample.c(DType.FLOAT32, rows, width);
      x.fill(Sample.Numbers.UNIFORM, new Random(width));
      check(fc, x, 0, false, String.format(Locale.ROOT, "(%d, %d)", rows, width));
    }
  }

  @Test
  void rowsBackwardsSwappedStridedAndInBoxes() {
    Random random = new Random(7);
    Sample.Numbers numbers = Sample.Numbers.TIES;
    int rows = 30_011;
    Sample backwards =
        new Sample(
            DType.FLOAT64, new long[] {rows, 5}, new long[] {5, -1}, 4, false, 8); // 5 - 1 first
    boolean[] reduced = {true, false};
    Expected sums =
        Expected.of(List.of(backwards.fill(numbers, random)), null, Fold.SUM, reduced, false);
    assertNull(sums.differs(backwards.in(fc).sum(0).read(), true), "backwards");
    Sample swapped = new Sample(DType.FLOAT32, new long[] {rows, 5}, new long[] {5, 1}, 1, true, 4);
    check(fc, swapped.fill(numbers, random), 0, false, "swapped");
    Sample upwards =
        new Sample(
            DType.FLOAT32, new long[] {rows, 5}, new long[] {-5, -1}, 5 * rows - 1, false, 0);
    sums = Expected.of(List.of(upwards.fill(numbers, random)), null, Fold.SUM, FIRST, false);
    assertNull(sums.differs(upwards.in(fc).sum(0).read(), true), "from the end");
    Sample second = new Sample(DType.INT32, new long[] {rows, 5}, new long[] {10, 2}, 1, false, 0);
    check(fc, second.fill(Sample.Numbers.ANY_BITS, random), 0, false, "every second");
    Sample boxes =
        new Sample(
            DType.FLOAT32, new long[] {3, 20_003, 4}, new long[] {90_000, 4, 1}, 7, false, 0);
    check(fc, boxes.fill(numbers, random), 1, false, "boxes");
  }

  /** Many arrays of few outputs each, of which no lane leaves a record. */
  @Test
  void batches() {
    Random random = new Random(12);
    int[][] shapes = {{90, 1037, 3}, {70, 600, 4}, {5, 3001, 20}, {40, 533, 16}};
    for (DType dtype : DType.values()) {
      int turn = 0;
      for (Sample.Numbers numbers : Sample.Numbers.values()) {
        int[] shape = shapes[turn++ % shapes.length];
        Sample x = Sample.backwards(dtype, shape[0], shape[1], shape[2]).fill(numbers, random);
        String what =
            String.format(Locale.ROOT, "%s, %d rows of %d, %s", dtype, shape[1], shape[2], numbers);
        check(fc, x, 1, numbers == Sample.Numbers.UNIFORM, what);
      }
    }
  }

  /** Records go from window to window; the last one is shorter. */
  @Test
  void rowsInWindows() {
    Random random = new Random(8);
    Sample x = Sample.c(DType.FLOAT32, 200_003, 3);
    x.fill(Sample.Numbers.TIES, random);
    Expected sums = Expected.of(List.of(x), null, Fold.SUM, FIRST, false);
    for (long windowBytes : new long[] {1 << 14, (1 << 14) + 9, 12_000}) {
      try (Foldcast windows = Devices.open(Options.DEFAULT.withWindowBytes(windowBytes))) {
        Result sum = x.in(windows).sum(0).read();
        assertNull(sums.differs(sum, true), windowBytes + " bytes");
        assertTrue(joined(sum) > 1, windowBytes + " bytes: not joined");
        assertTrue(sum.reports().get(0).plan().windows().several(), windowBytes + " bytes");
      }
    }
  }

  @Test
  void schedulesOfAllKinds() {
    List<Configuration> schedules =
        List.of(
            new Configuration(1, 1, 1, false, 0, 2),
            new Configuration(1, 5, 2, false, 0, 2),
            new Configuration(3, 2, 4, false, 0, 16),
            new Configuration(1, 3, 16, false, 7, 64),
            new Configuration(1, 3, 8, false, 100_000, 64),
            new Configuration(4, 2, 8, true, 0, 16));
    for (Configuration schedule : schedules) {
      try (Foldcast other = Devices.open(Options.DEFAULT.withConfiguration(schedule))) {
        for (DType dtype : List.of(DType.FLOAT32, DType.COMPLEX128, DType.UINT8)) {
          Sample x = Sample.c(dtype, 45_007, 3);
          x.fill(Sample.Numbers.UNIFORM, new Random(9));
          check(other, x, 0, true, dtype + ", " + schedule);
        }
      }
    }
  }

  @Test
  void schedulesOfGpus() {
    try (Rig rig = new Rig()) {
      for (DType dtype : List.of(DType.FLOAT32, DType.FLOAT64, DType.COMPLEX64, DType.INT16)) {
        for (int width : new int[] {2, 3, 20, 100}) {
          int rows = LEAST / width + 4100;
          Sample x = Sample.c(dtype, rows, width);
          x.fill(Sample.Numbers.TIES, new Random(width));
          Expected sums = Expected.of(List.of(x), null, Fold.SUM, FIRST, false);
          Result sum = rig.readAsGpu(x.in(rig.lazy()).sum(0), byDefault -> byDefault);
          String what = String.format(Locale.ROOT, "(%d, %d) %s", rows, width, dtype);
          assertNull(sums.differs(sum, true), what);
          assertTrue(joined(sum) > 1, what);
        }
      }
    }
  }

  /** Where each output has few terms, or rows do not follow each other, they are not joined. */
  @Test
  void rowsThatAreNotJoined() {
    int rows = 50_000;
    Sample small = Sample.c(DType.FLOAT32, LEAST / 4 - 1, 4);
    assertEquals(1, joined(small.in(fc).sum(0).read()), "small");
    Sample few = Sample.c(DType.FLOAT32, 100, 500, 3);
    assertEquals(1, joined(few.in(fc).sum(1).read()), "few rows");
    Sample gaps = new Sample(DType.FLOAT32, new long[] {rows, 3}, new long[] {4, 1}, 0, false, 0);
    assertEquals(1, joined(gaps.in(fc).sum(0).read()), "gaps");
    Sample x = Sample.c(DType.FLOAT32, rows, 3).fill(Sample.Numbers.UNIFORM, new Random(1));
    Sample weights = Sample.c(DType.FLOAT32, 3).fill(Sample.Numbers.UNIFORM, new Random(2));
    Result weighted = x.in(fc).multiply(weights.in(fc)).sum(0).read();
    assertEquals(1, joined(weighted), "weights");
    Expected sums = Expected.of(List.of(x, weights), null, Fold.SUM, FIRST, false);
    assertNull(sums.differs(weighted, true), "weights");
    Result squares = x.in(fc).multiply(x.in(fc)).sum(0).read();
    assertTrue(joined(squares) > 1, "squares");
    Expected products = Expected.of(List.of(x, x), null, Fold.SUM, FIRST, false);
    assertNull(products.differs(squares, true), "squares");
  }
}
