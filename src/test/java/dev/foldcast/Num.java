package dev.foldcast;

import dev.foldcast.array.DType;
import dev.foldcast.array.DType.Kind;
import java.util.List;

/** One number of a type; float32 parts are exact as doubles. The tests' scalar arithmetic. */
record Num(DType dtype, long integer, double re, double im) {

  /** NumPy 2.4's {@code np.promote_types}, row and column in the order of {@link #TYPES}. */
  private static final String[][] PROMOTED = {
    {"int32", "int64", "float64", "float64", "complex128", "complex128"},
    {"int64", "int64", "float64", "float64", "complex128", "complex128"},
    {"float64", "float64", "float32", "float64", "complex64", "complex128"},
    {"float64", "float64", "float64", "float64", "complex128", "complex128"},
    {"complex128", "complex128", "complex64", "complex128", "complex64", "complex128"},
    {"complex128", "complex128", "complex128", "complex128", "complex128", "complex128"},
  };

  private static final List<DType> TYPES =
      List.of(
          DType.INT32,
          DType.INT64,
          DType.FLOAT32,
          DType.FLOAT64,
          DType.COMPLEX64,
          DType.COMPLEX128);

  static DType promote(DType a, DType b) {
    return DType.named(PROMOTED[TYPES.indexOf(a)][TYPES.indexOf(b)]).orElseThrow();
  }

  static Num integer(DType dtype, long value) {
    return new Num(dtype, dtype == DType.INT32 ? (int) value : value, 0, 0);
  }

  /** As {@code x.astype(to)}. */
  Num as(DType to) {
    if (to.kind() == Kind.INTEGER) {
      return integer(to, integer);
    }
    boolean single = to.component() == DType.FLOAT32;
    if (dtype.kind() == Kind.INTEGER) {
      return new Num(to, 0, single ? (float) integer : (double) integer, 0);
    }
    return single ? new Num(to, 0, (float) re, (float) im) : new Num(to, 0, re, im);
  }

  /** The product by the formula of the contract. */
  Num times(Num other) {
    DType type = promote(dtype, other.dtype);
    Num a = as(type);
    Num b = other.as(type);
    return switch (type) {
      case INT32, INT64 -> integer(type, a.integer * b.integer);
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
    };
  }

  /** Raw bits of a part in the component's type, every NaN the same. */
  long bits(int part) {
    return switch (dtype) {
      case INT32, INT64 -> integer;
      case FLOAT32, COMPLEX64 -> Float.floatToIntBits((float) (part == 0 ? re : im)) & 0xffffffffL;
      case FLOAT64, COMPLEX128 -> Double.doubleToLongBits(part == 0 ? re : im);
    };
  }
}
