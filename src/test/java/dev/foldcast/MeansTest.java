package dev.foldcast;

import static org.junit.jupiter.api.Assertions.assertNull;

import dev.foldcast.array.DType;
import dev.foldcast.plan.Fold;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/**
 * Means whose exact value is the midpoint of two numbers, or next to it, for every way in which a
 * sum is divided: few terms, squares, rows, totals. What is expected comes from {@link Expected}.
 */
class MeansTest {
  /** Two vectors of 16 outputs and a rest. */
  private static final int ROWS = 37;

  private static final long SEED = 20261127;

  private static long bits(DType dtype, double x) {
    return switch (dtype) {
      case FLOAT16 -> Halves.round(x);
      case FLOAT32 -> Float.floatToIntBits((float) x);
      default -> Double.doubleToLongBits(x);
    };
  }

  /**
   * {@code 2 a, a, ... a, n ulp / 2 + d}: the mean is a, half a step and d / n.
   *
   * @param digits of a number behind its first one
   * @param scale of the largest power of two by which all are multiplied
   */
  private static Sample midpoints(DType dtype, int length, int digits, int scale, Random random) {
    double ulp = Math.scalb(1.0, -digits);
    double[] beside = {0, Math.scalb(ulp, -digits / 2), -Math.scalb(ulp, -digits / 2)};
    Sample x = Sample.c(dtype, ROWS, length);
    for (int row = 0; row < ROWS; row++) {
      double a = 1 + random.nextInt(1 << Math.min(digits, 30)) * ulp;
      double last = length * ulp / 2 + beside[random.nextInt(beside.length)];
      double factor =
          Math.scalb(random.nextBoolean() ? 1.0 : -1.0, random.nextInt(2 * scale) - scale);
      int turn = random.nextInt(length);
      for (int i = 0; i < length; i++) {
        double term = i == 0 ? 2 * a : i < length - 1 ? a : last;
        x.put(row * length + (i + turn) % length, bits(dtype, term * factor));
      }
    }
    return x;
  }

  @Test
  void midpointsAreRoundedToEven() {
    Random random = new Random(SEED);
    try (Foldcast fc = Devices.open()) {
      for (int length :
          new int[] {2, 3, 4, 5, 7, 8, 9, 16, 20, 33, 40, 64, 100, 1000, 1024, 5000}) {
        check(fc, midpoints(DType.FLOAT16, length, 10, 3, random), length);
        check(fc, midpoints(DType.FLOAT32, length, 23, 90, random), length);
        check(fc, midpoints(DType.FLOAT64, length, 52, 30, random), length);
        check(fc, midpoints(DType.FLOAT64, length, 52, 960, random), length);
      }
    }
  }

  private static void check(Foldcast fc, Sample x, int length) {
    boolean[] rows = {false, true};
    Expected means = Expected.of(List.of(x), null, Fold.MEAN, rows, false);
    String what = "%d of %s, seed %d".formatted(length, x.dtype, SEED);
    assertNull(means.differs(x.in(fc).mean(1).read(), true), what);
    Sample columns =
        new Sample(x.dtype, new long[] {length, ROWS}, new long[] {ROWS, 1}, 0, false, 0);
    int bytes = x.dtype.itemBytes();
    for (int row = 0; row < ROWS; row++) {
      for (int i = 0; i < length; i++) {
        for (int b = 0; b < bytes; b++) {
          columns.memory.put(
              (i * ROWS + row) * bytes + b, x.memory.get((row * length + i) * bytes + b));
        }
      }
    }
    assertNull(means.differs(columns.in(fc).mean(0).read(), true), what + ", columns");
  }
}
