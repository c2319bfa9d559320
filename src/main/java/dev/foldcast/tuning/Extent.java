package dev.foldcast.tuning;

import java.util.Locale;

/** How many: the buckets of shape classes. */
public enum Extent {
  ONE(0, 1),
  FEW(1, 32),
  SOME(2, 4096),
  MANY(3, 1 << 20),
  HUGE(4, Long.MAX_VALUE);

  private final int step;
  private final long most;

  Extent(int step, long most) {
    this.step = step;
    this.most = most;
  }

  /** The bucket of a count; that of 0 is {@link #ONE}. */
  static Extent of(long count) {
    for (Extent extent : values()) {
      if (count <= extent.most) {
        return extent;
      }
    }
    return HUGE;
  }

  /** How many buckets apart. */
  int steps(Extent other) {
    return Math.abs(step - other.step);
  }

  /** The name in keys and reports, for example {@code few}. */
  public String key() {
    return name().toLowerCase(Locale.ROOT);
  }
}
