package dev.foldcast.measure;

import java.util.Arrays;

/**
 * What several runs of one thing took, in seconds. Immutable.
 *
 * <p><b>Interval.</b> {@link #low} and {@link #high} hold the true median with at least 95 %
 * probability, whatever the distribution: they are the k-th smallest and k-th largest run, with the
 * largest k for which a fair coin shows fewer than k heads in n throws with at most 2.5 %
 * probability. Fewer than 6 runs cannot give that: then they are the least and the greatest.
 *
 * <p><b>Outliers.</b> Runs whose modified z-score, 0.6745 |x - median| / MAD, is above 3.5 (B.
 * Iglewicz and D. Hoaglin, "How to Detect and Handle Outliers", 1993); MAD is the median distance
 * from the median.
 */
public final class Sample {
  private static final double TAIL = 0.025;
  private static final int LEAST_TO_JUDGE = 6;
  private static final double OUTLYING = 3.5 / 0.6745;

  private final double[] inOrder;
  private final double[] sorted;
  private final int rank;

  private Sample(double[] inOrder) {
    this.inOrder = inOrder;
    this.sorted = inOrder.clone();
    Arrays.sort(sorted);
    this.rank = rank(sorted.length);
  }

  /** The sample of these seconds, at least one. */
  public static Sample of(double... seconds) {
    if (seconds.length == 0) {
      throw new IllegalArgumentException("a sample of no runs");
    }
    return new Sample(seconds.clone());
  }

  /** Which smallest and largest run bound the interval, from 1. */
  private static int rank(int n) {
    double term = Math.scalb(1.0, -n); // probability of exactly k - 1 heads
    double below = term; // of fewer than k
    int k = 1;
    while (2 * (k + 1) <= n + 1) {
      term *= (n - k + 1) / (double) k;
      below += term;
      if (below > TAIL) {
        break;
      }
      k++;
    }
    return k;
  }

  public int runs() {
    return sorted.length;
  }

  /** What run number {@code index} took, from 0. */
  public double run(int index) {
    return inOrder[index];
  }

  public double median() {
    return median(sorted);
  }

  private static double median(double[] sorted) {
    int middle = sorted.length / 2;
    return sorted.length % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
  }

  /** Lower end of the median's interval. */
  public double low() {
    return sorted[rank - 1];
  }

  /** Upper end of the median's interval. */
  public double high() {
    return sorted[sorted.length - rank];
  }

  public double min() {
    return sorted[0];
  }

  public double max() {
    return sorted[sorted.length - 1];
  }

  /** Number of runs far from the others; of few runs none can be called that. */
  public int outliers() {
    if (sorted.length < LEAST_TO_JUDGE) {
      return 0;
    }
    double median = median();
    double[] distances = Arrays.stream(sorted).map(x -> Math.abs(x - median)).sorted().toArray();
    double limit = OUTLYING * median(distances);
    return (int) Arrays.stream(distances).filter(d -> d > limit).count();
  }
}
