package dev.foldcast;

import static org.junit.jupiter.api.Assertions.assertNull;

import dev.foldcast.array.DType;
import dev.foldcast.plan.Fold;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import org.junit.jupiter.api.Test;

/**
 * Means whose exact value is the midpoint of two numbers, or next to it, for every way in which a
 * sum is divided: few terms, squares, rows, totals. What is expected comes from {@link Expected}.
 */
class MeansTest {
  /** Two vectors of 16 outputs and a rest. */
  private static final int ROWS = 37;

  /** Terms from which on the parts of a mean lie in different blocks. */
  private static final int SPACED = 1000;

  private static final long SEED = 20261127;

  private static long bits(DType dtype, double x) {
    return switch (dtype) {
      case FLOAT16 -> Halves.round(x);
      case FLOAT32 -> Float.floatToIntBits((float) x);
      default -> Double.doubleToLongBits(x);
    };
  }

  /**
   * Rows of which the mean is a number, half a step and nothing or very little.
   *
   * @param digits of a number behind its first one
   * @param scale of the largest power of two by which all are multiplied
   */
  private static Sample midpoints(DType dtype, int length, int digits, int scale, Random random) {
    Sample x = Sample.c(dtype, ROWS, length);
    for (int row = 0; row < ROWS; row++) {
      double a = 1 + random.nextInt(1 << Math.min(digits, 30)) * Math.scalb(1.0, -digits);
      double half = length * Math.scalb(1.0, -digits - 1);
      double little = random.nextInt(3) - 1;
      double[] terms =
          length < SPACED
              ? together(a, half + little * Math.scalb(1.0, -digits - digits / 2), length)
              : spaced(a, half, little * Math.scalb(1.0, -90), length);
      double sign = random.nextBoolean() ? 1 : -1;
      double factor = Math.scalb(sign, random.nextInt(2 * scale) - scale);
      int turn = length < SPACED ? random.nextInt(length) : 0;
      for (int i = 0; i < length; i++) {
        x.put(row * length + (i + turn) % length, bits(dtype, terms[i] * factor));
      }
    }
    return x;
  }

  /** {@code 2 a, a, ... a} and the rest. */
  private static double[] together(double a, double rest, int length) {
    double[] terms = new double[length];
    Arrays.fill(terms, a);
    terms[0] = 2 * a;
    terms[length - 1] = rest;
    return terms;
  }

  /** The same so far apart that no block of a sum has terms of different sizes. */
  private static double[] spaced(double a, double half, double little, int length) {
    double[] terms = new double[length];
    for (int bit = 0; bit < 31; bit++) {
      terms[bit] = (length >> bit & 1) * Math.scalb(a, bit);
    }
    terms[length / 2] = half;
    terms[length - 9] = little;
    return terms;
  }

  @Test
  void midpointsAreRoundedToEven() {
    Random random = new Random(SEED);
    try (Foldcast fc = Devices.open()) {
      for (int length : new int[] {2, 3, 4, 7, 8, 20, 40, 64, 1000, 5000}) {
        check(fc, midpoints(DType.FLOAT16, length, 10, 3, random), length);
        check(fc, midpoints(DType.FLOAT32, length, 23, 90, random), length);
        check(fc, midpoints(DType.FLOAT64, length, 52, 30, random), length);
        check(fc, midpoints(DType.FLOAT64, length, 52, 960, random), length);
      }
    }
  }

  /**
   * Rows of float32 numbers of which the mean is next to a midpoint, and so close as the exact sum
   * of a block lets it be: {@code n m} and one unit of the smallest number's last place.
   */
  private static Sample closest(int length, int scale, Random random) {
    Sample x = Sample.c(DType.FLOAT32, ROWS, length);
    for (int row = 0; row < ROWS; row++) {
      // Units of the last place of the large numbers, of which half is the midpoint's.
      long midpoint = 2L * random.nextInt(1 << 20) + (1 << 24) + 1;
      long left = midpoint * length / 2;
      double sign = random.nextBoolean() ? 1 : -1;
      double factor = Math.scalb(sign, random.nextInt(2 * scale) - scale);
      double small = factor; // 23 binades below the large numbers
      double unit = Math.scalb(small, -23) * (random.nextInt(3) - 1);
      int turn = random.nextInt(length);
      for (int i = 0; i < length; i++) {
        long each = i < length - 2 ? left / (length - 2 - i) : 0;
        left -= each;
        double term = i < length - 2 ? each * factor : i < length - 1 ? -small : small + unit;
        x.put(row * length + (i + turn) % length, bits(DType.FLOAT32, term));
      }
    }
    return x;
  }

  @Test
  void meansNextToAMidpoint() {
    Random random = new Random(SEED);
    try (Foldcast fc = Devices.open()) {
      for (int length : new int[] {6, 8, 10, 16, 20, 32, 40, 46, 50, 54, 58, 62, 64}) {
        for (int turn = 0; turn < 10; turn++) {
          check(fc, closest(length, 40, random), length);
        }
      }
    }
  }

  private static void check(Foldcast fc, Sample x, int length) {
    boolean[] rows = {false, true};
    Expected means = Expected.of(List.of(x), null, Fold.MEAN, rows, false);
    String what = String.format(Locale.ROOT, "%d of %s, seed %d", length, x.dtype, SEED);
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
