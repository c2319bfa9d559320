package dev.foldcast.exact;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.math.BigInteger;
import java.util.Arrays;

/**
 * What "correctly rounded" means, said without rounding: a result is right if the exact sum lies
 * between the midpoints to its two neighbours, and on one of them only if the result is even.
 */
enum Reference {
  HALF(0x7c00L),
  SINGLE(0x7f800000L),
  DOUBLE(0x7ff0000000000000L);

  /** Finite doubles and the midpoints between them are multiples of 2^-1075. */
  static final int UNIT = -1075;

  private final long infinity;

  Reference(long infinity) {
    this.infinity = infinity;
  }

  /** Bits of +inf. */
  long infinity() {
    return infinity;
  }

  /** The sum in units of 2^{@value #UNIT}. */
  static BigInteger sum(double... terms) {
    return Arrays.stream(terms).mapToObj(Reference::units).reduce(BigInteger.ZERO, BigInteger::add);
  }

  /** A finite double in units of 2^{@value #UNIT}, decoded by floating-point arithmetic. */
  static BigInteger units(double term) {
    int exponent = Math.max(Math.getExponent(term), Double.MIN_EXPONENT);
    long significand = (long) Math.scalb(term, 52 - exponent);
    return BigInteger.valueOf(significand).shiftLeft(exponent - 52 - UNIT);
  }

  /** A float16 as a double; infinity as what would come after the largest number. */
  static double halfMagnitude(long bits) {
    long exponent = bits >> 10;
    long fraction = bits & 0x3ff;
    return exponent == 0
        ? fraction * 0x1p-24
        : (fraction + 1024) * Math.scalb(1.0, (int) exponent - 25);
  }

  /** What a number without its sign stands for; infinity as what would come after the largest. */
  private BigInteger magnitude(long bits) {
    if (bits < infinity) {
      return units(
          switch (this) {
            case HALF -> halfMagnitude(bits);
            case SINGLE -> Float.intBitsToFloat((int) bits);
            case DOUBLE -> Double.longBitsToDouble(bits);
          });
    }
    BigInteger largest = magnitude(infinity - 1);
    return largest.add(largest.subtract(magnitude(infinity - 2)));
  }

  /** Checks that {@code bits} is the number nearest to {@code sum / count}. */
  void assertNearest(BigInteger sum, long count, long bits, String what) {
    long signBit = Long.highestOneBit(infinity) << 1;
    assertEquals(sum.signum() < 0, (bits & signBit) != 0, () -> what + ": sign of " + sum);
    long magnitude = bits & (signBit - 1);
    assertTrue(magnitude <= infinity, () -> what + ": a number, not NaN");
    boolean even = (bits & 1) == 0;
    BigInteger twice = sum.abs().shiftLeft(1);
    BigInteger own = magnitude(magnitude);
    if (magnitude > 0) {
      BigInteger midpoint = own.add(magnitude(magnitude - 1)).multiply(BigInteger.valueOf(count));
      int order = twice.compareTo(midpoint);
      assertTrue(order > 0 || (order == 0 && even), () -> what + ": too large: " + hex(bits));
    }
    if (magnitude < infinity) {
      BigInteger midpoint = own.add(magnitude(magnitude + 1)).multiply(BigInteger.valueOf(count));
      int order = twice.compareTo(midpoint);
      assertTrue(order < 0 || (order == 0 && even), () -> what + ": too small: " + hex(bits));
    }
  }

  private static String hex(long bits) {
    return "0x" + Long.toHexString(bits);
  }

  /** The result of {@code sum} in this format, a mean if {@code count} is not 1. */
  long read(ExactSum sum, long count) {
    boolean plain = count == 1;
    return switch (this) {
      case HALF -> 0xffffL & (plain ? sum.toHalf() : sum.meanToHalf(count));
      case SINGLE ->
          0xffffffffL & Float.floatToRawIntBits(plain ? sum.toFloat() : sum.meanToFloat(count));
      case DOUBLE -> Double.doubleToRawLongBits(plain ? sum.toDouble() : sum.meanToDouble(count));
    };
  }

  /** The exact sum of terms. */
  static ExactSum exact(double... terms) {
    ExactSum sum = new ExactSum();
    for (double term : terms) {
      sum.add(term);
    }
    return sum;
  }
}
