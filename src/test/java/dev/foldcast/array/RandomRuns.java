package dev.foldcast.array;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.nio.BufferOverflowException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.function.LongUnaryOperator;

/** Random runs of every kind, and the model that any memory's gather must agree with. */
public final class RandomRuns {
  private static final int[] SIZES = {1, 2, 3, 4, 5, 8, 12, 16, 24, 100, 5000};
  private static final int MOST_BYTES = 1 << 20;

  private RandomRuns() {}

  /**
   * Runs inside a memory: a loop's step may be 0, negative, without a gap, overlapping or wide.
   *
   * @param unit what everything is a multiple of, in bytes
   */
  public static Runs of(Random random, long byteSize, int unit) {
    long bytes = 1L * SIZES[random.nextInt(SIZES.length)] * unit;
    List<Runs.Loop> loops = new ArrayList<>();
    long low = 0;
    long high = bytes;
    long total = bytes;
    for (int depth = random.nextInt(4); depth > 0; depth--) {
      long turns = 1L + random.nextInt(random.nextBoolean() ? 4 : 600);
      long room = (byteSize - (high - low)) / unit;
      long most = turns == 1 ? room : room / (turns - 1);
      if (total * turns > MOST_BYTES || most < 1) {
        continue;
      }
      long near = Math.min(most, (high - low) / unit);
      long step =
          switch (random.nextInt(6)) {
            case 0 -> 0;
            case 1 -> near;
            case 2 -> Math.min(most, 1 + random.nextInt(9));
            case 3 -> Math.min(most, near + random.nextInt(100));
            default -> random.nextLong(most) + 1;
          };
      step *= random.nextInt(3) == 0 ? -unit : unit;
      loops.add(0, new Runs.Loop(turns, step));
      low += Math.min(0, step * (turns - 1));
      high += Math.max(0, step * (turns - 1));
      total *= turns;
    }
    long first = random.nextLong((byteSize - (high - low)) / unit + 1) * unit - low;
    return new Runs(first, bytes, loops);
  }

  /**
   * Gathers, and compares with one byte after the other.
   *
   * @param at the byte at a place of the memory
   */
  public static void check(
      String what, HostMemory memory, Runs runs, int skip, LongUnaryOperator at) {
    int total = (int) runs.totalBytes();
    ByteBuffer into = ByteBuffer.allocateDirect(skip + total + 3);
    into.position(skip);
    memory.gather(runs, into);
    assertEquals(skip + total, into.position(), what);
    int[] next = {skip};
    runs.forEach(
        run -> {
          for (long k = run; k < run + runs.bytes(); k++) {
            if ((byte) at.applyAsLong(k) != into.get(next[0]++)) {
              throw new AssertionError(what + ": byte " + (next[0] - 1 - skip) + " of " + runs);
            }
          }
        });
    for (int k = 0; k < into.capacity(); k++) {
      k = k == skip ? skip + total : k;
      assertEquals(0, into.get(k), what + ": wrote outside, " + runs);
    }
  }

  /** What is outside the memory, or needs more room than there is, leaves the buffer alone. */
  public static void checkRefusals(HostMemory memory, int unit) {
    long size = memory.byteSize();
    List<Runs> outside =
        List.of(
            new Runs(-unit, unit, List.of()),
            new Runs(size, unit, List.of()),
            new Runs(size - unit, 2L * unit, List.of()),
            new Runs(0, unit, List.of(new Runs.Loop(2, -unit))),
            new Runs(0, unit, List.of(new Runs.Loop(2, size))),
            new Runs(0, unit, List.of(new Runs.Loop(2, Long.MAX_VALUE / unit * unit))),
            new Runs(
                0,
                unit,
                List.of(
                    new Runs.Loop(3, Long.MAX_VALUE / 2), new Runs.Loop(3, Long.MIN_VALUE / 2))));
    for (Runs runs : outside) {
      ByteBuffer into = ByteBuffer.allocateDirect(100);
      assertThrows(
          IndexOutOfBoundsException.class, () -> memory.gather(runs, into), runs::toString);
      assertEquals(0, into.position());
    }
    ByteBuffer small = ByteBuffer.allocateDirect(2 * unit - 1);
    Runs two = new Runs(0, unit, List.of(new Runs.Loop(2, 0)));
    assertThrows(BufferOverflowException.class, () -> memory.gather(two, small));
    assertEquals(0, small.position());
  }
}
