package dev.foldcast;

/** float16 by floating-point arithmetic on doubles, which hold sums and products of two exactly. */
final class Halves {
  static final int NAN = 0x7e00;

  private Halves() {}

  static boolean isNaN(int bits) {
    return (bits & 0x7fff) > 0x7c00;
  }

  static boolean isFinite(int bits) {
    return (bits & 0x7c00) != 0x7c00;
  }

  /** The number of a pattern. */
  static double value(int bits) {
    int exponent = (bits >> 10) & 31;
    int fraction = bits & 1023;
    double magnitude =
        exponent == 31
            ? (fraction == 0 ? Double.POSITIVE_INFINITY : Double.NaN)
            : exponent == 0
                ? fraction * 0x1p-24
                : (1024 + fraction) * Math.scalb(1.0, exponent - 25);
    return (bits & 0x8000) != 0 ? -magnitude : magnitude;
  }

  /** The nearest float16, ties to even; every NaN is {@link #NAN}. */
  static int round(double value) {
    if (Double.isNaN(value)) {
      return NAN;
    }
    int sign = Double.doubleToRawLongBits(value) < 0 ? 0x8000 : 0;
    double magnitude = Math.abs(value);
    int exponent = Math.max(-14, Math.min(16, Math.getExponent(magnitude)));
    // In units of the last place, an integer of 11 bits, or 2048 after a carry.
    double significand = Math.rint(Math.min(magnitude, 0x1p17) * Math.scalb(1.0, 10 - exponent));
    return sign | Math.min(0x7c00, ((exponent + 14) << 10) + (int) significand);
  }
}
