package dev.foldcast.expr;

import dev.foldcast.array.DType;
import dev.foldcast.array.DType.Kind;

/** NumPy's type promotion between arrays (NEP 50; NumPy 2.4 {@code np.promote_types}). */
public final class Promotion {
  private Promotion() {}

  /** The smallest type that holds the values of both, as {@code np.promote_types(a, b)}. */
  public static DType promote(DType a, DType b) {
    if (a == b) {
      return a;
    }
    if (a.kind() == Kind.BOOL || b.kind() == Kind.BOOL) {
      return a.kind() == Kind.BOOL ? b : a;
    }
    if (a.isWhole() && b.isWhole()) {
      return wholes(a, b);
    }
    DType real = wider(leastFloat(a), leastFloat(b));
    if (a.kind() == Kind.COMPLEX || b.kind() == Kind.COMPLEX) {
      return real == DType.FLOAT64 ? DType.COMPLEX128 : DType.COMPLEX64;
    }
    return real;
  }

  /**
   * An unsigned and a signed type need a signed one wider than the unsigned; past int64, float64.
   */
  private static DType wholes(DType a, DType b) {
    if (a.kind() == b.kind()) {
      return wider(a, b);
    }
    DType signed = a.kind() == Kind.INTEGER ? a : b;
    DType unsigned = signed == a ? b : a;
    if (signed.itemBytes() > unsigned.itemBytes()) {
      return signed;
    }
    return switch (unsigned) {
      case UINT8 -> DType.INT16;
      case UINT16 -> DType.INT32;
      case UINT32 -> DType.INT64;
      default -> DType.FLOAT64;
    };
  }

  private static DType wider(DType a, DType b) {
    return a.itemBytes() >= b.itemBytes() ? a : b;
  }

  /** The smallest float type that NumPy lets hold the type's real numbers. */
  private static DType leastFloat(DType dtype) {
    if (!dtype.isWhole()) {
      return dtype.component();
    }
    return switch (dtype.itemBytes()) {
      case 1 -> DType.FLOAT16;
      case 2 -> DType.FLOAT32;
      default -> DType.FLOAT64;
    };
  }
}
