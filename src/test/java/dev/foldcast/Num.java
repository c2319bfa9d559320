package dev.foldcast;

import dev.foldcast.array.DType;
import dev.foldcast.array.Half;
import dev.foldcast.exact.ExactSum;
import java.math.BigDecimal;
import java.util.List;

/**
 * One number of a type; float16 and float32 parts are exact as doubles; uint64 is its 64 bits. The
 * tests' scalar arithmetic.
 */
record Num(DType dtype, long integer, double re, double im) {

  /** NumPy 2.4's {@code np.promote_types}, row and column in the order of {@link DType}. */
  private static final String[] PROMOTED = {
    "b1 i1 i2 i4 i8 u1 u2 u4 u8 f2 f4 f8 c8 c16",
    "i1 i1 i2 i4 i8 i2 i4 i8 f8 f2 f4 f8 c8 c16",
    "i2 i2 i2 i4 i8 i2 i4 i8 f8 f4 f4 f8 c8 c16",
    "i4 i4 i4 i4 i8 i4 i4 i8 f8 f8 f8 f8 c16 c16",
    "i8 i8 i8 i8 i8 i8 i8 i8 f8 f8 f8 f8 c16 c16",
    "u1 i2 i2 i4 i8 u1 u2 u4 u8 f2 f4 f8 c8 c16",
    "u2 i4 i4 i4 i8 u2 u2 u4 u8 f4 f4 f8 c8 c16",
    "u4 i8 i8 i8 i8 u4 u4 u4 u8 f8 f8 f8 c16 c16",
    "u8 f8 f8 f8 f8 u8 u8 u8 u8 f8 f8 f8 c16 c16",
    "f2 f2 f4 f8 f8 f2 f4 f8 f8 f2 f4 f8 c8 c16",
    "f4 f4 f4 f8 f8 f4 f4 f8 f8 f4 f4 f8 c8 c16",
    "f8 f8 f8 f8 f8 f8 f8 f8 f8 f8 f8 f8 c16 c16",
    "c8 c8 c8 c16 c16 c8 c8 c16 c16 c8 c8 c16 c8 c16",
    "c16 c16 c16 c16 c16 c16 c16 c16 c16 c16 c16 c16 c16 c16",
  };

  private static final List<DType> TYPES = List.of(DType.values());

  static DType promote(DType a, DType b) {
    String code = PROMOTED[TYPES.indexOf(a)].split(" ", -1)[TYPES.indexOf(b)];
    return DType.ofTypeCode(code).orElseThrow();
  }

  /** The low bits of {@code value} as a number of the type. */
  static Num integer(DType dtype, long value) {
    long wrapped =
        switch (dtype) {
          case BOOL -> value != 0 ? 1 : 0;
          case INT8 -> (byte) value;
          case INT16 -> (short) value;
          case INT32 -> (int) value;
          case UINT8 -> value & 0xff;
          case UINT16 -> value & 0xffff;
          case UINT32 -> value & 0xffffffffL;
          default -> value;
        };
    return new Num(dtype, wrapped, 0, 0);
  }

  /** As {@code x.astype(to)}. */
  Num as(DType to) {
    if (to.isWhole()) {
      return integer(to, dtype.isWhole() ? integer : re != 0 || im != 0 ? 1 : 0);
    }
    if (dtype.isWhole()) {
      BigDecimal exact =
          new BigDecimal(dtype == DType.UINT64 ? Long.toUnsignedString(integer) : "" + integer);
      return switch (to.component()) {
        // float32 has all integers that are finite in float16.
        case FLOAT16 -> new Num(to, 0, half(exact.floatValue()), 0);
        case FLOAT32 -> new Num(to, 0, exact.floatValue(), 0);
        default -> new Num(to, 0, exact.doubleValue(), 0);
      };
    }
    return switch (to.component()) {
      case FLOAT16 -> new Num(to, 0, half(re), 0);
      case FLOAT32 -> new Num(to, 0, (float) re, (float) im);
      default -> new Num(to, 0, re, im);
    };
  }

  /** Rounded to float16, ties to even: a sum of one term. */
  private static double half(double value) {
    return value == 0 ? value : Half.toFloat(halfBits(value));
  }

  private static short halfBits(double value) {
    ExactSum sum = new ExactSum();
    sum.add(value);
    short bits = sum.toHalf();
    return value < 0 || (value == 0 && 1 / value < 0) ? (short) (bits | 0x8000) : bits;
  }

  /** The product by the formula of the contract. */
  Num times(Num other) {
    DType type = promote(dtype, other.dtype);
    Num a = as(type);
    Num b = other.as(type);
    return switch (type) {
      case FLOAT16 -> new Num(type, 0, half(a.re * b.re), 0);
      case FLOAT32 -> new Num(type, 0, (float) a.re * (float) b.re, 0);
      case FLOAT64 -> new Num(type, 0, a.re * b.re, 0);
      case COMPLEX64 -> {
        float ar = (float) a.re;
        float ai = (float) a.im;
        float br = (float) b.re;
        float bi = (float) b.im;
        float rr = ar * br;
        float ii = ai * bi;
        float ri = ar * bi;
        float ir = ai * br;
        yield new Num(type, 0, rr - ii, ri + ir);
      }
      case COMPLEX128 -> {
        double rr = a.re * b.re;
        double ii = a.im * b.im;
        double ri = a.re * b.im;
        double ir = a.im * b.re;
        yield new Num(type, 0, rr - ii, ri + ir);
      }
      default -> integer(type, a.integer * b.integer);
    };
  }

  /** Raw bits of a part in the component's type, every NaN the same. */
  long bits(int part) {
    return switch (dtype) {
      case FLOAT16 -> Double.isNaN(re) ? Half.NAN : halfBits(re) & 0xffffL;
      case FLOAT32, COMPLEX64 -> Float.floatToIntBits((float) (part == 0 ? re : im)) & 0xffffffffL;
      case FLOAT64, COMPLEX128 -> Double.doubleToLongBits(part == 0 ? re : im);
      default -> integer;
    };
  }
}
