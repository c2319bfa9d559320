package dev.foldcast.plan;

import java.util.List;

/** Arithmetic of counts, none of which is negative. */
final class Counts {
  private Counts() {}

  /** {@code a / b} rounded up; the sum of both must be a {@code long}. */
  static long ceilDiv(long a, long b) {
    return (a + b - 1) / b;
  }

  /** The least multiple that is not less. */
  static long roundUp(long value, long multiple) {
    return ceilDiv(value, multiple) * multiple;
  }

  static long gcd(long a, long b) {
    return b == 0 ? a : gcd(b, a % b);
  }

  /** Turns of the last loop. */
  static long inner(List<Loop> loops) {
    return last(loops).extent();
  }

  /** The innermost one. */
  static <E> E last(List<E> loops) {
    return loops.get(loops.size() - 1);
  }
}
