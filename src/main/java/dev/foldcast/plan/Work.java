package dev.foldcast.plan;

import dev.foldcast.array.DType;
import java.util.List;

/**
 * What a configuration is wanted for: the kind of a nest and its measure.
 *
 * @param family the kernel family
 * @param term the type of the terms
 * @param accuracy of sums of floats; {@link Accuracy#EXACT} where nothing is rounded
 * @param kept number of results; {@link Long#MAX_VALUE} if there are more
 * @param reduced number of terms of one result, likewise
 * @param inner turns of the loop with the shortest stride, 1 where there is no loop
 */
public record Work(
    Family family, DType term, Accuracy accuracy, long kept, long reduced, long inner) {

  static Work of(Operation operation, Nest nest, Family family) {
    boolean rounds = operation.fold() != Fold.NONE && !operation.term().dtype().isWhole();
    List<Loop> inner = nest.innerIsKept() ? nest.kept() : nest.reduced();
    return new Work(
        family,
        operation.term().dtype(),
        rounds ? operation.accuracy() : Accuracy.EXACT,
        product(nest.kept()),
        product(nest.reduced()),
        inner.isEmpty() ? 1 : inner.get(inner.size() - 1).extent());
  }

  /** An empty array may have other extents whose product is no 64-bit number. */
  private static long product(List<Loop> loops) {
    long product = 1;
    for (Loop loop : loops) {
      product =
          product > Long.MAX_VALUE / Math.max(1, loop.extent())
              ? Long.MAX_VALUE
              : product * loop.extent();
    }
    return product;
  }
}
