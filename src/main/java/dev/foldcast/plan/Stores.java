package dev.foldcast.plan;

/**
 * How work that reduces nothing stores its results.
 *
 * @param streaming past the caches, where the compiler can
 * @param tile vectors of rows in a tile, or rows of one that is shared; 0: rows one by one
 * @param shared whether a work-group shares a tile, by way of local memory
 */
public record Stores(boolean streaming, int tile, boolean shared) {
  /** Plain ones, row by row. */
  public static final Stores PLAIN = new Stores(false, 0, false);

  /** Whether rows are taken by tiles, because operands are contiguous along two axes. */
  public boolean tiled() {
    return tile > 0;
  }
}
