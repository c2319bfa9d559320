package dev.foldcast.tuning.report;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** An axis: numbers to coordinates, and round numbers to mark. */
record Scale(double low, double high, double from, double to) {
  private static final int MOST_MARKS = 5;

  double at(double value) {
    return from + (value - low) / (high - low) * (to - from);
  }

  boolean holds(double value) {
    return value >= low && value <= high;
  }

  /** Round numbers on the axis: few, evenly apart. */
  List<Double> marks() {
    double step = step();
    List<Double> marks = new ArrayList<>();
    for (double k = Math.ceil(low / step - 1e-9); k * step <= high + 1e-9 * step; k++) {
      marks.add(k * step + 0.0); // 0, not -0
    }
    return marks;
  }

  /** A mark as text: as many decimals as its step has. */
  String text(double mark) {
    int decimals = (int) Math.max(0, Math.ceil(-Math.log10(step()) - 1e-9));
    return String.format(Locale.ROOT, "%." + decimals + "f", mark);
  }

  /** 1, 2 or 5 times a power of ten. */
  private double step() {
    double least = (high - low) / MOST_MARKS;
    double power = Math.pow(10, Math.floor(Math.log10(least)));
    for (int times : new int[] {1, 2, 5}) {
      if (times * power >= least) {
        return times * power;
      }
    }
    return 10 * power;
  }
}
