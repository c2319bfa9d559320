package dev.foldcast.exact;

import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.nio.LongBuffer;
import java.util.Locale;

/**
 * A very long fixed-point number: {@value #COUNT} signed 64-bit limbs, limb h in units of 2^(32h -
 * 1075). It holds every double, and sums of 2^107 of them. The value is the sum of all limbs,
 * whatever their signs; they carry only when they must.
 */
final class Limbs {
  /** Limbs of a number. */
  static final int COUNT = 68;

  /** Exponent of limb 0's unit: half the smallest subnormal double. */
  static final int UNIT_EXPONENT = -1075;

  private static final int TOP = COUNT - 1;
  private static final long LOW_32 = 0xffffffffL;

  /**
   * Terms between two carries. After a carry all limbs but the top one are in [0, 2^32); a term
   * moves each limb by less than 2^32; so after this many terms all are below 2^32 * 2^30 = 2^62,
   * which leaves room to add another number's limbs. No term reaches the top limb.
   */
  private static final int TERMS_BEFORE_CARRY = (1 << 30) - 1;

  /** Every limb's magnitude is below this, here between calls and in any number added. */
  private static final long LIMB_BOUND = 1L << 62;

  private final long[] limbs = new long[COUNT];
  private int termsSinceCarry;

  /**
   * Adds plus or minus {@code significand * 2^(position - 1075)}.
   *
   * @param significand in [0, 2^53)
   * @param position in [0, 2047]
   */
  void add(boolean negative, long significand, int position) {
    int shift = position & 31;
    int limb = position >>> 5;
    // significand << shift has up to 84 bits: three pieces of 32.
    long low = significand << shift & LOW_32;
    long rest = significand >>> (32 - shift);
    long sign = negative ? -1 : 1;
    limbs[limb] += sign * low;
    limbs[limb + 1] += sign * (rest & LOW_32);
    limbs[limb + 2] += sign * (rest >>> 32);
    if (++termsSinceCarry == TERMS_BEFORE_CARRY) {
      carry();
    }
  }

  /** Adds another number, which stays as it is. */
  void add(Limbs other) {
    add(LongBuffer.wrap(other.limbs), 0);
  }

  /**
   * Adds the number whose limbs, carried or not, begin at {@code offset}.
   *
   * @throws IllegalArgumentException if a limb's magnitude is not below 2^62
   */
  void add(LongBuffer other, int offset) {
    for (int h = 0; h < COUNT; h++) {
      long limb = other.get(offset + h);
      if (limb <= -LIMB_BOUND || limb >= LIMB_BOUND) {
        throw new IllegalArgumentException(
            String.format(
                Locale.ROOT,
                "limb %d of an exact sum is %d, not below 2^62: the record is damaged",
                h,
                limb));
      }
    }
    carry();
    for (int h = 0; h < TOP; h++) {
      limbs[h] += other.get(offset + h); // below 2^32 + 2^62, and a carry adds at most 2^31
    }
    limbs[TOP] = Math.addExact(limbs[TOP], other.get(offset + TOP));
    carry();
  }

  /**
   * Moves what is beyond 32 bits into the next limb. The top limb has none: its unit is 2^1069, so
   * sums of doubles never fill it, and damaged records fail instead of wrapping.
   */
  private void carry() {
    long carry = 0;
    for (int h = 0; h < TOP; h++) {
      long limb = limbs[h] + carry;
      limbs[h] = limb & LOW_32;
      carry = limb >> 32;
    }
    limbs[TOP] = Math.addExact(limbs[TOP], carry);
    termsSinceCarry = 0;
  }

  /** The number in units of 2^{@value #UNIT_EXPONENT}. */
  BigInteger toBigInteger() {
    carry();
    // After a carry the limbs are the digits of one big-endian two's complement number.
    ByteBuffer bytes = ByteBuffer.allocate(Long.BYTES + TOP * Integer.BYTES);
    bytes.putLong(limbs[TOP]);
    for (int h = TOP - 1; h >= 0; h--) {
      bytes.putInt((int) limbs[h]);
    }
    return new BigInteger(bytes.array());
  }
}
