package dev.foldcast.plan;

import java.util.List;

/**
 * One loop of a nest in canonical form. Immutable.
 *
 * @param extent turns, at least 1
 * @param strides of each operand, in elements
 * @param outStride of the result, in elements; 0 for a reduced loop
 */
public record Loop(long extent, List<Long> strides, long outStride) {
  /**
   * Whether this loop around {@code inner} is one longer loop, for every operand and the result.
   */
  boolean continues(Loop inner) {
    if (outStride != inner.outStride * inner.extent) {
      return false;
    }
    for (int k = 0; k < strides.size(); k++) {
      if (stride(k) != inner.stride(k) * inner.extent) {
        return false;
      }
    }
    return true;
  }

  /**
   * Whether the turns of this loop are neighbours in an operand and fill the gaps between turns of
   * {@code other}.
   */
  boolean isBetween(Loop other, int operand) {
    return extent > 1 && stride(operand) == 1 && other.stride(operand) == extent;
  }

  /** This loop around {@code inner}, as one. */
  Loop merge(Loop inner) {
    return new Loop(Math.multiplyExact(extent, inner.extent), inner.strides, inner.outStride);
  }

  /** The distance of neighbouring turns in the operand where it is largest. */
  long reach() {
    return strides.stream().mapToLong(Math::abs).max().orElse(0);
  }

  /** Elements between turns in an operand. */
  public long stride(int operand) {
    return strides.get(operand);
  }

  boolean moves(int operand) {
    return stride(operand) != 0;
  }

  @Override
  public String toString() {
    return extent + " by " + strides;
  }
}
