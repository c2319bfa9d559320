package dev.foldcast.plan;

import java.util.Locale;

/** How a work-item that has rows for itself walks through them. */
public enum Walk {
  /** Through four parts of a row side by side: that many streams hide more latency than one. */
  PARTS(0),
  /** Along a row from end to end, as processors that look ahead by themselves like it. */
  STRAIGHT(1),
  /**
   * Along four rows side by side. Where nothing is reduced these are neighbours, so that an operand
   * that comes again in each of them is loaded once for all four. Sums of rows take them from four
   * strips of neighbours: that many streams, and none of them ends with a row. {@link #STRAIGHT}
   * where that cannot be.
   */
  ROWS(2);

  private final int code;

  Walk(int code) {
    this.code = code;
  }

  /** Its number in kernels and reports. */
  public int code() {
    return code;
  }

  /** The walk of this number. */
  public static Walk coded(long code) {
    return code == STRAIGHT.code ? STRAIGHT : code == ROWS.code ? ROWS : PARTS;
  }

  /**
   * The walk of this name.
   *
   * @throws IllegalArgumentException if there is none
   */
  public static Walk named(String name) {
    for (Walk walk : values()) {
      if (walk.toString().equals(name)) {
        return walk;
      }
    }
    throw new IllegalArgumentException("walk is parts, straight or rows, not '" + name + "'");
  }

  /** Its name in stores and on the command line. */
  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT);
  }
}
