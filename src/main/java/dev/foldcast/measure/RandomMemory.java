package dev.foldcast.measure;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.LongBuffer;
import java.util.function.LongUnaryOperator;
import java.util.stream.IntStream;

/** Memory to measure with, full of random numbers: drivers and processors know zeros. */
public final class RandomMemory {
  /** Two pages of processors that have large ones; more than any vector needs. */
  private static final int ALIGNMENT = 8192;

  private static final int PARTS = 64;

  private RandomMemory() {}

  /** Direct memory at a multiple of the page size. */
  public static ByteBuffer allocate(long bytes) {
    ByteBuffer all = ByteBuffer.allocateDirect(Math.toIntExact(bytes + ALIGNMENT));
    int start = (ALIGNMENT - all.alignmentOffset(0, ALIGNMENT)) % ALIGNMENT;
    return all.slice(start, (int) bytes).order(ByteOrder.nativeOrder());
  }

  /**
   * Fills memory on all cores, with the same numbers each time.
   *
   * @param memory a multiple of 8 bytes
   * @param bits what random words become
   */
  public static void fill(ByteBuffer memory, long seed, LongUnaryOperator bits) {
    LongBuffer longs = memory.order(ByteOrder.nativeOrder()).asLongBuffer();
    IntStream.range(0, PARTS)
        .parallel()
        .forEach(
            part -> {
              int begin = (int) ((long) longs.limit() * part / PARTS);
              int end = (int) ((long) longs.limit() * (part + 1) / PARTS);
              long state = (seed * PARTS + part + 1) * 0x9e3779b97f4a7c15L;
              for (int i = begin; i < end; i++) {
                state ^= state << 13; // xorshift64 (G. Marsaglia, 2003)
                state ^= state >>> 7;
                state ^= state << 17;
                longs.put(i, bits.applyAsLong(state));
              }
            });
  }
}
