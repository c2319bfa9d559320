package dev.foldcast.plan;

import dev.foldcast.array.Runs;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;

/** Makes one window: gives each operand its box and the loops the strides of the boxes. */
final class WindowMaker {
  private List<Loop> kept;
  private List<Loop> reduced;
  private final List<Long> offsets = new ArrayList<>();
  private final List<Box> boxes = new ArrayList<>();

  WindowMaker(Piece kept, Piece reduced) {
    this.kept = kept.loops();
    this.reduced = reduced.loops();
  }

  /**
   * The next operand.
   *
   * @param first its element at the first turns of all loops
   */
  void operand(Transfer transfer, long first, int itemBytes) {
    int k = offsets.size();
    List<Loop> moving = new ArrayList<>(kept);
    moving.addAll(reduced);
    moving.removeIf(loop -> !loop.moves(k));
    long low = first;
    long high = first;
    for (Loop loop : moving) {
      long reach = loop.stride(k) * (loop.extent() - 1);
      low += Math.min(0, reach);
      high += Math.max(0, reach);
    }
    switch (transfer) {
      case NONE -> {
        offsets.add(first);
        boxes.add(new Box(transfer, new Runs(0, 0, List.of())));
      }
      case WRAP, SEND -> {
        offsets.add(first - low);
        Runs run = new Runs(low * itemBytes, (high - low + 1) * itemBytes, List.of());
        boxes.add(new Box(transfer, run));
      }
      case PACK -> {
        Packing packing = Packing.of(moving, k);
        offsets.add(packing.offset());
        boxes.add(new Box(transfer, packing.runs(low, itemBytes)));
        kept = packing.apply(kept);
        reduced = packing.apply(reduced);
      }
    }
  }

  /**
   * The window, after its last operand.
   *
   * @param outFirst the result's element at the first turns of all loops
   * @param compact whether the window's results have a buffer of their own
   */
  Window make(long outFirst, int resultBytes, boolean compact, boolean first, boolean last) {
    Runs results = resultRuns(outFirst, resultBytes);
    List<Loop> outputs = compact ? compacted() : kept;
    Nest nest =
        new Nest(
            List.copyOf(outputs),
            List.copyOf(reduced),
            List.copyOf(offsets),
            compact ? 0 : outFirst);
    return new Window(nest, List.copyOf(boxes), first, last, results);
  }

  /** Loops over the result, from the shortest stride on. */
  private List<Loop> inResultOrder() {
    List<Loop> loops = new ArrayList<>(kept);
    loops.sort(Comparator.comparingLong(Loop::outStride));
    return loops;
  }

  private Runs resultRuns(long first, int resultBytes) {
    long run = 1;
    List<Runs.Loop> around = new ArrayList<>();
    for (Loop loop : inResultOrder()) {
      if (loop.extent() == 1) {
        continue;
      }
      if (around.isEmpty() && loop.outStride() == run) {
        run *= loop.extent();
      } else {
        around.add(new Runs.Loop(loop.extent(), loop.outStride() * resultBytes));
      }
    }
    Collections.reverse(around);
    return new Runs(first * resultBytes, run * resultBytes, around);
  }

  /** The loops with the strides of a result without gaps, in the same order in memory. */
  private List<Loop> compacted() {
    List<Loop> compacted = new ArrayList<>(kept);
    long stride = 1;
    for (Loop loop : inResultOrder()) {
      compacted.set(kept.indexOf(loop), new Loop(loop.extent(), loop.strides(), stride));
      stride *= loop.extent();
    }
    return compacted;
  }
}
