package dev.foldcast.plan;

import dev.foldcast.array.DType;
import java.util.ArrayList;
import java.util.List;

/** A tiling of an operation: whether it is allowed, the memory that it takes, and its cost. */
final class Candidate {
  /** Bytes that could be moved while a window is launched. */
  static final double LAUNCH = 4 << 20;

  /** Bytes that could be moved while one piece of a result is written. */
  private static final double WRITE = 16 << 10;

  /** Least bytes that are fetched from memory and from a file. */
  private static final double LINE = 64;

  private static final double PAGE = 4096;

  /** Copies of what moves from window to window: one in use, one under way. */
  private static final int DEPTH = 2;

  /** More than any memory, and few enough to add up. */
  private static final double MOST_BYTES = 1L << 56;

  private final Tiler.Question of;
  private final Tiling tiling;
  private final List<Transfer> transfers = new ArrayList<>();
  private double cost;
  private double inPlace;
  private long whole;
  private long moving;
  private boolean allowed;

  Candidate(Tiler.Question of, Tiling tiling) {
    this.of = of;
    this.tiling = tiling;
    this.allowed = of.target() != Target.SEQUENCE || tiling.inSequence();
    double windows = pieces(tiling.kept()) * pieces(tiling.reduced());
    cost = LAUNCH * windows;
    for (int k = 0; k < of.nest().operands(); k++) {
      operand(of.operation().operands().get(k), k);
    }
    result();
    boolean carried = pieces(tiling.reduced()) > 1;
    Tiler.Scratch scratch = of.needs().scratch(longest(), carried);
    allowed &= scratch.bytes() >= 0;
    hold((double) scratch.bytes(), false);
    cost += carried ? 2.0 * scratch.carried() * windows : 0;
  }

  /** Bytes moved, and bytes that could be moved in the other time that it takes. */
  double cost() {
    return cost;
  }

  /** The part of the cost that is the same for all windows: bytes read where they lie. */
  double inPlace() {
    return inPlace;
  }

  /** Bytes of memory that it needs at least, or {@link Long#MAX_VALUE} if it is not allowed. */
  long needs() {
    return allowed ? Math.addExact(whole, moving) : Long.MAX_VALUE;
  }

  /** Whether it is allowed, and takes no more than half of what is left for moving windows. */
  boolean fits() {
    return needs() <= of.memory();
  }

  Windows windows() {
    List<Integer> items =
        of.operation().operands().stream().map(o -> o.dtype().itemBytes()).toList();
    int resultBytes = of.operation().resultType().itemBytes();
    return new Windows(of.nest(), tiling, transfers, items, resultBytes, !of.resultIsWhole());
  }

  /** The loops of the longest window. */
  private Nest longest() {
    Nest nest = of.nest();
    return new Nest(
        longest(nest.kept(), tiling.kept()),
        longest(nest.reduced(), tiling.reduced()),
        nest.offsets(),
        0);
  }

  /** As a float: there may be more than any number of 64 bits. */
  private static double pieces(List<Cut> cuts) {
    double pieces = 1;
    for (Cut cut : cuts) {
      pieces *= cut.pieces();
    }
    return pieces;
  }

  private static List<Loop> longest(List<Loop> loops, List<Cut> cuts) {
    List<Loop> longest = new ArrayList<>();
    for (int d = 0; d < loops.size(); d++) {
      Loop loop = loops.get(d);
      longest.add(new Loop(cuts.get(d).longest(), loop.strides(), loop.outStride()));
    }
    return longest;
  }

  private void operand(OperandView view, int k) {
    if (view.place() == Place.DEVICE) {
      transfers.add(Transfer.NONE);
      return;
    }
    DType dtype = view.dtype();
    Part part = Part.of(of.nest(), tiling, k, dtype.itemBytes());
    long largest = of.limits().maxAllocationBytes();
    boolean shared = of.limits().hostMemory() && view.place() == Place.SHARED;
    if (shared && part.span <= Math.min(of.budget().wholeBytes(), largest)) {
      transfers.add(Transfer.WRAP);
      double read = part.sends * Math.min(part.span, part.bytes * part.waste(PAGE));
      cost += read;
      inPlace += read;
      return;
    }
    int copies = part.moves() ? DEPTH : 1;
    long bound = part.moves() ? of.budget().sentBytes() : of.budget().wholeBytes();
    long most = Math.min(bound, largest);
    if (part.span <= most && part.span <= 1.25 * part.bytes) {
      transfers.add(Transfer.SEND);
      hold(part.span * copies, part.moves());
      cost += part.span * (1.5 * part.sends + 1);
      return;
    }
    transfers.add(Transfer.PACK);
    allowed &= part.bytes <= (part.moves() ? Math.min(most, of.budget().windowBytes()) : most);
    hold(part.bytes * (of.limits().hostMemory() ? copies : copies + 1), part.moves());
    double each = 2 + part.waste(LINE) + Math.min(64, part.waste(PAGE));
    cost += part.bytes * (part.sends * each + 1);
  }

  private void result() {
    double item = of.operation().resultType().itemBytes();
    double size = (double) of.nest().outputs() * item;
    if (of.resultIsWhole()) {
      allowed &= size <= of.limits().maxAllocationBytes();
      hold(size, false);
      return;
    }
    if (of.target() == Target.MEMORY) {
      hold(size, false);
    }
    double window = item;
    double run = item;
    boolean contiguous = true;
    for (int i = tiling.keptOrder().size() - 1; i >= 0; i--) {
      Cut cut = tiling.kept().get(tiling.keptOrder().get(i));
      window *= cut.longest();
      run *= contiguous ? cut.longest() : 1;
      contiguous &= cut.isWhole();
    }
    boolean moves = pieces(tiling.kept()) > 1;
    long most = Math.min(of.limits().maxAllocationBytes(), of.budget().windowBytes());
    allowed &= window <= most;
    hold(window * (moves ? DEPTH : 1) * (of.limits().hostMemory() ? 1 : 2), moves);
    cost += size / run * WRITE + window;
  }

  private void hold(double bytes, boolean moves) {
    if (bytes > MOST_BYTES) {
      allowed = false;
      return;
    }
    whole += (long) bytes;
    moving += moves ? (long) bytes : 0;
  }
}
