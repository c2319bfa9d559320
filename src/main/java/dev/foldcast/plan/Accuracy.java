package dev.foldcast.plan;

/** How a sum of floats is rounded. Integer sums are exact in both. */
public enum Accuracy {
  /**
   * The exact real sum, rounded once, ties to even: the same bits on every device, driver and
   * configuration.
   */
  EXACT,
  /** A plain parallel tree in the terms' own type, for comparison; its bits depend on the plan. */
  FAST
}
