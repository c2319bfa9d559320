package dev.foldcast.plan;

/**
 * How work that reduces nothing stores its results.
 *
 * @param streaming past the caches, where the compiler can
 * @param tile vectors of rows in a tile; 0: rows one by one
 */
public record Stores(boolean streaming, int tile) {
  /** Plain ones, row by row. */
  public static final Stores PLAIN = new Stores(false, 0);

  /** Whether rows are taken by tiles, because operands are contiguous along two axes. */
  public boolean tiled() {
    return tile > 0;
  }
}
