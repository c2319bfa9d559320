package dev.foldcast;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.foldcast.array.DType;
import dev.foldcast.plan.Configuration;
import dev.foldcast.plan.Fold;
import dev.foldcast.plan.Pass;
import dev.foldcast.plan.Target;
import java.nio.FloatBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/**
 * Sums of few terms in {@code reduce_short}: attacks on the bound in {@code few.cl}, every way in
 * which few terms lie in memory, and rows of outputs of any width. What is expected comes from
 * {@link Expected}.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ShortSumsTest {
  /** Two vectors of 16 outputs and a rest. */
  private static final int OUTPUTS = 37;

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

  private void check(Sample x, int axis, String what) {
    boolean[] reduced = new boolean[x.extents.length];
    reduced[axis] = true;
    Array sum = x.in(fc).sum(axis);
    assertEquals(Pass.FewTerms.class, sum.plans().get(0).passes().get(0).getClass(), what);
    Expected sums = Expected.of(List.of(x), null, Fold.SUM, reduced, false);
    assertNull(sums.differs(sum.read(), true), what);
    Expected means = Expected.of(List.of(x), null, Fold.MEAN, reduced, false);
    assertNull(means.differs(x.in(fc).mean(axis).read(), true), what + ", mean");
  }

  /** Terms of one output: each combination of these, at every place of a vector in turn. */
  private static List<double[]> attacks(double ulp, double least, double most) {
    double[][] sets = {
      {1, ulp / 2, least}, // just above a midpoint
      {1, ulp / 2, -least}, // just below it
      {1 + ulp, ulp / 2, least},
      {1, -1, least}, // all but the least cancels
      {1, ulp, ulp * ulp}, // what the first loses is too long for one number
      {1, ulp * 0.75, ulp * ulp * 0.75},
      {most, most, -most}, // too large on the way
      {most, most * ulp / 4, -least}, // rounds to the largest, or to inf
      {most, most * ulp / 4, least},
      {least, -least, -0.0},
      {-0.0, -0.0, -0.0},
      {least, least * 3, -least * 5},
      {Double.POSITIVE_INFINITY, most, -1},
      {Double.POSITIVE_INFINITY, Double.NEGATIVE_INFINITY, 1},
      {Double.NaN, 1, 2},
      {0x1p20, 3, 0x1p-20},
      {255, 17, 3}
    };
    int[][] orders = {{0, 1, 2}, {0, 2, 1}, {1, 0, 2}, {1, 2, 0}, {2, 0, 1}, {2, 1, 0}};
    List<double[]> attacks = new ArrayList<>();
    for (double[] set : sets) {
      for (int[] order : orders) {
        attacks.add(new double[] {set[order[0]], set[order[1]], set[order[2]]});
      }
    }
    return attacks;
  }

  private static long bits(DType dtype, double x) {
    return switch (dtype) {
      case FLOAT16 -> Halves.round(x);
      case FLOAT32 -> Float.floatToIntBits((float) x);
      default -> Double.doubleToLongBits(x);
    };
  }

  private void attack(DType dtype, double ulp, double least, double most) {
    List<double[]> attacks = attacks(ulp, least, most);
    Random random = new Random(7);
    int outputs = 16 * attacks.size() + 5;
    for (int length : new int[] {3, 5}) {
      Sample x = Sample.c(dtype, outputs, length);
      for (int output = 0; output < outputs; output++) {
        double[] terms = attacks.get(Math.min(output / 16, attacks.size() - 1));
        boolean attacked = output % 16 == output / 16 % 16;
        for (int i = 0; i < length; i++) {
          double term = attacked ? (i < 3 ? terms[i] : 0) : random.nextInt(1000) - 500;
          int at = output * length + (attacked ? (i + output) % length : i);
          x.put(at, bits(dtype, term));
        }
      }
      check(x, 1, dtype + ", " + length + " terms, seed 7");
    }
  }

  @Test
  void sumsThatFewNumbersOfTheirOwnFormatCanHardlyHold() {
    attack(DType.FLOAT16, 0x1p-10, 0x1p-24, 65504);
    attack(DType.FLOAT32, 0x1p-23, Float.MIN_VALUE, Float.MAX_VALUE);
    attack(DType.FLOAT64, 0x1p-52, Double.MIN_VALUE, Double.MAX_VALUE);
  }

  @Test
  void everyLengthInEveryLayout() {
    for (int length = 2; length <= 8; length++) {
      DType dtype = length % 2 == 0 ? DType.FLOAT32 : DType.FLOAT64;
      for (Sample.Numbers numbers : Sample.Numbers.values()) {
        String what = String.format(Locale.ROOT, "%s, %d terms, %s", dtype, length, numbers);
        Random random = new Random(length);
        check(Sample.c(dtype, OUTPUTS, length).fill(numbers, random), 1, what + ", last axis");
        check(Sample.c(dtype, length, OUTPUTS).fill(numbers, random), 0, what + ", first axis");
      }
    }
  }

  @Test
  void everyType() {
    for (DType dtype : DType.values()) {
      for (Sample.Numbers numbers : Sample.Numbers.values()) {
        String what = dtype + ", " + numbers;
        Random random = new Random(dtype.itemBytes());
        check(Sample.c(dtype, OUTPUTS, 3).fill(numbers, random), 1, what + ", last axis");
      }
    }
  }

  @Test
  void rowsOfOutputsOfAnyWidthAndOrder() {
    Sample.Numbers numbers = Sample.Numbers.TIES;
    for (int width = 8; width <= 50; width += width < 20 ? 1 : 7) {
      Random random = new Random(width);
      Sample x = Sample.backwards(DType.FLOAT32, 5, 3, width).fill(numbers, random);
      check(x, 1, "width " + width);
    }
    // Gaps between outputs, rows backwards, an odd first element, the other byte order.
    Sample gaps =
        new Sample(DType.FLOAT32, new long[] {4, 21, 3}, new long[] {-100, 4, 1}, 301, true, 4);
    check(gaps.fill(numbers, new Random(1)), 2, "gaps");
    Sample swapped = new Sample(DType.FLOAT64, new long[] {43, 3}, new long[] {3, 1}, 1, true, 8);
    check(swapped.fill(numbers, new Random(2)), 1, "swapped");
  }

  @Test
  void productsOfOperandsThatLieInDifferentWays() {
    Random random = new Random(3);
    Sample x = Sample.c(DType.FLOAT32, OUTPUTS, 4).fill(Sample.Numbers.TIES, random);
    Sample weights = Sample.c(DType.FLOAT32, 4).fill(Sample.Numbers.TIES, random);
    Sample column = Sample.c(DType.FLOAT32, OUTPUTS, 1).fill(Sample.Numbers.TIES, random);
    Array product = x.in(fc).multiply(weights.in(fc)).multiply(column.in(fc)).sum(1);
    assertEquals(Pass.FewTerms.class, product.plans().get(0).passes().get(0).getClass());
    Expected expected =
        Expected.of(
            List.of(x, weights, column), null, Fold.SUM, new boolean[] {false, true}, false);
    assertNull(expected.differs(product.read(), true));
  }

  @Test
  void resultsThatAreStoredPastTheCachesAreWhole() {
    int outputs = (4 << 20) + 16 + 9;
    Sample terms = Sample.c(DType.FLOAT32, outputs, 3);
    for (int i = 0; i < 3 * outputs; i++) {
      terms.put(i, Float.floatToIntBits(i % 1000));
    }
    Configuration past = new Configuration(1, 32, 16, false, 0, 1024).withStores(1 << 20, 0);
    try (Foldcast streaming = Devices.open(Options.DEFAULT.withConfiguration(past))) {
      Array sum = terms.in(streaming).sum(1); // where the device shares memory: in one window
      assertTrue(
          sum.plans(Target.DEVICE).get(0).passes().get(0) instanceof Pass.FewTerms few
              && few.stream());
      Array computed = sum.compute();
      FloatBuffer sums = computed.read().bytes().asFloatBuffer();
      computed.free();
      for (int output = 0; output < outputs; output++) {
        int first = 3 * output;
        assertEquals(first % 1000 + (first + 1) % 1000 + (first + 2) % 1000, sums.get(output));
      }
    }
  }
}
