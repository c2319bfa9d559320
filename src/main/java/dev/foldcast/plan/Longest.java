package dev.foldcast.plan;

/**
 * The longest window of a reduction, as its kernel goes through it.
 *
 * @param nest its loops, of rows taken together
 * @param shortest turns of the inner loop in the smallest window
 * @param rows how rows of outputs are taken
 * @param carried whether reduced loops are cut, so that records outlive a window
 */
record Longest(Nest nest, long shortest, Rows rows, boolean carried) {}
