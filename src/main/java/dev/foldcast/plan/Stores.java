package dev.foldcast.plan;

/**
 * How work that reduces nothing stores its results.
 *
 * @param streaming past the caches, where the compiler can
 * @param tile vectors of rows in a tile, or rows of one that is shared; 0: rows one by one
 * @param shared whether a work-group shares a tile, by way of local memory
 * @param row terms of each row where rows are so short that many are taken at once; else 0
 */
public record Stores(boolean streaming, int tile, boolean shared, int row) {
  /** Plain ones, row by row. */
  public static final Stores PLAIN = new Stores(false, 0, false, 0);

  /** Whether rows are taken by tiles, because operands are contiguous along two axes. */
  public boolean tiled() {
    return tile > 0;
  }
}
