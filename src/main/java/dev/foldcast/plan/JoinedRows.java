package dev.foldcast.plan;

import static dev.foldcast.plan.Counts.gcd;
import static dev.foldcast.plan.Counts.inner;

/**
 * Which rows of outputs are taken side by side, as one row of more outputs: those of few outputs
 * that follow each other in memory. Figures: GB/s on two cores of an AMD EPYC under PoCL 3.1, which
 * read 28.
 */
final class JoinedRows {
  /**
   * Most vectors of neighbouring outputs. (Sums over the first axis of (n, 3) float32 ran at 10,
   * with 64 vectors at 16, 128 at 21, 256 at 22 and 512 at 25; of int8 with as many at 12, 15, 17
   * and 20.)
   */
  private static final long MOST_VECTORS = ReductionSchedule.PANEL_VECTORS;

  /** Each output has so many terms, or more: it leaves a record. */
  private static final long LEAST_TERMS = 1024;

  /** Fewer rows than these are not worth it. */
  private static final long FEWEST = 4;

  private JoinedRows() {}

  /**
   * How many; 1: each row by itself.
   *
   * @param window where lanes are outputs, of which rows follow each other
   * @param mostBytes bound on the scratch that they need in one part of the outputs
   */
  static long of(Nest window, Vectors vectors, Accumulator accumulator, long mostBytes) {
    if (Work.isSmall(window.outputs(), window.count())) {
      return 1;
    }
    long width = inner(window.kept());
    long most = Math.min(MOST_VECTORS * vectors.widest() / width, window.count() / LEAST_TERMS);
    most = Math.min(most, mostBytes / (vectors.parts() * bytes(window, accumulator)));
    long filling = vectors.widest() / gcd(vectors.widest(), width); // rows that are whole vectors
    return most < FEWEST ? 1 : most - most % (most < filling ? 1 : filling);
  }

  /** Scratch for one more row, for each part of a term. */
  private static long bytes(Nest window, Accumulator accumulator) {
    long slots = accumulator.usesSlots() ? accumulator.slotWords() * inner(window.kept()) : 0;
    return Long.BYTES * (slots + accumulator.recordWords() * window.outputs());
  }
}
