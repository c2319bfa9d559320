package dev.foldcast.tuning;

import dev.foldcast.array.DType;
import dev.foldcast.measure.RandomMemory;
import java.nio.ByteBuffer;

/**
 * Numbers to compute with. Those of {@link #ANY} have random signs and mantissas and four binary
 * exponents, so that |x| is in [1/8, 2) and x is a multiple of 2^-55; integers are random bits.
 * Those of {@link #UNITS} are -1, 0 and 1, so that a float sum of at most 2^24 of them is exact in
 * every order.
 */
enum Numbers {
  ANY,
  UNITS;

  /** Fills memory, a multiple of 8 bytes, with numbers of a type; the same ones each time. */
  void fill(ByteBuffer memory, DType dtype, long seed) {
    DType component = dtype.component();
    RandomMemory.fill(
        memory, seed, word -> this == ANY ? any(word, component) : units(word, component));
  }

  private static long any(long random, DType component) {
    return switch (component) {
      case BOOL -> random & 0x0101010101010101L;
      case FLOAT16 -> (random & 0x8fff8fff8fff8fffL) | 0x3000300030003000L;
      case FLOAT32 -> (random & 0x81ffffff81ffffffL) | 0x3e0000003e000000L;
      case FLOAT64 -> (random & 0x803fffffffffffffL) | 0x3fc0000000000000L;
      default -> random;
    };
  }

  private static long units(long random, DType component) {
    int width = 8 * component.itemBytes();
    long all = 0;
    for (int shift = 0; shift < Long.SIZE; shift += width) {
      all |= unit((int) (random >>> shift) & 3, component) << shift;
    }
    return all;
  }

  /** The bits of 1 for 0, of -1 for 1 (of 1 where there is no sign), of 0 for others. */
  private static long unit(int which, DType component) {
    if (which > 1) {
      return 0;
    }
    boolean negative = which == 1;
    return switch (component) {
      case FLOAT16 -> negative ? 0xbc00L : 0x3c00L;
      case FLOAT32 -> negative ? 0xbf800000L : 0x3f800000L;
      case FLOAT64 -> negative ? 0xbff0000000000000L : 0x3ff0000000000000L;
      case INT8, INT16, INT32, INT64 ->
          negative ? -1L >>> (Long.SIZE - 8 * component.itemBytes()) : 1;
      default -> 1;
    };
  }
}
