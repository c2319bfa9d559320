package dev.foldcast;

import java.math.BigInteger;
import java.util.SplittableRandom;

/**
 * Ill-conditioned sums after algorithm 6.1 (GenDot) of T. Ogita, S. M. Rump, S. Oishi, "Accurate
 * sum and dot product", SIAM J. Sci. Comput. 26 (2005): half of the terms have random exponents up
 * to the condition's; each other one takes away what there is by then, all but a random number of
 * falling exponent.
 */
final class GenSum {
  /** One factor of each term; for plain sums the term. */
  final double[] left;

  /** The other; for plain sums 1. */
  final double[] right;

  /** The exact sum of the rounded products, in units of 2^{@value Format#UNIT}. */
  final BigInteger units;

  private final BigInteger magnitudes;

  private GenSum(double[] left, double[] right, BigInteger units, BigInteger magnitudes) {
    this.left = left;
    this.right = right;
    this.units = units;
    this.magnitudes = magnitudes;
  }

  /**
   * Makes one.
   *
   * @param format float32 or float64, whose numbers the factors are and whose products are rounded
   * @param bits binary logarithm of the condition
   * @param base exponent of the least terms
   */
  static GenSum of(
      SplittableRandom random, Format format, int length, int bits, int base, boolean dot) {
    double[] left = new double[length];
    double[] right = new double[length];
    BigInteger sum = BigInteger.ZERO;
    BigInteger magnitudes = BigInteger.ZERO;
    int half = length / 2;
    for (int i = 0; i < length; i++) {
      int falling = (int) Math.round(bits * (double) (length - 1 - i) / (length - half));
      int exponent = i == 0 ? bits : i < half ? random.nextInt(bits + 1) : falling;
      double term = Math.scalb(2 * random.nextDouble() - 1, base + exponent);
      if (i >= half) {
        term -= Double.longBitsToDouble(Format.DOUBLE.round(sum, 1));
      }
      right[i] = dot ? round(format, Math.scalb(1 + random.nextDouble(), -random.nextInt(3))) : 1;
      left[i] = round(format, term / right[i]);
      BigInteger product = units(round(format, left[i] * right[i]));
      sum = sum.add(product);
      magnitudes = magnitudes.add(product.abs());
    }
    for (int i = length - 1; i > 0; i--) {
      int j = random.nextInt(i + 1);
      swap(left, i, j);
      swap(right, i, j);
    }
    return new GenSum(left, right, sum, magnitudes);
  }

  /** Products of two float32 are exact in double: rounded once. */
  private static double round(Format format, double x) {
    return format == Format.SINGLE ? (float) x : x;
  }

  private static BigInteger units(double x) {
    int exponent = Math.max(Math.getExponent(x), Double.MIN_EXPONENT);
    long significand = (long) Math.scalb(x, 52 - exponent);
    return BigInteger.valueOf(significand).shiftLeft(exponent - 52 - Format.UNIT);
  }

  private static void swap(double[] values, int i, int j) {
    double value = values[i];
    values[i] = values[j];
    values[j] = value;
  }

  /** Binary logarithm of the condition that came out. */
  int condition() {
    return magnitudes.bitLength() - units.bitLength();
  }
}
