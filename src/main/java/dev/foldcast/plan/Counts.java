package dev.foldcast.plan;

import java.util.List;

/** Arithmetic of counts, none of which is negative, and what the innermost loop counts. */
final class Counts {
  private Counts() {}

  /** {@code a / b} rounded up. */
  static long ceilDiv(long a, long b) {
    return a / b + (a % b == 0 ? 0 : 1);
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
