package dev.foldcast.exact;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.DoubleStream;
import java.util.stream.IntStream;

/**
 * Sums whose answers others worked out: CPython's Lib/test/test_math.py (testFsum), R. M. Neal's
 * xsum-check.c (sections B to Q), and what xsum's NEWS of 2024-11-13 tells of a bug that lived for
 * nine years.
 */
public final class KnownSums {
  private static final double MAX = Double.MAX_VALUE;
  private static final double MIN_NORMAL = Double.MIN_NORMAL;
  private static final double MAX_SUBNORMAL = Math.nextDown(Double.MIN_NORMAL);
  private static final double MIN = Double.MIN_VALUE;

  private final List<Sum> sums = new ArrayList<>();

  private KnownSums() {}

  /** A sum and its correctly rounded value. */
  public static final class Sum {
    private final double expected;
    private final double[] terms;

    public Sum(double expected, double... terms) {
      this.expected = expected;
      this.terms = terms.clone();
    }

    public double expected() {
      return expected;
    }

    public double[] terms() {
      return terms.clone();
    }

    /** The sum of the opposite terms: an exact zero stays +0. */
    public Sum negated() {
      return new Sum(expected == 0 ? 0.0 : -expected, Arrays.stream(terms).map(x -> -x).toArray());
    }

    @Override
    public String toString() {
      return Arrays.toString(Arrays.copyOf(terms, Math.min(terms.length, 20)));
    }
  }

  /** Sums of few terms and of many. */
  public static List<Sum> all() {
    KnownSums all = new KnownSums();
    all.vectorsOfCPythonsFsum();
    all.seriesOfCPythonsFsum();
    all.oneTermOfXsumIsItself();
    all.threeTermsOfXsum();
    all.tenTermsOfXsum();
    all.intermediateOverflowDoesNotMatter();
    all.edges();
    all.allOnesSignificandWithSlightlyLowerExactValue();
    return all.sums;
  }

  private void add(double expected, double... terms) {
    sums.add(new Sum(expected, terms));
  }

  /** Two terms: the machine's own addition is correctly rounded. */
  public static List<Sum> pairs() {
    KnownSums pairs = new KnownSums();
    for (int multiple = 0; multiple <= 32; multiple++) {
      for (int small = 0; small <= 8; small++) {
        for (double tiny : new double[] {0.0, 1e-45, -1e-45}) {
          for (int scale = -1070; scale <= 960; scale += 70) {
            double a = Math.scalb(0x1p55 + 8.0 * multiple, scale);
            double b = Math.scalb(small + tiny, scale);
            pairs.add(a + b, a, b);
            pairs.add(a - b, a, -b);
            pairs.add(-a + b, -a, b);
          }
        }
      }
    }
    return pairs.sums;
  }

  private void edges() {
    double[] edges = {MAX, MIN_NORMAL, MAX_SUBNORMAL, MIN, 1.0, 0x1p52, 0x1p53, 0x1p971, 0x1p970};
    for (double a : edges) {
      for (double b : edges) {
        add(a + b, a, b);
        add(a - b, a, -b);
      }
    }
  }

  private void vectorsOfCPythonsFsum() {
    add(0.0);
    add(0.0, 0.0);
    add(1e-100, 1e100, 1.0, -1e100, 1e-100, 1e50, -1.0, -1e50);
    add(0x1p53 - 1.0, 0x1p53, -0.5, -0x1p-54);
    add(0x1p53 + 2.0, 0x1p53, 1.0, 0x1p-100);
    add(0x1p53 + 12.0, 0x1p53 + 10.0, 1.0, 0x1p-100);
    add(0x1p53 - 3.0, 0x1p53 - 4.0, 0.5, 0x1p-54);
    add(10000000000000002.0, 1e16, 1.0, 1e-16);
    add(0.0, 1e16 - 2.0, 1.0 - 0x1p-53, -(1e16 - 2.0), -(1.0 - 0x1p-53));
  }

  private void seriesOfCPythonsFsum() {
    add(0x1.df11f45f4e61ap+2, IntStream.rangeClosed(1, 1000).mapToDouble(n -> 1.0 / n).toArray());
    add(
        -0x1.62a2af1bd3624p-1,
        IntStream.rangeClosed(1, 1000).mapToDouble(n -> (n % 2 == 0 ? 1.0 : -1.0) / n).toArray());
    DoubleStream telescope =
        IntStream.iterate(-1074, n -> n < 972, n -> n + 2)
            .mapToDouble(
                n -> Math.scalb(1.0, n) - Math.scalb(1.0, n + 50) + Math.scalb(1.0, n + 52));
    add(
        0x1.5555555555555p+970,
        DoubleStream.concat(telescope, DoubleStream.of(-0x1p1022)).toArray());
    double[] powers = IntStream.rangeClosed(0, 1000).mapToDouble(i -> Math.pow(1.7, i)).toArray();
    DoubleStream steps = IntStream.range(0, 1000).mapToDouble(i -> powers[i + 1] - powers[i]);
    add(-1.0, DoubleStream.concat(steps, DoubleStream.of(-powers[1000])).toArray());
  }

  private void oneTermOfXsumIsItself() {
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
      add(term, term);
    }
  }

  private void threeTermsOfXsum() {
    double ulp = 0x1p-52;
    add(MIN, MAX, MIN, -MAX);
    add(MIN_NORMAL, MIN, MIN_NORMAL, -MIN);
    add(MIN_NORMAL, 12345.6, MIN_NORMAL, -12345.6);
    add(MAX_SUBNORMAL, 12345.6, MAX_SUBNORMAL, -12345.6);
    add(-2 * ulp + ulp / 8, 2.0, -2.0 * (1 + ulp), ulp / 8);
    add(0.0, -0.0, -0.0, -0.0);
    add(6.0, 1.0, 2.0, 3.0);
    add(17.5, 12.0, 3.5, 2.0);
    add(3080129999999906.5, 3423.34e12, -93.431, -3432.1e11);
    add(-3000995200.3167553, 432457232.34, 0.3432445, -3433452433.0);
  }

  private void tenTermsOfXsum() {
    add(Double.POSITIVE_INFINITY, MAX, MAX, MAX, MAX, MAX, MAX, -MAX, -MAX, -MAX, -MAX);
    add(0.25, MAX, MAX, MAX, MAX, 0.125, 0.125, -MAX, -MAX, -MAX, -MAX);
    add(0.0, 2.0 * (1 + 0x1p-52), -2.0, -0x1p-52, -0x1p-52, 0, 0, 0, 0, 0, 0);
    add(1111111111.0, 1e0, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9);
    add(
        0.0, 1.234e88, -93.3e-23, 994.33, 1334.3, 457.34, -1.234e88, 93.3e-23, -994.33, -1334.3,
        -457.34);
    add(
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
    add(
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
    add(
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

  private void intermediateOverflowDoesNotMatter() {
    add(1e308, 1e308, 1e308, -1e308);
    add(MAX, MAX, MAX, -MAX);
    add(MAX, MAX, MAX, MAX, -MAX, -MAX);
  }

  private void allOnesSignificandWithSlightlyLowerExactValue() {
    double allOnes = 0x1.fffffffffffffp0;
    add(-MAX, -MAX, -1.0);
    add(-MAX, -MAX, -MIN);
    for (int scale = -1000; scale <= 1020; scale += 20) {
      double x = -Math.scalb(allOnes, scale);
      add(x, x, -MIN);
      add(x, x, MIN);
      add(x, x, -Math.ulp(x) / 4);
      add(2 * Math.scalb(-1.0, scale), x, -Math.ulp(x) / 2);
    }
  }
}
