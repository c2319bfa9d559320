package dev.foldcast;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.foldcast.array.DType;
import dev.foldcast.array.Shape;
import dev.foldcast.error.ShapeException;
import dev.foldcast.plan.Configuration;
import dev.foldcast.plan.Fold;
import dev.foldcast.plan.Walk;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** Largest and smallest elements, bit for bit, by every kernel. */
class ExtremaTest {
  private static final long SEED = 20261202;

  /** Ties and zeros of both signs, NaN and infinities among them. */
  private static final List<Sample.Numbers> NUMBERS =
      List.of(Sample.Numbers.SMALL_INTEGERS, Sample.Numbers.ANY_BITS, Sample.Numbers.SPECIAL);

  private static final List<Walk> WALKS = List.of(Walk.PARTS, Walk.STRAIGHT, Walk.ROWS);

  private final Random random = new Random(SEED);
  private final Set<String> kernels = new HashSet<>();

  private void check(Foldcast fc, Sample x, Sample.Numbers numbers, int... axes) {
    check(fc, x, numbers, Fold.MAX, axes);
    check(fc, x, numbers, Fold.MIN, axes);
  }

  private void check(Foldcast fc, Sample x, Sample.Numbers numbers, Fold fold, int... axes) {
    boolean[] reduced = new boolean[x.extents.length];
    for (int axis : axes) {
      reduced[axis] = true;
    }
    x.fill(numbers, random);
    Array array = fold == Fold.MAX ? x.in(fc).max(axes) : x.in(fc).min(axes);
    Result result = array.read();
    String what = fold + " of " + x + ", " + numbers + ", seed " + SEED;
    assertNull(Expected.of(List.of(x), null, fold, reduced, false).differs(result, true), what);
    result.reports().forEach(r -> r.plan().passes().forEach(p -> kernels.add(p.kernel())));
  }

  @Test
  void everyKernelFindsThemForEveryType() {
    int turn = 0;
    for (DType dtype : DType.values()) {
      int vector = dtype.components() << turn % 4;
      Configuration config =
          new Configuration(1 + turn % 3, 2, Math.min(16, vector), turn % 4 == 3, 0, 4)
              .withWalk(WALKS.get(turn % 3));
      try (Foldcast fc = Devices.open(Options.DEFAULT.withConfiguration(config))) {
        Sample.Numbers numbers = NUMBERS.get(turn++ % NUMBERS.size());
        Fold fold = turn % 2 == 0 ? Fold.MAX : Fold.MIN;
        Fold other = turn % 2 == 0 ? Fold.MIN : Fold.MAX;
        switch (turn % 5) {
          case 0 -> check(fc, Sample.c(dtype, 530, 9), numbers, other, 0);
          case 1 -> check(fc, Sample.c(dtype, 200, 3), numbers, other, 1);
          case 2 -> check(fc, Sample.c(dtype, 6, 40, 12), numbers, other, 1);
          case 3 -> check(fc, Sample.c(dtype, 9, 530), numbers, other, 1);
          default -> check(fc, Sample.c(dtype, 3, 16_000), numbers, other, 1);
        }
        check(fc, Sample.c(dtype, 20_011), numbers, fold, 0);
      }
    }
    assertTrue(
        kernels.containsAll(
            Set.of(
                "reduce_rows", "reduce_columns", "reduce_short", "reduce_runs", "merge_records")),
        kernels.toString());
  }

  @Test
  void shortRowsAndStretchesAreTurnedAndRowsJoined() {
    try (Foldcast fc = Devices.open()) {
      check(fc, Sample.c(DType.FLOAT32, 90, 13), Sample.Numbers.ANY_BITS, 1);
      check(fc, Sample.c(DType.FLOAT64, 5, 9, 50), Sample.Numbers.SPECIAL, 0, 2);
      check(fc, Sample.c(DType.COMPLEX64, 60_000, 3), Sample.Numbers.SMALL_INTEGERS, 0);
      check(fc, Sample.c(DType.INT16, 60_000, 3), Sample.Numbers.ANY_BITS, 0);
    }
  }

