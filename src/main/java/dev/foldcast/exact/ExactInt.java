package dev.foldcast.exact;

import java.math.BigInteger;
import java.nio.ByteBuffer;

/**
 * The exact sum of fewer than 2^63 integers of 64 bits, signed or unsigned, as one two's complement
 * number of 128 bits. Not thread-safe.
 */
public final class ExactInt {
  private long high;
  private long low;

  /** Adds a signed term. */
  public void addSigned(long term) {
    add(term >> 63, term);
  }

  /** Adds a term of uint64. */
  public void addUnsigned(long term) {
    add(0, term);
  }

  /** Adds a two's complement number of 128 bits, such as a device record. */
  public void add(long termHigh, long termLow) {
    low += termLow;
    long carry = Long.compareUnsigned(low, termLow) < 0 ? 1 : 0;
    high += termHigh + carry;
  }

  /** Adds all that {@code other} has summed; {@code other} stays as it is. */
  public void merge(ExactInt other) {
    add(other.high, other.low);
  }

  /** The sum modulo 2^64: the result in int64 and in uint64. */
  public long low() {
    return low;
  }

  /** Bits 64 to 127 of the sum. */
  public long high() {
    return high;
  }

  /** Whether the exact sum is no int64. */
  public boolean overflowsSigned() {
    return high != low >> 63;
  }

  /** Whether the exact sum is no uint64. */
  public boolean overflowsUnsigned() {
    return high != 0;
  }

  /**
   * The double nearest to the exact sum divided by {@code count}; NaN if that is 0.
   *
   * @param count not negative
   */
  public double mean(long count) {
    if (count < 0) {
      throw new IllegalArgumentException("a mean of " + count + " terms");
    }
    FloatFormat format = FloatFormat.DOUBLE;
    return Double.longBitsToDouble(
        count == 0 ? format.nan() : format.round(exactValue(), BigInteger.valueOf(count), 0));
  }

  /** The exact sum. */
  public BigInteger exactValue() {
    return new BigInteger(ByteBuffer.allocate(2 * Long.BYTES).putLong(high).putLong(low).array());
  }

  @Override
  public String toString() {
    return "ExactInt[" + exactValue() + "]";
  }
}
