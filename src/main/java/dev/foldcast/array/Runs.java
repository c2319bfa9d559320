package dev.foldcast.array;

import java.util.List;
import java.util.function.LongConsumer;
import org.jspecify.annotations.Nullable;

/**
 * Equal runs of bytes at regular places of a memory: nested loops around one run. Immutable.
 *
 * @param first first byte of the first run
 * @param bytes of each run, at least 1
 * @param loops around the run, outermost first; no loops for a single run
 */
public record Runs(long first, long bytes, List<Loop> loops) {
  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof Runs o && first == o.first && bytes == o.bytes && loops.equals(o.loops);
  }

  @Override
  public int hashCode() {
    return 31 * (31 * Long.hashCode(first) + Long.hashCode(bytes)) + loops.hashCode();
  }

  /**
   * Runs at equal distances.
   *
   * @param turns at least 1
   * @param step bytes from one turn to the next; may be 0 or negative, and runs may overlap
   */
  public record Loop(long turns, long step) {
    /** Written out, as that of {@link Runs}: Java makes the usual one when it is first used. */
    @Override
    public boolean equals(@Nullable Object other) {
      return other instanceof Loop o && turns == o.turns && step == o.step;
    }

    @Override
    public int hashCode() {
      return 31 * Long.hashCode(turns) + Long.hashCode(step);
    }
  }

  public Runs {
    loops = List.copyOf(loops);
  }

  /** Number of runs. */
  public long count() {
    long count = 1;
    for (Loop loop : loops) {
      count = Math.multiplyExact(count, loop.turns);
    }
    return count;
  }

  /** Bytes of all runs together. */
  public long totalBytes() {
    return Math.multiplyExact(count(), bytes);
  }

  /** Visits the first byte of every run, the innermost loop fastest. */
  public void forEach(LongConsumer run) {
    visit(0, first, run);
  }

  private void visit(int depth, long at, LongConsumer run) {
    if (depth == loops.size()) {
      run.accept(at);
      return;
    }
    Loop loop = loops.get(depth);
    for (long turn = 0; turn < loop.turns; turn++) {
      visit(depth + 1, at + turn * loop.step, run);
    }
  }
}
