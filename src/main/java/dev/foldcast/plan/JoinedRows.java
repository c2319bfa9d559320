package dev.foldcast.plan;

import static dev.foldcast.plan.Counts.gcd;
import static dev.foldcast.plan.Counts.inner;

/**
 * Which rows of outputs are taken side by side, as one row of more outputs: those of few outputs
 * that follow each other in memory. Figures: GB/s on two cores of an AMD EPYC under PoCL 3.1, which
 * read 28.
 *
 * @param vectors how long loads are
 * @param mostBytes bound on the scratch that rows need in one part of the outputs
 */
record JoinedRows(Vectors vectors, Accumulator accumulator, long mostBytes) {
  /**
   * Most vectors of neighbouring outputs. (Sums over the first axis of (n, 3) float32 ran at 10,
   * with 64 vectors at 16, 128 at 21, 256 at 22 and 512 at 25; of int8 with as many at 12, 15, 17
   * and 20.)
   */
  private static final long MOST_VECTORS = ReductionSchedule.PANEL_VECTORS;

  /** Each lane has so many terms, or more, where it leaves a record. */
  private static final long LEAST_TERMS = 1024;

  /**
   * The same where lanes meet in the pass; those that are whole vectors apart do in registers, and
   * others cost as much as these terms.
   */
  private static final long LEAST_TOGETHER = 32;

  /** Fewer rows than these are not worth it. */
  private static final long FEWEST = 4;

  /**
   * How many; 1: each row by itself.
   *
   * @param window where lanes are outputs, of which rows follow each other
   * @param canMeet whether the lanes of an output can meet in the pass, if they are whole vectors
   */
  long of(Nest window, boolean canMeet) {
    if (Work.isSmall(window.outputs(), window.count())) {
      return 1;
    }
    long width = inner(window.kept());
    long filling = vectors.widest() / gcd(vectors.widest(), width); // rows that are whole vectors
    long most = MOST_VECTORS * vectors.widest() / width;
    long together = Math.min(most, window.count() / LEAST_TOGETHER);
    together = Math.min(together, mostBytes / (vectors.parts() * slotBytes(width)));
    if (canMeet && together >= Math.max(FEWEST, filling)) {
      return together - together % filling;
    }
    most = Math.min(most, window.count() / LEAST_TERMS);
    most = Math.min(most, mostBytes / (vectors.parts() * bytes(window)));
    return most < FEWEST ? 1 : most - most % (most < filling ? 1 : filling);
  }

  /** Scratch for one more row, for each part of a term. */
  private long bytes(Nest window) {
    return slotBytes(inner(window.kept())) + 8L * accumulator.recordWords() * window.outputs();
  }

  private long slotBytes(long width) {
    return accumulator.usesSlots() ? 8L * accumulator.slotWords() * width : 1;
  }
}
