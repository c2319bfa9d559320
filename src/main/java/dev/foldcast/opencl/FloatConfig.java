package dev.foldcast.opencl;

/**
 * What a device says of its arithmetic with one type of floats.
 *
 * @param bits {@code CL_DEVICE_SINGLE_FP_CONFIG} or {@code CL_DEVICE_DOUBLE_FP_CONFIG}; 0 where it
 *     has none
 */
public record FloatConfig(long bits) {
  private static final long SUBNORMALS = 1;
  private static final long INFINITIES_AND_NAN = 1 << 1;
  private static final long TO_NEAREST = 1 << 2;
  private static final long FUSED_MULTIPLY_ADD = 1 << 5;
  private static final long CORRECTLY_ROUNDED_DIVIDE_SQRT = 1 << 7;

  private boolean has(long what) {
    return (bits & what) != 0;
  }

  /** Whether numbers below the least normal one stay what they are. */
  public boolean subnormals() {
    return has(SUBNORMALS);
  }

  /** Whether it multiplies and adds with one rounding, at speed. */
  public boolean fusedMultiplyAdd() {
    return has(FUSED_MULTIPLY_ADD);
  }

  /** Whether divide and sqrt can be built correctly rounded. */
  public boolean correctlyRoundedDivideSqrt() {
    return has(CORRECTLY_ROUNDED_DIVIDE_SQRT);
  }

  /**
   * What exact sums and IEEE products need that it has not, as what the device does; empty if there
   * is nothing.
   *
   * @param type the type's name
   */
  String obstacle(String type) {
    if (!has(TO_NEAREST)) {
      return "does not round " + type + " to nearest";
    }
    if (!subnormals()) {
      return "flushes " + type + " subnormals to zero";
    }
    return has(INFINITIES_AND_NAN) ? "" : "has no " + type + " infinities and NaN";
  }
}
