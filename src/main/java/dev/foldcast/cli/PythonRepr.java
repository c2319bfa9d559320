package dev.foldcast.cli;

import java.util.Locale;

/**
 * Scalars as Python's {@code repr} prints them: the shortest text that reads back to the same bits
 * in the number's own type.
 *
 * <p>Like Python, exponents are used below 1e-4 and from 1e16 on, with a sign and two digits at
 * least. The same rule holds for narrower types, whose digits are fewer: {@code 0.1f} prints as
 * {@code 0.1}.
 */
final class PythonRepr {
  private PythonRepr() {}

  /** {@code True} or {@code False}. */
  static String of(boolean value) {
    return value ? "True" : "False";
  }

  /** A signed integer. */
  static String of(long value) {
    return Long.toString(value);
  }

  /** An integer of uint64. */
  static String ofUnsigned(long value) {
    return Long.toUnsignedString(value);
  }

  /** For example {@code 0.1}, {@code -0.0}, {@code 1e+308}, {@code inf}, {@code nan}. */
  static String of(double value) {
    return Type.DOUBLE.text(Double.doubleToRawLongBits(value), ".0");
  }

  /** As {@link #of(double)}, with the digits that a float needs. */
  static String of(float value) {
    return Type.SINGLE.text(Float.floatToRawIntBits(value), ".0");
  }

  /** As {@link #of(double)}, with the digits that a float16 needs. */
  static String half(short bits) {
    return Type.HALF.text(bits, ".0");
  }

  /** For example {@code (1.5-2j)}, or {@code 2j} where the real part is +0. */
  static String ofComplex128(double re, double im) {
    return complex(Type.DOUBLE, Double.doubleToRawLongBits(re), Double.doubleToRawLongBits(im));
  }

  /** As {@link #ofComplex128}, with the digits that a float needs. */
  static String ofComplex64(float re, float im) {
    return complex(Type.SINGLE, Float.floatToRawIntBits(re), Float.floatToRawIntBits(im));
  }

  private static String complex(Type type, long re, long im) {
    String imaginary = type.text(im, "") + "j";
    if (re == 0) {
      return imaginary;
    }
    String sign = imaginary.startsWith("-") ? "" : "+";
    return "(" + type.text(re, "") + sign + imaginary + ")";
  }

  /** A binary format of IEEE 754, as far as printing needs it. */
  private enum Type {
    HALF(11, -24, 0x7c00L),
    SINGLE(24, -149, 0x7f800000L),
    DOUBLE(53, -1074, 0x7ff0000000000000L);

    private final int precision;
    private final int lowestQuantum;
    private final long infinity;

    /**
     * @param precision bits of a normal number's significand, the leading one included
     * @param lowestQuantum exponent of the last bit of the smallest numbers
     * @param infinity bits of +inf
     */
    Type(int precision, int lowestQuantum, long infinity) {
      this.precision = precision;
      this.lowestQuantum = lowestQuantum;
      this.infinity = infinity;
    }

    /**
     * Text of the number with these bits; those above the sign do not count.
     *
     * @param whole what to append to a whole number without exponent: {@code .0} or nothing
     */
    private String text(long bits, String whole) {
      long signBit = Long.highestOneBit(infinity) << 1;
      long magnitude = bits & (signBit - 1);
      if (magnitude > infinity) {
        return "nan";
      }
      String sign = (bits & signBit) == 0 ? "" : "-";
      return sign + (magnitude == infinity ? "inf" : layout(decimal(magnitude), whole));
    }

    private ShortestDecimal decimal(long magnitude) {
      long leadingOne = 1L << (precision - 1);
      long fraction = magnitude & (leadingOne - 1);
      int exponent = (int) (magnitude >>> (precision - 1));
      return exponent == 0
          ? ShortestDecimal.of(fraction, lowestQuantum, false)
          : ShortestDecimal.of(
              fraction | leadingOne, lowestQuantum + exponent - 1, fraction == 0 && exponent > 1);
    }
  }

  private static String layout(ShortestDecimal decimal, String whole) {
    String digits = decimal.digits();
    int exponent = decimal.exponent();
    if (exponent < -4 || exponent >= 16) {
      String point = digits.length() > 1 ? "." : "";
      String exponentText =
          String.format(Locale.ROOT, exponent < 0 ? "e-%02d" : "e+%02d", Math.abs(exponent));
      return digits.charAt(0) + point + digits.substring(1) + exponentText;
    }
    if (exponent < 0) {
      return "0." + "0".repeat(-exponent - 1) + digits;
    }
    int before = exponent + 1;
    return digits.length() > before
        ? digits.substring(0, before) + "." + digits.substring(before)
        : digits + "0".repeat(before - digits.length()) + whole;
  }
}
