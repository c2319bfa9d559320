package dev.foldcast.tuning;

import dev.foldcast.plan.Work;
import java.util.Locale;

/**
 * The class of a nest's shape: shapes of one class share a configuration. Written {@code kept x
 * reduced x inner}, for example {@code one x huge x huge} for the sum of a long vector.
 *
 * @param kept number of results
 * @param reduced number of terms of one result
 * @param inner turns of the loop with the shortest stride
 */
public record ShapeClass(Extent kept, Extent reduced, Extent inner) {
  /** The class of an operation. */
  public static ShapeClass of(Work work) {
    return new ShapeClass(
        Extent.of(work.kept()), Extent.of(work.reduced()), Extent.of(work.inner()));
  }

  /**
   * The class of that name.
   *
   * @throws IllegalArgumentException if it is none
   */
  public static ShapeClass named(String text) {
    String[] parts = text.split(" x ", -1);
    if (parts.length != 3) {
      throw new IllegalArgumentException("no shape class: " + text);
    }
    return new ShapeClass(extent(parts[0]), extent(parts[1]), extent(parts[2]));
  }

  private static Extent extent(String key) {
    return Extent.valueOf(key.toUpperCase(Locale.ROOT));
  }

  /**
   * How far apart two classes are, in steps from bucket to bucket. Steps of the terms count most:
   * they decide how many workers can share them. Those of the inner loop decide what vectors suit.
   * (By what suits 64 columns, sums of 16384 took 1.25 times as long.)
   */
  int distance(ShapeClass other) {
    return 2 * kept.steps(other.kept)
        + 3 * reduced.steps(other.reduced)
        + 2 * inner.steps(other.inner);
  }

  @Override
  public String toString() {
    return String.format(Locale.ROOT, "%s x %s x %s", kept.key(), reduced.key(), inner.key());
  }
}
