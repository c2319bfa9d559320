package dev.foldcast.plan;

import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;

/**
 * How the loops of a nest are cut. Immutable.
 *
 * @param kept a cut for each kept loop
 * @param reduced a cut for each reduced loop
 * @param keptOrder numbers of the kept loops, the one whose pieces change slowest first
 * @param reducedOrder the same of the reduced loops
 */
record Tiling(
    List<Cut> kept, List<Cut> reduced, List<Integer> keptOrder, List<Integer> reducedOrder) {

  /** Cuts of a nest's loops, results in the order of memory. */
  static Tiling of(Nest nest, List<Cut> kept, List<Cut> reduced) {
    Comparator<Integer> byResult = Comparator.comparingLong(d -> -nest.kept().get(d).outStride());
    return new Tiling(
        kept,
        reduced,
        IntStream.range(0, kept.size()).boxed().sorted(byResult).toList(),
        IntStream.range(0, reduced.size()).boxed().toList());
  }

  /** No cut at all. */
  static Tiling whole(Nest nest) {
    return of(nest, wholes(nest.kept()), wholes(nest.reduced()));
  }

  private static List<Cut> wholes(List<Loop> loops) {
    return loops.stream().map(loop -> Cut.whole(loop.extent())).toList();
  }

  long keptPieces() {
    return pieces(kept);
  }

  long reducedPieces() {
    return pieces(reduced);
  }

  private static long pieces(List<Cut> cuts) {
    long pieces = 1;
    for (Cut cut : cuts) {
      pieces = Math.multiplyExact(pieces, cut.pieces());
    }
    return pieces;
  }

  /** Whether the windows' results follow each other in memory. */
  boolean inSequence() {
    boolean cut = false;
    for (int i = keptOrder.size() - 1; i >= 0; i--) {
      Cut of = kept.get(keptOrder.get(i));
      if (cut && of.longest() > 1) {
        return false;
      }
      cut |= !of.isWhole();
    }
    return true;
  }
}
