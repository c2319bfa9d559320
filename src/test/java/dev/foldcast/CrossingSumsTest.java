package dev.foldcast;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;

import dev.foldcast.array.DType;
import dev.foldcast.plan.Configuration;
import dev.foldcast.plan.Fold;
import dev.foldcast.plan.LoadMode;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import org.junit.jupiter.api.Test;

/**
 * Sums of products of an array in C order and one in F order. CPUs turn squares of these in
 * registers: every type and accuracy, extents about those of vectors, of 64 rows at once and of a
 * panel of 32 vectors, by schedules with wide panels and with narrow ones. What is expected comes
 * from {@link Expected}.
 */
class CrossingSumsTest {
  private static final List<Configuration> SCHEDULES =
      List.of(
          new Configuration(1, 3, 16, false, 0, 1024),
          new Configuration(1, 2, 4, false, 100, 2),
          new Configuration(4, 2, 16, false, 0, 2));

  private static final int[][] SHAPES = {
    {8, 8}, {9, 64}, {17, 127}, {64, 200}, {35, 33}, {129, 70}, {270, 19}, {1030, 65}, {5, 9}
  };

  private static Sample fortran(DType dtype, int rows, int columns, boolean swapped) {
    return new Sample(dtype, new long[] {rows, columns}, new long[] {1, rows}, 0, swapped, 0);
  }

  /** Types, shapes, schedules and byte orders in turn: each kind of load is a kernel to compile. */
  @Test
  void everyTypeAndExtent() {
    for (int s = 0; s < SCHEDULES.size(); s++) {
      Configuration schedule = SCHEDULES.get(s);
      try (Foldcast fc = Devices.open(Options.DEFAULT.withConfiguration(schedule))) {
        int turn = s;
        for (DType dtype : DType.values()) {
          check(fc, dtype, SHAPES[turn++ % SHAPES.length], turn % 2 == 0);
        }
        for (int[] shape : s == 0 ? SHAPES : new int[0][]) {
          check(fc, DType.FLOAT32, shape, false);
        }
      }
    }
  }

  private static void check(Foldcast fc, DType dtype, int[] shape, boolean swapped) {
    Random random = new Random(shape[0]);
    Sample.Numbers numbers = Sample.Numbers.UNIFORM;
    Sample x = Sample.c(dtype, shape[0], shape[1]).fill(numbers, random);
    Sample y = fortran(dtype, shape[0], shape[1], swapped).fill(numbers, random);
    for (int axis = 0; axis < 2; axis++) {
      String what =
          String.format(Locale.ROOT, "%s %dx%d, axis %d", dtype, shape[0], shape[1], axis);
      check(fc, x, y, axis, axis == 0 && !swapped, what);
    }
  }

  private static void check(Foldcast fc, Sample x, Sample y, int axis, boolean fast, String what) {
    boolean[] reduced = {axis == 0, axis == 1};
    Expected sums = Expected.of(List.of(x, y), null, Fold.SUM, reduced, false);
    Array products = x.in(fc).multiply(y.in(fc));
    assertNull(sums.differs(products.sum(axis).read(), true), what);
    if (fast) {
      Result plain = products.sum(ReduceOptions.over(axis).fast()).read();
      assertNull(sums.differsBeyondRounding(plain, Fold.SUM), what + ", fast");
    }
  }

  /** Blocks that lose something are added again, by gathered loads. */
  @Test
  void numbersOfAllScales() {
    try (Foldcast fc = Devices.open(Options.DEFAULT.withConfiguration(SCHEDULES.get(0)))) {
      for (DType dtype : List.of(DType.FLOAT32, DType.FLOAT64, DType.COMPLEX128)) {
        for (Sample.Numbers numbers : Sample.Numbers.values()) {
          Random random = new Random(7);
          Sample x = Sample.c(dtype, 70, 200).fill(numbers, random);
          Sample y = fortran(dtype, 70, 200, false).fill(Sample.Numbers.UNIFORM, random);
          for (int axis = 0; axis < 2; axis++) {
            check(fc, x, y, axis, false, dtype + " " + numbers + ", axis " + axis);
          }
        }
      }
    }
  }

  @Test
  void processorsReadBothAlongTheirNeighbours() {
    try (Foldcast fc = Devices.open()) {
      if (fc.limits().gpu()) {
        return; // its neighbouring work-items share a line
      }
      Array x = Sample.c(DType.FLOAT32, 300, 400).in(fc);
      Array y = fortran(DType.FLOAT32, 300, 400, false).in(fc);
      for (int axis = 0; axis < 2; axis++) {
        List<LoadMode> modes =
            x.multiply(y).sum(axis).plans().get(0).program().operands().stream()
                .map(load -> load.mode())
                .sorted()
                .toList();
        assertEquals(List.of(LoadMode.CONTIGUOUS, LoadMode.TURNED), modes);
      }
    }
  }
}
