package dev.foldcast.plan;

import java.util.Locale;

/** The kernel families: the classes of loop nests, under the same name in every layer. */
public enum Family {
  /** Every axis is reduced. */
  REDUCE_FULL,
  /** The inner axis is reduced. */
  REDUCE_ROWS,
  /** The inner axis is kept. */
  REDUCE_COLUMNS,
  /** Few terms for each of many outputs. */
  REDUCE_SHORT,
  /** A multiply-sum over an axis that operands share while each has kept axes of its own. */
  CONTRACT,
  /** Nothing is reduced; operands are contiguous, or scalars. */
  ELEMENTWISE,
  /** Nothing is reduced; operands are broadcast against each other. */
  OUTER,
  /** Anything else: inner strides other than 0 and 1. */
  GENERAL;

  /** The name in kernels, tuned configurations and reports, for example {@code reduce_rows}. */
  public String key() {
    return name().toLowerCase(Locale.ROOT);
  }
}
