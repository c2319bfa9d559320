package dev.foldcast.plan;

import java.util.Locale;

/** In what exact sums of float16 and float32 terms add up, term by term; all give the same bits. */
public enum Lanes {
  /** float64, where the device has it. */
  FLOAT64,
  /** 64-bit integers: what other devices do, and what those may prefer that are slow at float64. */
  INT64;

  /**
   * The lanes of that name, as {@link #toString} gives it.
   *
   * @throws IllegalArgumentException if there are none
   */
  public static Lanes named(String name) {
    for (Lanes lanes : values()) {
      if (lanes.toString().equals(name)) {
        return lanes;
      }
    }
    throw new IllegalArgumentException("lanes is float64 or int64, not '" + name + "'");
  }

  /** Its name in stores and on the command line. */
  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT);
  }
}
