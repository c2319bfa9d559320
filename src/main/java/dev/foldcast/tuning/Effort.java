package dev.foldcast.tuning;

/** How much is tried. */
public enum Effort {
  QUICK(12, 15, 2.5),
  NORMAL(30, 21, 3.5),
  EXHAUSTIVE(60, 31, 90);

  private final int rounds;
  private final int pairs;
  private final double leastSeconds;

  Effort(int rounds, int pairs, double leastSeconds) {
    this.rounds = rounds;
    this.pairs = pairs;
    this.leastSeconds = leastSeconds;
  }

  /** Most rounds of a race. */
  int rounds() {
    return rounds;
  }

  /** Runs of the winner beside the default, at the end. */
  int pairs() {
    return pairs;
  }

  /** Seconds below which a search of one subject finds too little. */
  double leastSeconds() {
    return leastSeconds;
  }
}
