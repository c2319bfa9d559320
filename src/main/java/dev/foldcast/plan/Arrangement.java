package dev.foldcast.plan;

import dev.foldcast.array.DType;

/** What the lanes of a reduction's vectors are. */
enum Arrangement {
  /** Terms of one output. */
  TERMS,
  /** Neighbouring outputs, of which each lane has one term after the other. */
  OUTPUTS,
  /**
   * The same where one operand's neighbours are terms, and another's belong to different outputs.
   */
  CROSSING,
  /** The same where outputs are short rows: see {@link Squares}. */
  SQUARES;

  /**
   * Rows of so few bytes are taken by columns. (By rows, sums of 13 uint8 numbers took 1.15 times
   * as long, of 9 float16 numbers 1.9; of 20 0.76, of 40 uint8 numbers 0.15.)
   */
  private static final long LEAST_ROW_BYTES = 32;

  /**
   * The best one.
   *
   * @param term the type of the terms
   * @param lanes in what they add up
   */
  static Arrangement of(Nest nest, DType term, Lanes lanes, DeviceLimits limits) {
    if (Squares.suit(nest, term, limits)) {
      return SQUARES;
    }
    if (nest.kept().isEmpty() || nest.reduced().isEmpty()) {
      return TERMS;
    }
    if (nest.crosses()) {
      return CROSSING;
    }
    boolean rows = !limits.gpu() && lanes == Lanes.FLOAT64 && worthRows(nest, term);
    return nest.innerIsKept() || (isManyShort(nest) && !rows) ? OUTPUTS : TERMS;
  }

  /**
   * Whether outputs have enough terms to fill vectors, where a CPU can tell them from one block.
   */
  private static boolean worthRows(Nest nest, DType term) {
    return nest.isRows()
        && nest.count() > ReductionSchedule.MOST_FEW
        && nest.count() * term.itemBytes() > LEAST_ROW_BYTES;
  }

  private static boolean isManyShort(Nest nest) {
    return nest.count() <= Nest.SHORT && nest.kept().get(nest.kept().size() - 1).extent() >= 8;
  }

  /** Whether each lane is an output. */
  boolean byOutputs() {
    return this != TERMS;
  }

  /** Whether a CPU turns squares of terms in registers. */
  boolean turns() {
    return this == CROSSING || this == SQUARES;
  }
}
