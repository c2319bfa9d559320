package dev.foldcast;

import dev.foldcast.array.DType.Kind;
import java.util.Arrays;
import java.util.Random;

/** Integers at the ends of what float64, int64 and uint64 hold: 2^53, 2^63 and 2^64. */
final class IntegerEdges {
  private static final int[] BITS = {53, 63, 64};

  private IntegerEdges() {}

  /** Such an integer, or one less than 2^53 from it, of either sign, modulo 2^64. */
  static long any(Random random) {
    return near(BITS[random.nextInt(BITS.length)], random) * (random.nextBoolean() ? 1 : -1);
  }

  /** 2^bits or less, rarely more; as often by little as by much. */
  private static long near(int bits, Random random) {
    long away = random.nextLong() >>> (Long.SIZE - random.nextInt(54)) & (1L << 53) - 1;
    return (bits == 64 ? 0 : 1L << bits) + (random.nextInt(20) == 0 ? away : -away);
  }

  /**
   * Puts terms of which all sums along the reduced axes are about one of these, wherever the type's
   * numbers reach so far: kernels decide for a vector of sums at once.
   *
   * @param x integers; where elements have several places in it, the last one's stay
   */
  static void steer(Sample x, boolean[] reduced, Random random) {
    long[] outer = x.extents.clone();
    long[] inner = x.extents.clone();
    for (int d = 0; d < reduced.length; d++) {
      (reduced[d] ? outer : inner)[d] = 1;
    }
    boolean signed = x.dtype.kind() == Kind.INTEGER;
    long sign = signed && random.nextBoolean() ? -1 : 1;
    int bits = BITS[random.nextInt(BITS.length)];
    long count = Expected.size(inner);
    long[] kept = new long[outer.length];
    for (long o = 0; o < Expected.size(outer); o++, Expected.step(kept, outer)) {
      long left = near(bits, random);
      long[] turn = new long[inner.length];
      for (long t = 0; t < count; t++, Expected.step(turn, inner)) {
        long[] all = new long[turn.length];
        Arrays.setAll(all, d -> kept[d] + turn[d]);
        long share = Long.divideUnsigned(bits == 64 ? -1 : 1L << bits, count);
        long term = t < count - 1 ? Long.remainderUnsigned(random.nextLong(), share) : left;
        left -= term;
        x.put(Math.toIntExact(x.at(all)), sign * term);
      }
    }
  }
}
