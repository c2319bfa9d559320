package dev.foldcast;

import org.jspecify.annotations.Nullable;

/** The largest or smallest of some numbers: -0 is below +0, any NaN wins. */
final class Extremes {
  private final boolean largest;
  private @Nullable Num best;
  private boolean nan;

  Extremes(boolean largest) {
    this.largest = largest;
  }

  void add(Num value) {
    nan |= !value.dtype().isWhole() && (Double.isNaN(value.re()) || Double.isNaN(value.im()));
    Num before = best;
    if (before == null || (largest ? compare(value, before) > 0 : compare(value, before) < 0)) {
      best = value;
    }
  }

  /** One component's bits; NaN is the positive quiet one. */
  long bits(int part) {
    if (best == null) {
      throw new IllegalStateException("the extremum of nothing");
    }
    if (!nan) {
      return best.bits(part);
    }
    return switch (best.dtype().component()) {
      case FLOAT16 -> 0x7e00;
      case FLOAT32 -> 0x7fc00000;
      default -> 0x7ff8000000000000L;
    };
  }

  private static int compare(Num a, Num b) {
    switch (a.dtype().kind()) {
      case BOOL, UNSIGNED -> {
        return Long.compareUnsigned(a.integer(), b.integer());
      }
      case INTEGER -> {
        return Long.compare(a.integer(), b.integer());
      }
      default -> {
        int numbers = byNumber(a.re(), b.re());
        numbers = numbers != 0 ? numbers : byNumber(a.im(), b.im());
        int signs = Double.compare(a.re(), b.re());
        signs = signs != 0 ? signs : Double.compare(a.im(), b.im());
        return numbers != 0 ? numbers : signs;
      }
    }
  }

  /** Zeros of both signs are the same number. */
  private static int byNumber(double a, double b) {
    return a < b ? -1 : a > b ? 1 : 0;
  }
}
