package dev.foldcast;

import java.nio.ByteBuffer;

/** Numbers of any float type as their bits. */
final class Bits {
  private Bits() {}

  /** Stores number {@code at} of a format. */
  static void put(ByteBuffer memory, Format format, int at, long bits) {
    switch (format) {
      case HALF -> memory.putShort(2 * at, (short) bits);
      case SINGLE -> memory.putInt(4 * at, (int) bits);
      case DOUBLE -> memory.putLong(8 * at, bits);
    }
  }

  /** Number {@code at} of a format. */
  static long get(ByteBuffer memory, Format format, int at) {
    return switch (format) {
      case HALF -> memory.getShort(2 * at) & 0xffffL;
      case SINGLE -> memory.getInt(4 * at) & 0xffffffffL;
      case DOUBLE -> memory.getLong(8 * at);
    };
  }

  /** Every number of a result in memory order, the parts of complex ones one by one. */
  static long[] of(Result result) {
    Format format = Format.of(result.dtype());
    ByteBuffer bytes = result.bytes();
    long[] bits = new long[bytes.remaining() / result.dtype().component().itemBytes()];
    for (int i = 0; i < bits.length; i++) {
      bits[i] = get(bytes, format, i);
    }
    return bits;
  }
}
