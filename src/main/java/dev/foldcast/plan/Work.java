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

  /**
   * Terms that are added up, or multiplied, before a second worker is worth being woken. (One group
   * instead of two on two cores, calls of a warm program: vectors of 64 to 512 KiB took 0.79 to
   * 0.91 of the time, those of 2 MiB 0.9 to 1.2; sums along axes and products of rows up to 351 KiB
   * 0.8 to 0.9.)
   */
  private static final long SMALL = 1 << 17;

  /**
   * Terms of a vector of which one worker for each compute unit has enough. (Two groups instead of
   * 32 on two cores: sums of 2^20 numbers took 0.82 to 0.92 of the time under PoCL, 0.85 to 0.94
   * under Intel's driver, products of 2^18 0.94 and 0.85. Those of 2^23 took 1.02.)
   */
  private static final long MEDIUM = 1 << 20;

  /**
   * Terms that a processor adds up, or multiplies, sooner than its compiler makes that faster. (Two
   * cores without AVX-512, PoCL 3.1: compiling a sum of 20 numbers takes 0.53 s of processor time
   * instead of 1.27, and a kernel that adds 1000 takes 8 us instead of 5, of calls of 100.)
   */
  private static final long BRIEF = 1 << 12;

  /** Whether the work is so small that one worker does it, and no other schedule matters. */
  public boolean isSmall() {
    return isSmall(kept, reduced);
  }

  /**
   * The same of a nest.
   *
   * @param kept number of results
   * @param reduced number of terms of one result
   */
  static boolean isSmall(long kept, long reduced) {
    return isLess(SMALL, kept, reduced);
  }

  /** Whether a processor's compiler had better not optimize what it compiles for a nest. */
  static boolean isBrief(long kept, long reduced) {
    return isLess(BRIEF, kept, reduced);
  }

  private static boolean isLess(long terms, long kept, long reduced) {
    return reduced < terms && kept <= (terms - 1) / Math.max(1, reduced);
  }

  /**
   * Groups of a CPU that are worth being woken.
   *
   * @param most where the work is large
   */
  int groups(int computeUnits, int most) {
    boolean vector = Math.min(kept, reduced) <= 1 && Math.max(kept, reduced) <= MEDIUM;
    return isSmall() ? 1 : vector ? computeUnits : most;
  }

  static Work of(Operation operation, Nest nest, Family family) {
    Accuracy accuracy =
        operation instanceof Operation.Reduce reduce
                && reduce.reducer().rounds(operation.term().dtype())
            ? reduce.accuracy()
            : Accuracy.EXACT;
    List<Loop> inner = nest.innerIsKept() ? nest.kept() : nest.reduced();
    return new Work(
        family,
        operation.term().dtype(),
        accuracy,
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
