package dev.foldcast.plan;

/** How a vector of one operand's elements is loaded along the inner loop. */
public enum LoadMode {
  /** Neighbours in memory. */
  CONTIGUOUS,
  /** One element for all lanes. */
  BROADCAST,
  /** Elements a run-time stride apart. */
  STRIDED,
  /** One element for each row, of which many are taken at once; those of rows are neighbours. */
  SPREAD,
  /** The elements of one row for all rows, of which many are taken at once. */
  REPEATED,
  /**
   * Neighbours in memory along another loop: the one around the inner one, or where lanes are
   * outputs the inner reduced one. Squares of these are turned in registers; a vector alone is
   * gathered.
   */
  TURNED,
  /**
   * The few terms of one output are neighbours, and so are outputs: whole vectors hold all terms of
   * neighbouring outputs.
   */
  INTERLEAVED,
  /**
   * Neighbours in memory, as outputs are, but for breaks: behind each run of outputs the next one
   * lies further on, by {@link Nest#skip} elements. A vector is loaded from each run that it has
   * lanes of: see {@code reduce_runs.cl}.
   */
  RUNS
}
