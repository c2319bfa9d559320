package dev.foldcast.tuning;

/** How much is tried. */
public enum Effort {
  QUICK(12, 15),
  NORMAL(30, 21),
  EXHAUSTIVE(60, 31);

  private final int rounds;
  private final int pairs;

  Effort(int rounds, int pairs) {
    this.rounds = rounds;
    this.pairs = pairs;
  }

  /** Most rounds of a race. */
  int rounds() {
    return rounds;
  }

  /** Runs of the winner beside the default, at the end. */
  int pairs() {
    return pairs;
  }
}
