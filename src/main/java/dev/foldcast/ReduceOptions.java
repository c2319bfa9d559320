package dev.foldcast;

import dev.foldcast.plan.Accuracy;
import org.jspecify.annotations.Nullable;

/**
 * How an array is reduced. Immutable; {@code ReduceOptions.ALL} is {@code np.sum(x)}.
 *
 * <pre>{@code x.sum(ReduceOptions.over(0, -1).keepingDims().fast())}</pre>
 */
public final class ReduceOptions {
  /** Every axis, exact. */
  public static final ReduceOptions ALL = new ReduceOptions(null, false, Accuracy.EXACT);

  private final int @Nullable [] axes;
  private final boolean keepDims;
  private final Accuracy accuracy;

  private ReduceOptions(int @Nullable [] axes, boolean keepDims, Accuracy accuracy) {
    this.axes = axes;
    this.keepDims = keepDims;
    this.accuracy = accuracy;
  }

  /** The named axes; negative ones count from the end; none means none, as {@code axis=()}. */
  public static ReduceOptions over(int... axes) {
    return new ReduceOptions(axes.clone(), false, Accuracy.EXACT);
  }

  /** Reduced axes stay, with extent 1. */
  public ReduceOptions keepingDims() {
    return new ReduceOptions(axes, true, accuracy);
  }

  /** Plain adds in the elements' own type, for comparison; the bits depend on the plan. */
  public ReduceOptions fast() {
    return with(Accuracy.FAST);
  }

  public ReduceOptions with(Accuracy choice) {
    return new ReduceOptions(axes, keepDims, choice);
  }

  /** The axes, or null for all. */
  int @Nullable [] axes() {
    return axes;
  }

  boolean keepDims() {
    return keepDims;
  }

  Accuracy accuracy() {
    return accuracy;
  }
}
