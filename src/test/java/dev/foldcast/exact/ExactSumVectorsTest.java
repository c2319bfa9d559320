package dev.foldcast.exact;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.Arrays;
import java.util.Random;
import java.util.stream.DoubleStream;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/**
 * Sums whose answers others worked out: CPython's Lib/test/test_math.py (testFsum), R. M. Neal's
 * xsum-check.c (sections B to Q), and what xsum's NEWS of 2024-11-13 tells of a bug that lived for
 * nine years.
 */
class ExactSumVectorsTest {
  private static final double MAX = Double.MAX_VALUE;
  private static final double MIN_NORMAL = Double.MIN_NORMAL;
  private static final double MAX_SUBNORMAL = Math.nextDown(Double.MIN_NORMAL);
  private static final double MIN = Double.MIN_VALUE;

  /** Also negated, in many orders, and with huge and tiny terms that cancel. */
  private static void check(double expected, double... terms) {
    Random random = new Random(7);
    for (int turn = 0; turn < 8; turn++) {
      double[] shuffled = terms.clone();
      for (int i = shuffled.length - 1; i > 0 && turn > 0; i--) {
        int j = random.nextInt(i + 1);
        double swap = shuffled[i];
        shuffled[i] = shuffled[j];
        shuffled[j] = swap;
      }
      assertBits(expected, shuffled);
      assertBits(expected == 0 ? 0.0 : -expected, Arrays.stream(shuffled).map(x -> -x).toArray());
      DoubleStream extras = DoubleStream.of(123.4e200, -543.2e-200);
      DoubleStream opposite = DoubleStream.of(-123.4e200, 543.2e-200);
      assertBits(
          expected,
          DoubleStream.concat(DoubleStream.concat(extras, Arrays.stream(shuffled)), opposite)
              .toArray());
    }
  }

  private static void assertBits(double expected, double[] terms) {
    assertEquals(
        Double.doubleToRawLongBits(expected),
        Double.doubleToRawLongBits(Reference.exact(terms).toDouble()),
        () -> Arrays.toString(Arrays.copyOf(terms, Math.min(terms.length, 20))));
  }

  @Test
  void vectorsOfCPythonsFsum() {
    check(0.0);
    check(0.0, 0.0);
    check(1e-100, 1e100, 1.0, -1e100, 1e-100, 1e50, -1.0, -1e50);
    check(0x1p53 - 1.0, 0x1p53, -0.5, -0x1p-54);
    check(0x1p53 + 2.0, 0x1p53, 1.0, 0x1p-100);
    check(0x1p53 + 12.0, 0x1p53 + 10.0, 1.0, 0x1p-100);
    check(0x1p53 - 3.0, 0x1p53 - 4.0, 0.5, 0x1p-54);
    check(10000000000000002.0, 1e16, 1.0, 1e-16);
    check(0.0, 1e16 - 2.0, 1.0 - 0x1p-53, -(1e16 - 2.0), -(1.0 - 0x1p-53));
  }

  @Test
  void seriesOfCPythonsFsum() {
    check(0x1.df11f45f4e61ap+2, IntStream.rangeClosed(1, 1000).mapToDouble(n -> 1.0 / n).toArray());
    check(
        -0x1.62a2af1bd3624p-1,
        IntStream.rangeClosed(1, 1000).mapToDouble(n -> (n % 2 == 0 ? 1.0 : -1.0) / n).toArray());
    DoubleStream telescope =
        IntStream.iterate(-1074, n -> n < 972, n -> n + 2)
            .mapToDouble(
                n -> Math.scalb(1.0, n) - Math.scalb(1.0, n + 50) + Math.scalb(1.0, n + 52));
    check(
        0x1.5555555555555p+970,
        DoubleStream.concat(telescope, DoubleStream.of(-0x1p1022)).toArray());
    double[] powers = IntStream.rangeClosed(0, 1000).mapToDouble(i -> Math.pow(1.7, i)).toArray();
    DoubleStream steps = IntStream.range(0, 1000).mapToDouble(i -> powers[i + 1] - powers[i]);
    check(-1.0, DoubleStream.concat(steps, DoubleStream.of(-powers[1000])).toArray());
  }

  @Test
  void oneTermOfXsumIsItself() {
    double[] terms = {
      MAX,
      MIN_NORMAL,
      MAX_SUBNORMAL,
      MIN,
      1.0,
      1.5,
      3.0,
      1e-310,
      1234.5e-320,
      0.1,
      1.0 / 3.0,
      0x1.fffffffffffffp0,
      0x1.fffffffffffffp500,
      0x1.0000000000001p-500,
      0x1p1023,
      0x1p-1074
    };
    for (double term : terms) {
      check(term, term);
    }
  }

  @Test
  void oneTermOfXsumEightMillionTimes() {
    for (double term : new double[] {MIN, MAX_SUBNORMAL, 1.0 / 3.0, -0x1.fffffffffffffp900}) {
      ExactSum sum = new ExactSum();
      for (int i = 0; i < 1 << 23; i++) {
        sum.add(term);
      }
      assertEquals(term * (1 << 23), sum.toDouble());
      assertEquals(term, sum.meanToDouble(1 << 23));
    }
  }

