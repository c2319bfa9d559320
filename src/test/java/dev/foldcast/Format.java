package dev.foldcast;

import dev.foldcast.array.DType;
import java.math.BigInteger;

/** The binary floating-point formats, and rounding into them by long division. */
enum Format {
  HALF(11, -24),
  SINGLE(24, -149),
  DOUBLE(53, -1074);

  /** Exact sums count this power of two: the least double. */
  static final int UNIT = -1074;

  /** Bits of a significand, the hidden one too. */
  final int precision;

  /** The least number is 2 to this. */
  final int least;

  Format(int precision, int least) {
    this.precision = precision;
    this.least = least;
  }

  static Format of(DType dtype) {
    return switch (dtype.component()) {
      case FLOAT16 -> HALF;
      case FLOAT32 -> SINGLE;
      case FLOAT64 -> DOUBLE;
      default -> throw new IllegalArgumentException(dtype + " is no float type");
    };
  }

  /** The exponent field of infinities and NaNs. */
  int top() {
    return (3 - precision - least) * 2 - 1;
  }

  long infinity() {
    return (long) top() << (precision - 1);
  }

  long sign() {
    return Long.highestOneBit(infinity()) << 1;
  }

  /** The NaN of reductions: positive, quiet, no payload. */
  long nan() {
    return infinity() | 1L << (precision - 2);
  }

  /** Bits from fields. */
  long bits(boolean negative, int exponent, long fraction) {
    return (negative ? sign() : 0) | ((long) exponent << (precision - 1)) | fraction;
  }

  /** The number that {@code bits} stand for, exactly. */
  double value(long bits) {
    return switch (this) {
      case HALF -> Halves.value((int) bits);
      case SINGLE -> Float.intBitsToFloat((int) bits);
      case DOUBLE -> Double.longBitsToDouble(bits);
    };
  }

  /**
   * Bits of the number nearest to {@code units * 2^UNIT / count}, ties to even; an exact zero is
   * +0.
   *
   * <p>The quotient is cut to {@code precision} bits, or to the least number's place. Its
   * significand and its exponent then add up to its bits: the hidden bit counts one in the exponent
   * field, and so does a carry out of rounding.
   */
  long round(BigInteger units, long count) {
    if (units.signum() == 0) {
      return 0;
    }
    BigInteger numerator = units.abs();
    BigInteger denominator = BigInteger.valueOf(count);
    int lowest = least - UNIT;
    int place = Math.max(lowest, numerator.bitLength() - denominator.bitLength() - precision);
    BigInteger[] cut = divide(numerator, denominator, place);
    if (cut[0].bitLength() > precision) {
      cut = divide(numerator, denominator, ++place);
    }
    int half = cut[1].shiftLeft(1).compareTo(cut[2]);
    long significand = cut[0].longValueExact();
    if (half > 0 || (half == 0 && (significand & 1) == 1)) {
      significand++;
    }
    long exponent = (long) place - lowest;
    // The hidden bit would make it the exponent of infinity, or more: beyond a long's sign, even.
    boolean beyond = exponent >= top() - 1;
    long magnitude = beyond ? infinity() : (exponent << (precision - 1)) + significand;
    return units.signum() < 0 ? sign() | magnitude : magnitude;
  }

  /** Quotient and remainder of n / (d 2^place), and the divisor that the remainder is of. */
  private static BigInteger[] divide(BigInteger n, BigInteger d, int place) {
    BigInteger scaled = place < 0 ? n.shiftLeft(-place) : n;
    BigInteger divisor = place > 0 ? d.shiftLeft(place) : d;
    BigInteger[] both = scaled.divideAndRemainder(divisor);
    return new BigInteger[] {both[0], both[1], divisor};
  }
}
