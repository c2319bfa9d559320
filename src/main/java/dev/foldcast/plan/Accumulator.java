package dev.foldcast.plan;

/** What terms are gathered in on the device. */
public enum Accumulator {
  /** Adds in the term's own type. */
  PLAIN(0, 1, 1),
  /** The exact sum of float terms. */
  EXACT(1, 72, 72),
  /** The same with bins for terms of very different magnitudes: see {@code bins.cl}. */
  BINNED(1, 72, 72 + 512),
  /** The exact sum of integer terms. */
  INTEGER(2, 2, 2),
  /** The largest term. */
  MAXIMUM(3, 2, 2),
  /** The smallest term. */
  MINIMUM(4, 2, 2);

  private final int code;
  private final int recordWords;
  private final int slotWords;

  Accumulator(int code, int recordWords, int slotWords) {
    this.code = code;
    this.recordWords = recordWords;
    this.slotWords = slotWords;
  }

  /** The value of the macro {@code ACCUMULATOR}: see {@code accumulate.cl}. */
  public int code() {
    return code;
  }

  /** 8-byte words of one record. */
  int recordWords() {
    return recordWords;
  }

  /** 8-byte words of the slot behind one total. */
  int slotWords() {
    return slotWords;
  }

  /** Whether totals use their slots at all. */
  boolean usesSlots() {
    return this == EXACT || this == BINNED;
  }
}
