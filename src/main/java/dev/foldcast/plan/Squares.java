package dev.foldcast.plan;

import static dev.foldcast.plan.Counts.inner;

import dev.foldcast.array.DType;

/**
 * Which short rows a CPU reduces by squares: lanes are rows, a square of them is turned in
 * registers, and no lanes have to meet. Figures: GB/s on two cores of an AMD EPYC under PoCL 3.1,
 * which read 30.
 */
final class Squares {
  /**
   * Fewest terms of a row. (Of 8 float32 27, sorted by shuffles of whole loads 21; of 6 15, 23.)
   */
  private static final long LEAST = 8;

  /** The same of integers. (Of 8 int32: 20 and 22.) */
  private static final long LEAST_WHOLE = 9;

  /**
   * Most terms of a row. (Of 10, 20, 34 and 50 float32: 23, 26, 27 and 25, a row at a time 9, 14,
   * 19 and 23; of float64 26, 26, 25 and 25, and 8, 14, 20 and 25.) No more than a block of the
   * kernels holds.
   */
  private static final long MOST = 40;

  /** Most bytes of a row. (Of 20 and 34 complex128: 27 and 12, and 16 and 17.) */
  private static final long MOST_BYTES = 320;

  /**
   * Most terms of a row of integers. (Of 10, 20 and 32 int32: 24, 25 and 23, and 15, 23 and 28.)
   */
  private static final long MOST_WHOLE = 24;

  /** Rows of up to so many bytes may have more terms than that. (Of 40 int8: 23 and 13.) */
  private static final long SMALL_BYTES = 64;

  /** Fewest rows. */
  private static final long LEAST_ROWS = 32;

  /**
   * Fewest terms that are worth a square: vectors that skip up to three of four numbers are sorted
   * from whole loads. (Of 2 float32, many rows an output: 12, by squares 3.)
   */
  private static final long LEAST_SQUARE = 5;

  /** What the longest load has. */
  private static final long MOST_LANES = 16;

  private Squares() {}

  /** Whether the terms of an output are such a row, of at least one operand. */
  static boolean suit(Nest nest, DType term, DeviceLimits limits) {
    if (limits.gpu() || nest.kept().isEmpty() || !nest.isRows()) {
      return false;
    }
    long count = nest.count();
    long least = term.isWhole() ? LEAST_WHOLE : LEAST;
    long most = Math.max(term.isWhole() ? MOST_WHOLE : MOST, SMALL_BYTES / term.itemBytes());
    long rows = nest.kept().get(nest.kept().size() - 1).extent();
    return turns(nest)
        && rows >= LEAST_ROWS
        && count >= least
        && count <= Math.min(most, MOST_BYTES / term.itemBytes());
  }

  private static boolean turns(Nest nest) {
    for (int k = 0; k < nest.operands(); k++) {
      if (nest.columnMode(k) == LoadMode.TURNED) {
        return true;
      }
    }
    return false;
  }

  /** Most real numbers of a load: a row of terms has one square at least. */
  static int most(Nest nest, DType term) {
    long terms = inner(nest.reduced());
    long square =
        Long.highestOneBit(terms < LEAST_SQUARE ? MOST_LANES : Math.min(terms, MOST_LANES));
    return Math.toIntExact(square * term.components());
  }
}