  /** Two terms: the machine's own addition is correctly rounded. */
  @Test
  void twoTermsOfXsumAreTheMachinesAddition() {
    for (int multiple = 0; multiple <= 32; multiple++) {
      for (int small = 0; small <= 8; small++) {
        for (double tiny : new double[] {0.0, 1e-45, -1e-45}) {
          for (int scale = -1070; scale <= 960; scale += 70) {
            double a = Math.scalb(0x1p55 + 8.0 * multiple, scale);
            double b = Math.scalb(small + tiny, scale);
            assertBits(a + b, new double[] {a, b});
            assertBits(a - b, new double[] {a, -b});
            assertBits(-a + b, new double[] {-a, b});
          }
        }
      }
    }
    double[] edges = {MAX, MIN_NORMAL, MAX_SUBNORMAL, MIN, 1.0, 0x1p52, 0x1p53, 0x1p971, 0x1p970};
    for (double a : edges) {
      for (double b : edges) {
        check(a + b, a, b);
        check(a - b, a, -b);
      }
    }
  }

  @Test
  void threeTermsOfXsum() {
    double ulp = 0x1p-52;
    check(MIN, MAX, MIN, -MAX);
    check(MIN_NORMAL, MIN, MIN_NORMAL, -MIN);
    check(MIN_NORMAL, 12345.6, MIN_NORMAL, -12345.6);
    check(MAX_SUBNORMAL, 12345.6, MAX_SUBNORMAL, -12345.6);
    check(-2 * ulp + ulp / 8, 2.0, -2.0 * (1 + ulp), ulp / 8);
    check(0.0, -0.0, -0.0, -0.0);
    check(6.0, 1.0, 2.0, 3.0);
    check(17.5, 12.0, 3.5, 2.0);
    check(3080129999999906.5, 3423.34e12, -93.431, -3432.1e11);
    check(-3000995200.3167553, 432457232.34, 0.3432445, -3433452433.0);
  }

  @Test
  void tenTermsOfXsum() {
    check(Double.POSITIVE_INFINITY, MAX, MAX, MAX, MAX, MAX, MAX, -MAX, -MAX, -MAX, -MAX);
    check(0.25, MAX, MAX, MAX, MAX, 0.125, 0.125, -MAX, -MAX, -MAX, -MAX);
    check(0.0, 2.0 * (1 + 0x1p-52), -2.0, -0x1p-52, -0x1p-52, 0, 0, 0, 0, 0, 0);
    check(1111111111.0, 1e0, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9);
    check(
        0.0, 1.234e88, -93.3e-23, 994.33, 1334.3, 457.34, -1.234e88, 93.3e-23, -994.33, -1334.3,
        -457.34);
    check(
        -4.610391834242431E+19,
        1.,
        -23.,
        456.,
        -78910.,
        1112131415.,
        -161718192021.,
        22232425262728.,
        -2930313233343536.,
        3.7383940414243443E+17,
        -4.647484950515253E+19);
    check(
        2934978.4009734304,
        2342423.3423,
        34234.450,
        945543.4,
        34345.34343,
        1232.343,
        0.00004343,
        43423.0,
        -342344.8343,
        -89544.3435,
        -34334.3);
    check(
        1.0000070031003328e-301,
        1.1e-322,
        5.346E-321,
        -9.343e-320,
        3.33e-314,
        4.4E-322,
        -8.8e-318,
        3.1e-310,
        4.1e-300,
        -4e-300,
        7e-307);
  }

  @Test
  void mergesOfXsum() {
    ExactSum left = Reference.exact(3.7e20, 888.8, 4.1e20);
    left.merge(Reference.exact(1234.5, -4.1e20, -3.7e20, -888.8));
    assertEquals(1234.5, left.toDouble());

    ExactSum itself = Reference.exact(3.7e20, 888.8, 42.1e20, 1234.5);
    itself.merge(itself);
    itself.merge(Reference.exact(-42.1e20 * 2, -3.7e20 * 2, -888.8 * 2, -1234.5));
    assertEquals(1234.5, itself.toDouble());

    ExactSum doubled = Reference.exact(3.5, 888.75, 4.125);
    ExactSum opposite = Reference.exact(-3.5, -888.75, -4.125);
    for (int i = 0; i < 1015; i++) {
      doubled.merge(doubled);
      opposite.merge(opposite);
    }
    assertEquals(Double.POSITIVE_INFINITY, doubled.toDouble());
    assertEquals(Double.NEGATIVE_INFINITY, opposite.toDouble());
    doubled.merge(opposite);
    assertEquals(0.0, doubled.toDouble());
  }

  @Test
  void allOnesSignificandWithSlightlyLowerExactValue() {
    double allOnes = 0x1.fffffffffffffp0;
    check(-MAX, -MAX, -1.0);
    check(-MAX, -MAX, -MIN);
    for (int scale = -1000; scale <= 1020; scale += 20) {
      double x = -Math.scalb(allOnes, scale);
      check(x, x, -MIN);
      check(x, x, MIN);
      check(x, x, -Math.ulp(x) / 4);
      check(2 * Math.scalb(-1.0, scale), x, -Math.ulp(x) / 2);
    }
  }

  @Test
  void intermediateOverflowDoesNotMatter() {
    check(1e308, 1e308, 1e308, -1e308);
    check(MAX, MAX, MAX, -MAX);
    check(MAX, MAX, MAX, MAX, -MAX, -MAX);
  }
}
