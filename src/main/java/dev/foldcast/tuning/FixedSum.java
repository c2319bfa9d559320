package dev.foldcast.tuning;

/**
 * The exact sum of few-sized numbers, by 128-bit fixed point: an arithmetic that has nothing in
 * common with the kernels' own.
 *
 * <p><b>Exact.</b> A term is a multiple of 2^-58 and smaller than 16 in magnitude: elements are
 * multiples of 2^-55 below 2, a product of two float64 is at least 2^-6, so its last place is
 * 2^-58, and is below 4; a part of a complex product is a difference of two such numbers, rounded
 * to a multiple of 2^-58 or coarser. Scaled by 2^58 it is an integer below 2^62. Its lower and
 * upper 32 bits are summed apart: up to 2^31 terms.
 */
final class FixedSum {
  private static final int SCALE = 58;

  private long low;
  private long high;

  void add(double term) {
    long scaled = (long) (term * 0x1p58);
    low += scaled & 0xffffffffL;
    high += scaled >> 32;
  }

  void add(FixedSum other) {
    low += other.low;
    high += other.high;
  }

  /** The sum, rounded once, ties to even; +0 if it is zero. */
  double toDouble() {
    long sticky = sticky();
    return Math.scalb((double) sticky, shift() - SCALE);
  }

  /** As {@link #toDouble} to float32. */
  float toFloat() {
    return (float) Math.scalb((double) (float) sticky(), shift() - SCALE);
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
