package dev.foldcast.expr;

import dev.foldcast.array.DType;
import org.jspecify.annotations.Nullable;

/** A scalar expression over one element of each operand. Immutable; a value. */
public sealed interface Expr {
  /** The type of the value. */
  DType dtype();

  /** One element of operand {@code index}. */
  record Operand(int index, DType dtype) implements Expr {
    /** Written out: Java makes the usual one when it is first used, which takes 10 ms. */
    @Override
    public boolean equals(@Nullable Object other) {
      return other instanceof Operand o && index == o.index && dtype == o.dtype;
    }

    @Override
    public int hashCode() {
      return 31 * index + dtype.hashCode();
    }
  }

  /**
   * The value converted as {@code x.astype(dtype)}.
   *
   * @param dtype the type converted to
   */
  record Cast(Expr value, DType dtype) implements Expr {}

  /** The product, both sides promoted first; each operation rounded once, never contracted. */
  record Multiply(Expr left, Expr right) implements Expr {
    @Override
    public DType dtype() {
      return Promotion.promote(left.dtype(), right.dtype());
    }
  }
}
