package dev.foldcast;

import java.math.BigInteger;
import java.util.Arrays;

/**
 * An exact sum that shares nothing with the product: significands are added as integers, each to
 * the bin of its exponent, and the bins are put together at the end. Takes up to 2^22 terms.
 */
final class Bins {
  private static final int EXPONENTS = 2048;
  private static final int GROUP = 8;

  /** The low 32 bits of significands by exponent, and the rest of them. */
  private final long[] low = new long[EXPONENTS];

  private final long[] high = new long[EXPONENTS];
  private int first = EXPONENTS;
  private int last = -1;
  private boolean nan;
  private boolean up;
  private boolean down;

  void clear() {
    if (first <= last) {
      Arrays.fill(low, first, last + 1, 0);
      Arrays.fill(high, first, last + 1, 0);
    }
    first = EXPONENTS;
    last = -1;
    nan = false;
    up = false;
    down = false;
  }

  void add(double term) {
    long bits = Double.doubleToRawLongBits(term);
    int exponent = (int) (bits >>> 52) & 2047;
    long significand = bits & ((1L << 52) - 1);
    if (exponent == 2047) {
      nan |= significand != 0;
      up |= significand == 0 && bits > 0;
      down |= significand == 0 && bits < 0;
      return;
    }
    // Subnormals have the exponent of the least normal numbers, without the hidden bit.
    significand |= exponent == 0 ? 0 : 1L << 52;
    int bin = Math.max(exponent, 1) - 1;
    long sign = bits < 0 ? -1 : 1;
    low[bin] += sign * (significand & 0xffffffffL);
    high[bin] += sign * (significand >>> 32);
    first = Math.min(first, bin);
    last = Math.max(last, bin);
  }

  /** The sum of the finite terms in units of 2^{@value Format#UNIT}. */
  BigInteger units() {
    BigInteger total = BigInteger.ZERO;
    int lowest = first / GROUP;
    int missing = 0; // shifts not made yet
    for (int group = last / GROUP; group >= lowest && last >= 0; group--) {
      long lows = 0;
      long highs = 0;
      for (int bin = GROUP * group + GROUP - 1; bin >= GROUP * group; bin--) {
        lows = 2 * lows + low[bin];
        highs = 2 * highs + high[bin];
      }
      if (lows != 0 || highs != 0) {
        BigInteger fresh = BigInteger.valueOf(highs).shiftLeft(32).add(BigInteger.valueOf(lows));
        total = total.shiftLeft(missing).add(fresh);
        missing = 0;
      }
      missing += group > lowest ? GROUP : 0;
    }
    return total.shiftLeft(missing + (last < 0 ? 0 : GROUP * lowest));
  }

  /** Bits of the sum in a format. */
  long sum(Format format) {
    return result(format, 1);
  }

  /** Bits of the sum divided by a count. */
  long mean(Format format, long count) {
    return count == 0 ? format.nan() : result(format, count);
  }

  private long result(Format format, long count) {
    if (nan || (up && down)) {
      return format.nan();
    }
    if (up || down) {
      return format.infinity() | (down ? format.sign() : 0);
    }
    return format.round(units(), count);
  }
}
