package dev.foldcast.exact;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.LongBuffer;

/**
 * The exact sum of floating-point numbers, rounded only when it is read. Not thread-safe.
 *
 * <p><b>Format.</b> {@value #LIMBS} signed 64-bit limbs; limb h counts units of 2^(32h - 1075), so
 * a double with biased exponent e and significand m is m &lt;&lt; (e mod 32) in limb e / 32 and the
 * two above. NaN and infinities are kept apart as three flags.
 *
 * <p><b>Accuracy.</b> Integers only, so nothing rounds before the end, and neither the order of the
 * terms nor the thread's floating-point mode can matter. {@code to...} is the exact sum, and {@code
 * meanTo...} the exact sum divided by the count, rounded once: to nearest, ties to even, subnormal
 * results included.
 *
 * <p><b>Overflow and non-finite terms.</b> The result is infinite only if the exact sum rounds
 * there. A NaN, or infinities of both signs, give the positive quiet NaN; infinities of one sign
 * give that one. An exact zero and an empty sum are +0; a mean too small for its type is a zero
 * with the sign of the sum.
 *
 * <p><b>References.</b> R. M. Neal, "Fast exact summation using small and large superaccumulators"
 * (2015), arXiv:1505.05571. U. W. Kulisch, "Computer Arithmetic and Validity" (2008), ch. 8.
 */
public final class ExactSum {
  /** Limbs of an accumulator. */
  public static final int LIMBS = Limbs.COUNT;

  /** Longs of a device record: see {@link #addRecord(LongBuffer, int)}. */
  public static final int RECORD_LONGS = 4 + LIMBS;

  /** Flag of a record whose limbs count; those of a record without it are not looked at. */
  public static final long RECORD_LIMBS = 1;

  /** Flag of a record that met a NaN. */
  public static final long RECORD_NAN = 2;

  /** Flag of a record that met +inf. */
  public static final long RECORD_POSITIVE_INFINITY = 4;

  /** Flag of a record that met -inf. */
  public static final long RECORD_NEGATIVE_INFINITY = 8;

  private final Limbs limbs = new Limbs();
  private boolean sawNaN;
  private boolean sawPositiveInfinity;
  private boolean sawNegativeInfinity;

  /** Adds a term. */
  public void add(double term) {
    long bits = Double.doubleToRawLongBits(term);
    int exponent = (int) (bits >>> 52) & 0x7ff;
    long fraction = bits & (1L << 52) - 1;
    add(bits < 0, exponent, 0x7ff, fraction, 1L << 52, 0);
  }

  /** Adds a term, exactly. */
  public void add(float term) {
    int bits = Float.floatToRawIntBits(term);
    int exponent = bits >>> 23 & 0xff;
    long fraction = bits & (1 << 23) - 1;
    // A float is m * 2^(e - 150), and e - 150 = (e + 925) - 1075.
    add(bits < 0, exponent, 0xff, fraction, 1L << 23, 925);
  }

  /** Adds a float16 term, given by its bits. */
  public void addHalf(short bits) {
    int exponent = bits >>> 10 & 0x1f;
    long fraction = bits & (1 << 10) - 1;
    // A half is m * 2^(e - 25), and e - 25 = (e + 1050) - 1075.
    add(bits < 0, exponent, 0x1f, fraction, 1L << 10, 1050);
  }

  /**
   * Adds a decoded number: {@code m * 2^(e + rebias - 1075)}, m with the leading one of a normal
   * number and e = 1 for a subnormal one.
   *
   * @param special the exponent field of infinities and NaNs
   */
  private void add(
      boolean negative, int exponent, int special, long fraction, long leadingOne, int rebias) {
    if (exponent == special) {
      sawNaN |= fraction != 0;
      sawPositiveInfinity |= fraction == 0 && !negative;
      sawNegativeInfinity |= fraction == 0 && negative;
      return;
    }
    long significand = exponent == 0 ? fraction : fraction | leadingOne;
    limbs.add(negative, significand, Math.max(exponent, 1) + rebias);
  }

