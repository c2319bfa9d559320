package dev.foldcast.cli;

import dev.foldcast.array.DType;
import dev.foldcast.measure.RandomMemory;
import java.nio.ByteBuffer;

/**
 * Numbers to measure with. Floats have random signs, random mantissas and eight binary exponents,
 * 2^-7 to 1; integers are random bits; half of the bools are true.
 */
final class BenchData {
  private BenchData() {}

  /** Fills memory, a multiple of 8 bytes, with numbers of a type; the same ones each time. */
  static void fill(ByteBuffer memory, DType dtype, long seed) {
    fill(memory, Bits.of(dtype.component()), seed);
  }

  /** As {@link #fill} with float32 of positive sign, whose sum is far from zero. */
  static void fillPositive(ByteBuffer memory) {
    Bits any = Bits.of(DType.FLOAT32);
    fill(memory, new Bits(any.random & 0x7fffffff7fffffffL, any.set), 1);
  }

  private static void fill(ByteBuffer memory, Bits bits, long seed) {
    RandomMemory.fill(memory, seed, word -> (word & bits.random) | bits.set);
  }

  /**
   * Bits of 8 bytes of elements.
   *
   * @param random those that are random; the others are as in {@code set}
   */
  private record Bits(long random, long set) {
    static Bits of(DType component) {
      return switch (component) {
        case BOOL -> new Bits(0x0101010101010101L, 0);
        case FLOAT16 -> new Bits(0x9fff9fff9fff9fffL, 0x2000200020002000L);
        case FLOAT32 -> new Bits(0x83ffffff83ffffffL, 0x3c0000003c000000L);
        case FLOAT64 -> new Bits(0x807fffffffffffffL, 0x3f80000000000000L);
        default -> new Bits(-1, 0);
      };
    }
  }
}
