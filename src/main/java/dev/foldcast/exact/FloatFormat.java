package dev.foldcast.exact;

import java.math.BigInteger;

/**
 * A binary floating-point format of IEEE 754, and the one correctly rounded conversion into it.
 *
 * <p>Numbers of precision p are integer multiples q of a quantum 2^k with q &lt; 2^p. The smallest
 * quantum is the smallest subnormal number.
 */
enum FloatFormat {
  HALF(11, -24, 5, 0x7e00L),
  SINGLE(24, -149, 104, 0x7fc00000L),
  DOUBLE(53, -1074, 971, 0x7ff8000000000000L);

  private final int precision;
  private final int lowestQuantum;
  private final int highestQuantum;
  private final long nan;

  /**
   * @param precision bits of a normal number's significand, the leading one included
   * @param lowestQuantum exponent of the last bit of subnormal and of the smallest normal numbers
   * @param highestQuantum exponent of the last bit of the largest numbers
   * @param nan bits of the positive quiet NaN without payload
   */
  FloatFormat(int precision, int lowestQuantum, int highestQuantum, long nan) {
    this.precision = precision;
    this.lowestQuantum = lowestQuantum;
    this.highestQuantum = highestQuantum;
    this.nan = nan;
  }

  /** Bits of the NaN that reductions return. */
  long nan() {
    return nan;
  }

  /** Bits of an infinity. */
  long infinity(boolean negative) {
    return encode(negative, 1L << (precision - 1), highestQuantum + 1);
  }

  /**
   * Bits of the number nearest to {@code numerator / denominator * 2^exponent}; of two equally near
   * ones, the even one. Infinity if that number is half a quantum or more beyond the largest finite
   * one; +0 for an exact zero; a zero with the sign of the quotient if that is too small.
   *
   * @param denominator positive
   */
  long round(BigInteger numerator, BigInteger denominator, int exponent) {
    if (numerator.signum() == 0) {
      return 0;
    }
    BigInteger magnitude = numerator.abs();
    boolean negative = numerator.signum() < 0;
    // 2^(span - 1) < magnitude / denominator < 2^(span + 1), so this quantum makes the integer
    // quotient p or p + 1 bits long; if p + 1, the next quantum makes it p.
    int span = magnitude.bitLength() - denominator.bitLength();
    int quantum = Math.max(exponent + span - precision, lowestQuantum);
    BigInteger[] division = divide(magnitude, denominator, exponent - quantum);
    if (division[0].bitLength() > precision) {
      quantum++;
      division = divide(magnitude, denominator, exponent - quantum);
    }
    if (quantum > highestQuantum) {
      return infinity(negative);
    }
    long floor = division[0].longValueExact();
    int beyondHalf = division[1].signum();
    boolean up = beyondHalf > 0 || (beyondHalf == 0 && (floor & 1) == 1);
    return encode(negative, up ? floor + 1 : floor, quantum);
  }

  /**
   * {@code magnitude / denominator * 2^shift} as its floor, and a number with the sign of what is
   * left of it minus one half.
   */
  private static BigInteger[] divide(BigInteger magnitude, BigInteger denominator, int shift) {
    BigInteger dividend = magnitude.shiftLeft(Math.max(shift, 0));
    BigInteger divisor = denominator.shiftLeft(Math.max(-shift, 0));
    BigInteger[] division = dividend.divideAndRemainder(divisor);
    division[1] = division[1].shiftLeft(1).subtract(divisor);
    return division;
  }

  /**
   * Bits of {@code significand * 2^quantum}. The significand has its leading bit unless the quantum
   * is the lowest; 2^p is allowed and carries into the exponent, up to infinity.
   */
  private long encode(boolean negative, long significand, int quantum) {
    long magnitude = ((long) (quantum - lowestQuantum) << (precision - 1)) + significand;
    return negative ? magnitude | Long.highestOneBit(nan) << 1 : magnitude;
  }
}
