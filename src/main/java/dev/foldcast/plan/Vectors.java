package dev.foldcast.plan;

/**
 * How long loads are.
 *
 * @param widest most terms of one
 * @param parts real numbers in a term
 */
record Vectors(long widest, int parts) {
  static Vectors of(Configuration config, Operation operation) {
    int parts = operation.term().dtype().components();
    return new Vectors(Math.max(config.vector(), parts) / parts, parts);
  }

  /**
   * Terms per load: no more than neighbours have.
   *
   * @param turns of the inner loop in the smallest window
   */
  int span(long turns) {
    return Math.toIntExact(Math.min(widest, Long.highestOneBit(Math.max(1, turns))));
  }

  /** The same in real numbers. */
  int reals(long turns) {
    return span(turns) * parts;
  }
}
