package dev.foldcast.plan;

import java.util.ArrayList;
import java.util.List;

/** One piece of each loop of a list: the turns that a window takes. */
final class Piece {
  private final List<Loop> loops;
  private final long[] begins;
  private final long[] lengths;

  private Piece(List<Loop> loops) {
    this.loops = loops;
    begins = new long[loops.size()];
    lengths = new long[loops.size()];
  }

  /**
   * The pieces that are number {@code index}.
   *
   * @param order numbers of the loops, the one whose pieces change slowest first
   */
  static Piece of(List<Loop> loops, List<Cut> cuts, List<Integer> order, long index) {
    Piece piece = new Piece(loops);
    long left = index;
    for (int i = order.size() - 1; i >= 0; i--) {
      int d = order.get(i);
      Cut cut = cuts.get(d);
      long number = left % cut.pieces();
      left /= cut.pieces();
      piece.begins[d] = cut.begin(number);
      piece.lengths[d] = cut.length(number);
    }
    return piece;
  }

  /** The loops with no more turns than the piece has. */
  List<Loop> loops() {
    List<Loop> cut = new ArrayList<>();
    for (int d = 0; d < loops.size(); d++) {
      Loop loop = loops.get(d);
      cut.add(new Loop(lengths[d], loop.strides(), loop.outStride()));
    }
    return cut;
  }

  /** Elements of an operand from the first turns of the whole loops to those of the piece. */
  long offset(int operand) {
    long offset = 0;
    for (int d = 0; d < loops.size(); d++) {
      offset += begins[d] * loops.get(d).stride(operand);
    }
    return offset;
  }

  /** The same of the result. */
  long outOffset() {
    long offset = 0;
    for (int d = 0; d < loops.size(); d++) {
      offset += begins[d] * loops.get(d).outStride();
    }
    return offset;
  }
}
