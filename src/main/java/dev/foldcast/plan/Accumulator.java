package dev.foldcast.plan;

import dev.foldcast.array.DType;

/** How terms add up on the device; the order is that of the macros in {@code accumulate.cl}. */
public enum Accumulator {
  /** Adds in the term's own type. */
  PLAIN,
  /** The exact sum of float terms. */
  EXACT,
  /** The exact sum of integer terms. */
  INTEGER;

  static Accumulator of(Operation operation) {
    if (operation.term().dtype().kind() == DType.Kind.INTEGER) {
      return INTEGER;
    }
    return operation.accuracy() == Accuracy.FAST ? PLAIN : EXACT;
  }

  /** 8-byte words of one record, and of the slot behind one total. */
  int recordWords() {
    return switch (this) {
      case PLAIN -> 1;
      case EXACT -> 72;
      case INTEGER -> 2;
    };
  }

  /** Whether totals use their slots at all. */
  boolean usesSlots() {
    return this == EXACT;
  }
}