  /** Adds all that {@code other} has summed; {@code other} stays as it is. */
  public void merge(ExactSum other) {
    sawNaN |= other.sawNaN;
    sawPositiveInfinity |= other.sawPositiveInfinity;
    sawNegativeInfinity |= other.sawNegativeInfinity;
    limbs.add(other.limbs);
  }

  /**
   * Adds a record that a device wrote, {@value #RECORD_LONGS} longs: the bits of two doubles still
   * to be added, flags, a long that is not used, and the limbs. The limbs may be signed and not
   * carried, with magnitudes below 2^62.
   *
   * @param offset index of the record's first long in {@code records}
   * @throws IllegalArgumentException if a limb is out of its bound: the record is damaged
   */
  public void addRecord(LongBuffer records, int offset) {
    add(Double.longBitsToDouble(records.get(offset)));
    add(Double.longBitsToDouble(records.get(offset + 1)));
    long flags = records.get(offset + 2);
    sawNaN |= (flags & RECORD_NAN) != 0;
    sawPositiveInfinity |= (flags & RECORD_POSITIVE_INFINITY) != 0;
    sawNegativeInfinity |= (flags & RECORD_NEGATIVE_INFINITY) != 0;
    if ((flags & RECORD_LIMBS) != 0) {
      limbs.add(records, offset + 4);
    }
  }

  /** As {@link #addRecord(LongBuffer, int)}. */
  public void addRecord(long[] records, int offset) {
    addRecord(LongBuffer.wrap(records), offset);
  }

  /** The double nearest to the exact sum. */
  public double toDouble() {
    return Double.longBitsToDouble(round(FloatFormat.DOUBLE, 1));
  }

  /** The float nearest to the exact sum. */
  public float toFloat() {
    return Float.intBitsToFloat((int) round(FloatFormat.SINGLE, 1));
  }

  /** Bits of the float16 nearest to the exact sum. */
  public short toHalf() {
    return (short) round(FloatFormat.HALF, 1);
  }

  /**
   * The double nearest to the exact sum divided by {@code count}; NaN if that is 0.
   *
   * @param count not negative
   */
  public double meanToDouble(long count) {
    return Double.longBitsToDouble(round(FloatFormat.DOUBLE, count));
  }

  /** The float nearest to the exact sum divided by {@code count}; NaN if that is 0. */
  public float meanToFloat(long count) {
    return Float.intBitsToFloat((int) round(FloatFormat.SINGLE, count));
  }

  /** Bits of the float16 nearest to the exact sum divided by {@code count}; NaN if that is 0. */
  public short meanToHalf(long count) {
    return (short) round(FloatFormat.HALF, count);
  }

  private long round(FloatFormat format, long count) {
    if (count < 0) {
      throw new IllegalArgumentException("a mean of " + count + " terms");
    }
    if (count == 0 || sawNaN || (sawPositiveInfinity && sawNegativeInfinity)) {
      return format.nan();
    }
    if (sawPositiveInfinity || sawNegativeInfinity) {
      return format.infinity(sawNegativeInfinity);
    }
    return format.round(limbs.toBigInteger(), BigInteger.valueOf(count), Limbs.UNIT_EXPONENT);
  }

  /** Whether no term was a NaN or infinite. */
  public boolean isFinite() {
    return !sawNaN && !sawPositiveInfinity && !sawNegativeInfinity;
  }

  /**
   * The exact sum.
   *
   * @throws ArithmeticException if a term was a NaN or infinite
   */
  public BigDecimal exactValue() {
    if (!isFinite()) {
      throw new ArithmeticException("no exact value: a term was NaN or infinite");
    }
    // 2^-1075 = 5^1075 * 10^-1075.
    int digits = -Limbs.UNIT_EXPONENT;
    BigInteger fives = BigInteger.valueOf(5).pow(digits);
    return new BigDecimal(limbs.toBigInteger().multiply(fives), digits);
  }

  /** The exact value where there is one, for messages of tests and debuggers. */
  @Override
  public String toString() {
    return "ExactSum[" + (isFinite() ? exactValue().stripTrailingZeros() : toDouble()) + "]";
  }
}
