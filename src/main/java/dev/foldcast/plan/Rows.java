package dev.foldcast.plan;

/**
 * How a kernel whose lanes are outputs takes the rows of them, the inner kept loop.
 *
 * @param joined rows that lie side by side as one: see {@link JoinedRows}
 * @param run outputs of a row where lanes go on from one row to the next: see {@link
 *     LoadMode#RUNS}; else 0
 */
record Rows(long joined, long run) {
  /** Each by itself. */
  static final Rows APART = new Rows(1, 0);

  /** A window as the kernel goes through it. */
  Nest of(Nest window) {
    return goOn() ? window.inOneRun() : window.joined(joined);
  }

  boolean goOn() {
    return run > 0;
  }

  /** Whether vectors of so many outputs meet breaks between rows. */
  boolean breakIn(int span) {
    return goOn() && run % span != 0;
  }
}
