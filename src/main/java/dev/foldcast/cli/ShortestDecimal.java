package dev.foldcast.cli;

import java.math.BigInteger;

/**
 * The shortest decimal that reads back to a given binary floating-point number, and of those the
 * nearest to it; of two equally near ones, the one whose last digit is even.
 *
 * <p>The number is {@code d.ddd * 10^exponent}, its digits in {@code digits}, the first and the
 * last of them not 0 unless the number is 0.
 *
 * <p><b>Method.</b> Digits of the exact value are taken one by one until what they stand for, or
 * one more in the last place, is nearer to the number than to its neighbours: R. G. Burger, R. K.
 * Dybvig, "Printing floating-point numbers quickly and accurately", PLDI 1996, section 3.1. A
 * decimal half-way to a neighbour reads back where the significand is even, since reading rounds
 * ties to even. Integers only, so it is right for every number of every format.
 */
record ShortestDecimal(String digits, int exponent) {
  /**
   * The decimal for {@code significand * 2^quantum}, not negative.
   *
   * @param nearerBelow whether the neighbour below is at half the distance of that above, as it is
   *     for a power of two
   */
  static ShortestDecimal of(long significand, int quantum, boolean nearerBelow) {
    if (significand == 0) {
      return new ShortestDecimal("0", 0);
    }
    // In quarters of the quantum: the number, and half the way to its neighbours.
    BigInteger number = scaled(4 * significand, quantum - 2);
    BigInteger above = scaled(2, quantum - 2);
    BigInteger below = scaled(nearerBelow ? 1 : 2, quantum - 2);
    BigInteger one = scaled(1, 2 - quantum);
    boolean tiesReadBack = (significand & 1) == 0;

    // 10^power is the first one beyond all that reads back; this is it or one too low.
    int log2 = 63 - Long.numberOfLeadingZeros(significand) + quantum;
    int power = (int) Math.ceil(log2 * Math.log10(2) - 1e-9);
    if (power >= 0) {
      one = one.multiply(BigInteger.TEN.pow(power));
    } else {
      BigInteger tens = BigInteger.TEN.pow(-power);
      number = number.multiply(tens);
      above = above.multiply(tens);
      below = below.multiply(tens);
    }
    while (reaches(number.add(above), one, tiesReadBack)) {
      one = one.multiply(BigInteger.TEN);
      power++;
    }
    return new ShortestDecimal(digits(number, above, below, one, tiesReadBack), power - 1);
  }

  /** Digits after the point of {@code rest / one}, as many as it takes. */
  private static String digits(
      BigInteger rest, BigInteger above, BigInteger below, BigInteger one, boolean tiesReadBack) {
    StringBuilder digits = new StringBuilder();
    while (true) {
      BigInteger[] division = rest.multiply(BigInteger.TEN).divideAndRemainder(one);
      int digit = division[0].intValueExact();
      rest = division[1];
      above = above.multiply(BigInteger.TEN);
      below = below.multiply(BigInteger.TEN);
      boolean stop = reaches(below, rest, tiesReadBack);
      boolean stopOneUp = reaches(rest.add(above), one, tiesReadBack);
      if (stop || stopOneUp) {
        // Where both read back, the nearer one.
        boolean nearerUp = reaches(rest.shiftLeft(1), one, (digit & 1) == 1);
        boolean up = stopOneUp && (nearerUp || !stop);
        return digits.append(up ? digit + 1 : digit).toString();
      }
      digits.append(digit);
    }
  }

  private static boolean reaches(BigInteger value, BigInteger bound, boolean equalCounts) {
    int order = value.compareTo(bound);
    return order > 0 || (order == 0 && equalCounts);
  }

  /** {@code value * 2^exponent}, or {@code value} for a negative exponent. */
  private static BigInteger scaled(long value, int exponent) {
    return BigInteger.valueOf(value).shiftLeft(Math.max(exponent, 0));
  }
}
