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
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/**
 * Sums whose outputs have several short rows each, as those of images over all axes but the
 * channels, which CPUs turn in squares: every type, lengths about those of squares and blocks, and
 * panels of any width. What is expected comes from {@link Expected}.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class StretchesTest {
  private static final boolean[] OUTER_AND_LAST = {true, false, true};

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

  private static void check(Foldcast fc, Sample x, boolean[] reduced, String what, int... axes) {
    Array sum = x.in(fc).sum(axes);
    Expected sums = Expected.of(List.of(x), null, Fold.SUM, reduced, false);
    assertNull(sums.differs(sum.read(), true), what);
    Expected means = Expected.of(List.of(x), null, Fold.MEAN, reduced, false);
    assertNull(means.differs(x.in(fc).mean(axes).read(), true), what + ", mean");
    if (!fc.limits().gpu()) { // there, neighbouring work-items take neighbouring terms
      LoadMode mode = sum.plans().get(0).program().operands().get(0).mode();
      assertEquals(LoadMode.TURNED, mode, what);
    }
  }

  private void check(Sample x, String what) {
    check(fc, x, OUTER_AND_LAST, what, 0, 2);
  }

  @Test
  void everyTypeAndLength() {
    for (DType dtype : DType.values()) {
      for (int length : new int[] {2, 3, 4, 5, 7, 8, 15, 17, 63, 64, 65, 67, 130}) {
        Random random = new Random(length);
        for (Sample.Numbers numbers : Sample.Numbers.values()) {
          Sample x = Sample.c(dtype, 3, 19, length).fill(numbers, random);
          check(x, String.format(Locale.ROOT, "3 times %d of %s, %s", length, dtype, numbers));
        }
      }
    }
  }

  @Test
  void panelsOfAnyWidth() {
    Random random = new Random(3);
    for (DType dtype : List.of(DType.FLOAT32, DType.FLOAT64, DType.COMPLEX128, DType.INT8)) {
      for (int outputs : new int[] {8, 9, 24, 31, 40, 100, 259, 300, 1000, 4099}) {
        Sample x = Sample.c(dtype, 5, outputs, 11);
        x.fill(Sample.Numbers.WIDE_WITH_CANCELLATION, random);
        check(x, String.format(Locale.ROOT, "5 times 11 of %d %s", outputs, dtype));
      }
    }
  }

  @Test
  void stretchesInAnyOrder() {
    Random random = new Random(4);
    Sample.Numbers numbers = Sample.Numbers.TIES;
    Sample outer = Sample.c(DType.FLOAT32, 4, 5, 21, 13).fill(numbers, random);
    check(fc, outer, new boolean[] {false, true, false, true}, "in an outer loop", 1, 3);
    Sample swapped =
        new Sample(DType.FLOAT64, new long[] {6, 21, 9}, new long[] {-200, 9, 1}, 1003, true, 8);
    check(swapped.fill(numbers, random), "upwards, swapped");
    Sample deep = Sample.c(DType.INT16, 3, 2, 12, 10);
    Sample view = deep.viewed(new long[] {2, 12, 3, 10}, new long[] {120, 10, 240, 1}, 0);
    deep.fill(Sample.Numbers.ANY_BITS, random);
    check(fc, view, new boolean[] {true, false, true, true}, "three loops", 0, 2, 3);
  }

  @Test
  void stretchesInWindows() {
    Sample x = Sample.c(DType.FLOAT32, 41, 19, 21);
    x.fill(Sample.Numbers.WIDE_WITH_CANCELLATION, new Random(8));
    Expected sums = Expected.of(List.of(x), null, Fold.SUM, OUTER_AND_LAST, false);
    for (long windowBytes : new long[] {64, 100, 500, 4096}) {
      try (Foldcast windows = Devices.open(Options.DEFAULT.withWindowBytes(windowBytes))) {
        assertNull(sums.differs(x.in(windows).sum(0, 2).read(), true), windowBytes + " bytes");
      }
    }
  }

  @Test
  void schedulesOfAllKinds() {
    for (Configuration schedule : Schedules.OF_ALL_KINDS) {
      try (Foldcast other = Devices.open(Options.DEFAULT.withConfiguration(schedule))) {
        for (DType dtype : List.of(DType.FLOAT32, DType.COMPLEX128, DType.UINT8)) {
          Sample x = Sample.c(dtype, 9, 43, 14).fill(Sample.Numbers.UNIFORM, new Random(9));
          Expected sums = Expected.of(List.of(x), null, Fold.SUM, OUTER_AND_LAST, false);
          String what = dtype + ", " + schedule;
          assertNull(sums.differs(x.in(other).sum(0, 2).read(), true), what);
          Result plain = x.in(other).sum(ReduceOptions.over(0, 2).fast()).read();
          assertNull(sums.differsBeyondRounding(plain, Fold.SUM), what + ", fast");
        }
      }
    }
  }
}
