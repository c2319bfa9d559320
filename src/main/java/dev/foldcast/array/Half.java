package dev.foldcast.array;

/** float16 on the host: 1 sign bit, 5 exponent bits, 10 mantissa bits (IEEE 754-2008 binary16). */
public final class Half {
  /** The positive quiet NaN. */
  public static final short NAN = 0x7e00;

  private Half() {}

  /** The value of a float16's bits, exactly. */
  public static float toFloat(short bits) {
    int exponent = bits >> 10 & 0x1f;
    int mantissa = bits & 0x3ff;
    float magnitude;
    if (exponent == 0x1f) {
      magnitude = mantissa == 0 ? Float.POSITIVE_INFINITY : Float.NaN;
    } else if (exponent == 0) {
      magnitude = mantissa * 0x1p-24f;
    } else {
      magnitude = Math.scalb(1024f + mantissa, exponent - 25);
    }
    return bits < 0 ? -magnitude : magnitude;
  }
}
