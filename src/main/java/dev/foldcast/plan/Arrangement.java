package dev.foldcast.plan;

import static dev.foldcast.plan.Counts.last;

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
  /** The same where the terms of an output are several short rows, others' rows between them. */
  STRETCHES,
  /** The same where outputs are short rows: see {@link Squares}. */
  SQUARES;

  /**
   * Rows of so few bytes are taken by columns. (By rows, sums of 13 uint8 numbers took 1.15 times
   * as long, of 9 float16 numbers 1.9; of 20 0.76, of 40 uint8 numbers 0.15.)
   */
  private static final long LEAST_ROW_BYTES = 32;

  /**
   * Rows of up to so many terms, where outputs have several, are turned. (Sums over axes 0 and 2 of
   * float32 on two cores of an AMD EPYC under PoCL 3.1, GB/s, and row by row: (n, 64, 8) 29 and
   * 0.9, (n, 64, 60) 25 and 3, (n, 64, 196) 16 and 7, (n, 64, 784) 16 and 14, (n, 64, 3136) 17 and
   * 19.)
   */
  private static final long LONGEST_STRETCH = 1024;

  /** Outputs next to each other of which it is worth it: a vector of them. */
  private static final long LEAST_OUTPUTS = 8;

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
    if (!limits.gpu() && hasStretches(nest)) {
      return STRETCHES;
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

  /** Whether terms are short rows, several of each output, and rows of other outputs follow. */
  private static boolean hasStretches(Nest nest) {
    Loop along = last(nest.reduced());
    Loop across = last(nest.kept());
    return nest.operands() == 1
        && nest.reduced().size() > 1
        && along.stride(0) == 1
        && along.extent() <= LONGEST_STRETCH
        && across.stride(0) == along.extent()
        && across.extent() >= LEAST_OUTPUTS;
  }

  private static boolean isManyShort(Nest nest) {
    return nest.count() <= Nest.SHORT && last(nest.kept()).extent() >= LEAST_OUTPUTS;
  }

  /** Whether each lane is an output. */
  boolean byOutputs() {
    return this != TERMS;
  }

  /** Whether a CPU turns squares of terms in registers. */
  boolean turns() {
    return this == CROSSING || this == SQUARES || this == STRETCHES;
  }
}
