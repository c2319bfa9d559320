package dev.foldcast.plan;

import dev.foldcast.array.Layout;
import java.util.List;

/**
 * A nest cut in windows, to be taken one after the other: results in the order in which they lie in
 * memory, and all terms of the same results before the next results. Immutable.
 *
 * @param nest the whole nest
 * @param tiling how its loops are cut
 * @param transfers how each operand reaches the device
 * @param itemBytes of each operand's elements
 * @param resultBytes of one result
 * @param compact whether a window's results have a buffer of their own; else they lie in the whole
 *     result's
 */
public record Windows(
    Nest nest,
    Tiling tiling,
    List<Transfer> transfers,
    List<Integer> itemBytes,
    int resultBytes,
    boolean compact) {

  /** One window of a nest that reads and writes nothing. */
  static Windows none(Nest nest) {
    return new Windows(nest, Tiling.whole(nest), List.of(), List.of(), 0, false);
  }

  /** Number of windows. */
  public long count() {
    return Math.multiplyExact(tiling.keptPieces(), tiling.reducedPieces());
  }

  /** Windows that share their results. */
  public long perResult() {
    return tiling.reducedPieces();
  }

  /** Whether there is more than one. */
  public boolean several() {
    return count() > 1;
  }

  /** The loops of the longest window; those of {@link #none}, which has no operands, are all. */
  Nest longest() {
    return transfers.isEmpty() ? nest : window(0).nest();
  }

  /** Last element of an operand, or of the results, that a window reaches. */
  long lastElement(Operation operation, Layout result) {
    Window longest = window(0);
    long last = compact ? longest.nest().outputs() : result.last();
    for (int k = 0; k < operation.operands().size(); k++) {
      OperandView operand = operation.operands().get(k);
      Box box = longest.boxes().get(k);
      long elements =
          box.transfer() == Transfer.NONE
              ? operand.layout().last()
              : box.bytes() / operand.dtype().itemBytes() - 1;
      last = Math.max(last, elements);
    }
    return last;
  }

  /** The window that is number {@code index}; none is longer than the first, in any loop. */
  public Window window(long index) {
    long part = index % perResult();
    Piece kept = Piece.of(nest.kept(), tiling.kept(), tiling.keptOrder(), index / perResult());
    Piece reduced = Piece.of(nest.reduced(), tiling.reduced(), tiling.reducedOrder(), part);
    WindowMaker maker = new WindowMaker(kept, reduced);
    for (int k = 0; k < transfers.size(); k++) {
      long first = nest.offsets().get(k) + kept.offset(k) + reduced.offset(k);
      maker.operand(transfers.get(k), first, itemBytes.get(k));
    }
    long outFirst = nest.outOffset() + kept.outOffset();
    return maker.make(outFirst, resultBytes, compact, part == 0, part == perResult() - 1);
  }
}
