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
    boolean complex = a.kind() == Kind.COMPLEX || b.kind() == Kind.COMPLEX;
    boolean integers = a.kind() == Kind.INTEGER && b.kind() == Kind.INTEGER;
    if (integers) {
      return DType.INT64;
    }
    boolean single = isSingle(a) && isSingle(b);
    if (complex) {
      return single ? DType.COMPLEX64 : DType.COMPLEX128;
    }
    return single ? DType.FLOAT32 : DType.FLOAT64;
  }

  /** Whether float32 holds the type's values; int32 and int64 need float64. */
  private static boolean isSingle(DType dtype) {
    return dtype.component() == DType.FLOAT32;
  }
}
