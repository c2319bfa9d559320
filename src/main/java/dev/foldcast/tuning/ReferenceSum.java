package dev.foldcast.tuning;

import dev.foldcast.exact.ExactSum;
import org.jspecify.annotations.Nullable;

/**
 * The exact sum of numbers: of few-sized ones by 128-bit fixed point, an arithmetic that has
 * nothing in common with the kernels' own; of all others, NaN and infinities too, by {@link
 * ExactSum}, which takes several times as long.
 *
 * <p><b>Exact.</b> A few-sized term is a multiple of 2^-58 and smaller than 16 in magnitude. All of
 * {@link Numbers#ANY} are: elements are multiples of 2^-55 below 2, a product of two float64 is at
 * least 2^-6, so its last place is 2^-58, and is below 4; a part of a complex product is a
 * difference of two such numbers, rounded to a multiple of 2^-58 or coarser. Scaled by 2^58 it is
 * an integer below 2^62. Its lower and upper 32 bits are summed apart: up to 2^31 terms.
 */
final class ReferenceSum {
  private static final int SCALE = 58;
  private static final double BOUND = 16;

  private long low;
  private long high;

  /** The sum of the other terms; null if there are none. */
  private @Nullable ExactSum wide;

  void add(double term) {
    long scaled = (long) (term * 0x1p58);
    if (scaled * 0x1p-58 != term || Math.abs(term) >= BOUND) {
      wide().add(term);
      return;
    }
    low += scaled & 0xffffffffL;
    high += scaled >> 32;
  }

  void add(ReferenceSum other) {
    low += other.low;
    high += other.high;
    if (other.wide != null) {
      wide().merge(other.wide);
    }
  }

  private ExactSum wide() {
    ExactSum sum = wide == null ? new ExactSum() : wide;
    wide = sum;
    return sum;
  }

  /** The sum, rounded once, ties to even; +0 if it is zero. */
  double toDouble() {
    return wide == null ? Math.scalb((double) sticky(), shift() - SCALE) : all(wide).toDouble();
  }

  /** As {@link #toDouble} to float32. */
  float toFloat() {
    return wide == null
        ? (float) Math.scalb((double) (float) sticky(), shift() - SCALE)
        : all(wide).toFloat();
  }

  /** The sum of all terms, those of {@code others} among them. */
  private ExactSum all(ExactSum others) {
    ExactSum all = new ExactSum();
    all.merge(others);
    add(all, low, -SCALE);
    add(all, high, 32 - SCALE);
    return all;
  }

  /** Adds {@code number * 2^exponent}, by halves that a double can hold. */
  private static void add(ExactSum sum, long number, int exponent) {
    sum.add(Math.scalb((double) (number >> 32), 32 + exponent));
    sum.add(Math.scalb((double) (number & 0xffffffffL), exponent));
  }

  /** The sum shifted down by {@link #shift} bits, to at most 62 of them, rounded to odd. */
  private long sticky() {
    long top = high + (low >>> 32);
    long bottom = low << 32 >>> 32;
    int shift = shift();
    if (shift == 0) {
      return (top << 32) | bottom;
    }
    long kept = shift < 32 ? (top << (32 - shift)) | (bottom >>> shift) : top >> (shift - 32);
    long lost =
        shift < 32 ? bottom & ((1L << shift) - 1) : bottom | (top & ((1L << (shift - 32)) - 1));
    return lost == 0 ? kept : kept | 1;
  }

  private int shift() {
    long top = high + (low >>> 32);
    int bits = Long.SIZE - Long.numberOfLeadingZeros(top < 0 ? ~top : top);
    return Math.max(0, bits + 32 - 61);
  }
}