  /** Work-items share rows and merge in local memory; what pads their loads is no term. */
  @Test
  void schedulesOfGpusFindThemToo() {
    boolean[] all = {true};
    boolean[] last = {false, true};
    boolean[] first = {true, false};
    try (Rig rig = new Rig()) {
      Sample long1 = Sample.c(DType.FLOAT32, 5003);
      negate(long1);
      Sample rows = Sample.c(DType.COMPLEX64, 7, 301).fill(Sample.Numbers.SMALL_INTEGERS, random);
      Sample columns = Sample.c(DType.INT16, 301, 37).fill(Sample.Numbers.ANY_BITS, random);
      same(long1, Fold.MAX, all, rig.readAsGpu(long1.in(rig.lazy()).max(), c -> c));
      same(rows, Fold.MIN, last, rig.readAsGpu(rows.in(rig.lazy()).min(1), c -> c));
      same(columns, Fold.MAX, first, rig.readAsGpu(columns.in(rig.lazy()).max(0), c -> c));
    }
  }

  /** Numbers below 0 in a float32 sample: a zero too many would be the largest. */
  private void negate(Sample sample) {
    for (int i = 0; i < sample.components(); i++) {
      sample.put(i, Float.floatToRawIntBits(-1 - random.nextFloat()));
    }
  }

  private static void same(Sample x, Fold fold, boolean[] reduced, Result result) {
    String what = fold + " of " + x + " as on GPUs, seed " + SEED;
    assertNull(Expected.of(List.of(x), null, fold, reduced, false).differs(result, true), what);
  }

  @Test
  void windowsHandTheirExtremesOn() {
    Options small = Options.DEFAULT.withOwnMemory(true).withWindowBytes(1 << 14);
    try (Foldcast fc = Devices.open(small)) {
      check(fc, Sample.c(DType.FLOAT32, 60_000), Sample.Numbers.UNIFORM, 0);
      check(fc, Sample.c(DType.COMPLEX128, 3000, 5), Sample.Numbers.SMALL_INTEGERS, 0);
    }
  }

  @Test
  void productsHaveExtremesToo() {
    Sample c = Sample.c(DType.FLOAT32, 40, 60).fill(Sample.Numbers.UNIFORM, random);
    Sample row = Sample.c(DType.FLOAT32, 60).fill(Sample.Numbers.TIES, random);
    boolean[] last = {false, true};
    try (Foldcast fc = Devices.open()) {
      Result result = c.in(fc).multiply(row.in(fc)).max(1).read();
      Expected expected = Expected.of(List.of(c, row), null, Fold.MAX, last, false);
      assertNull(expected.differs(result, true), "seed " + SEED);
    }
  }

  @Test
  void zerosAndNansAreOrdered() {
    try (Foldcast fc = Devices.open()) {
      double[] zeros = {-0.0, 0.0, -0.0};
      assertEquals(0.0, fc.of(zeros).max().toDouble());
      assertEquals(-0.0, fc.of(zeros).min().toDouble());
      double negative = Double.longBitsToDouble(0xfff8000000000001L);
      Array withNan = fc.of(new double[] {1, negative, 2});
      for (Array extremum : List.of(withNan.max(), withNan.min())) {
        long bits = Double.doubleToRawLongBits(extremum.toDouble());
        assertEquals(0x7ff8000000000000L, bits, "the positive quiet NaN");
      }
      double infinite = Double.NEGATIVE_INFINITY;
      assertEquals(infinite, fc.of(new double[] {infinite, infinite}).max().toDouble());
    }
  }

  @Test
  void nothingHasNoExtremum() {
    try (Foldcast fc = Devices.open()) {
      Array empty = Sample.c(DType.FLOAT32, 0, 3).in(fc);
      ShapeException e = assertThrows(ShapeException.class, () -> empty.max(0));
      assertEquals(
          "the max of no elements does not exist; reduce axes of at least one element",
          e.getMessage());
      assertThrows(ShapeException.class, empty::min);
      assertEquals(Shape.of(0), empty.max(1).read().shape(), "no result is missing");
    }
  }
}
