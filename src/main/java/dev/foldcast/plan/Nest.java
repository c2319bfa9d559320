package dev.foldcast.plan;

import dev.foldcast.array.Layout;
import dev.foldcast.array.Shape;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;

/**
 * A loop nest in canonical form: axes of extent 1 are gone, kept and reduced loops are each sorted
 * from the longest stride to the shortest, and loops that continue each other are one. Immutable.
 *
 * @param kept the loops over outputs, outermost first; for a fold of nothing the last one is
 *     contiguous in the result
 * @param reduced the loops over the terms of one output, outermost first
 * @param offsets element of each operand where all indices are 0
 * @param outOffset element of the result where all indices are 0
 */
public record Nest(List<Loop> kept, List<Loop> reduced, List<Long> offsets, long outOffset) {

  /**
   * The canonical nest of an operation.
   *
   * @param result how the result lies in memory
   */
  public static Nest of(Operation operation, Layout result) {
    Shape shape = operation.shape();
    int operands = operation.operands().size();
    long[] offsets = new long[operands];
    for (int k = 0; k < operands; k++) {
      offsets[k] = operation.layout(k).offset();
    }
    List<Loop> kept = new ArrayList<>();
    List<Loop> reduced = new ArrayList<>();
    boolean keepDims = operation instanceof Operation.Reduce reduce && reduce.keepDims();
    int resultAxis = 0;
    for (int axis = 0; axis < shape.rank(); axis++) {
      boolean reduces = operation.reduces(axis);
      long outStride = reduces ? 0 : result.stride(resultAxis);
      resultAxis += reduces && !keepDims ? 0 : 1;
      long extent = shape.extent(axis);
      if (extent == 1) {
        continue;
      }
      long[] strides = new long[operands];
      for (int k = 0; k < operands; k++) {
        strides[k] = operation.layout(k).stride(axis);
      }
      if (reduces) {
        forward(extent, strides, offsets);
      }
      (reduces ? reduced : kept).add(new Loop(extent, boxed(strides), outStride));
    }
    Comparator<Loop> byReach = Comparator.comparingLong(Loop::reach).reversed();
    reduced.sort(byReach);
    kept.sort(
        operation.isReduction() ? byReach : Comparator.comparingLong(Loop::outStride).reversed());
    return new Nest(
        List.copyOf(merged(kept)), List.copyOf(merged(reduced)), boxed(offsets), result.offset());
  }

  private static List<Long> boxed(long[] values) {
    return Arrays.stream(values).boxed().toList();
  }

  /** Walks a reduced axis the other way where no operand goes forward: the terms are the same. */
  private static void forward(long extent, long[] strides, long[] offsets) {
    for (long stride : strides) {
      if (stride > 0) {
        return;
      }
    }
    for (int k = 0; k < strides.length; k++) {
      offsets[k] = Math.addExact(offsets[k], Math.multiplyExact(strides[k], extent - 1));
      strides[k] = -strides[k];
    }
  }

  private static List<Loop> merged(List<Loop> loops) {
    List<Loop> merged = new ArrayList<>();
    for (Loop loop : loops) {
      int last = merged.size() - 1;
      if (last >= 0 && merged.get(last).continues(loop)) {
        merged.set(last, merged.get(last).merge(loop));
      } else {
        merged.add(loop);
      }
    }
    return merged;
  }

  public int operands() {
    return offsets.size();
  }

  /** Number of results. */
  public long outputs() {
    return product(kept);
  }

  /** Number of terms in one result. */
  public long count() {
    return product(reduced);
  }

  private static long product(List<Loop> loops) {
    long product = 1;
    for (Loop loop : loops) {
      product = Math.multiplyExact(product, loop.extent());
    }
    return product;
  }

  /** The class of the nest, which names its kernel family. */
  Family family() {
    if (reduced.isEmpty()) {
      return elementwiseFamily();
    }
    if (isContraction()) {
      return Family.CONTRACT;
    }
    if (kept.isEmpty()) {
      return unitStride(reduced.get(reduced.size() - 1)) ? Family.REDUCE_FULL : Family.GENERAL;
    }
    if (count() <= SHORT && outputs() > count()) {
      return Family.REDUCE_SHORT;
    }
    if (!unitStride(inner())) {
      return Family.GENERAL;
    }
    return innerIsKept() ? Family.REDUCE_COLUMNS : Family.REDUCE_ROWS;
  }

  /** Whether the terms of an output are neighbours in memory. */
  boolean isRows() {
    return reduced.size() == 1 && unitStride(reduced.get(0));
  }

  /** At most this many terms are few. */
  static final long SHORT = 32;

  private Family elementwiseFamily() {
    boolean broadcast = false;
    for (Loop loop : kept) {
      boolean moves = false;
      boolean stays = false;
      for (int k = 0; k < operands(); k++) {
        moves |= loop.moves(k);
        stays |= !loop.moves(k);
      }
      broadcast |= moves && stays;
    }
    if (!kept.isEmpty() && !unitStride(kept.get(kept.size() - 1))) {
      return Family.GENERAL;
    }
    if (kept.size() <= 1) {
      return Family.ELEMENTWISE;
    }
    return broadcast ? Family.OUTER : Family.GENERAL;
  }

  /** Two operands, each with a kept loop that the other does not move along. */
  private boolean isContraction() {
    for (int a = 0; a < operands(); a++) {
      for (int b = a + 1; b < operands(); b++) {
        if (movesAlone(a, b) && movesAlone(b, a)) {
          return true;
        }
      }
    }
    return false;
  }

  private boolean movesAlone(int operand, int other) {
    return kept.stream().anyMatch(l -> l.moves(operand) && !l.moves(other));
  }

  private static boolean unitStride(Loop loop) {
    for (long stride : loop.strides()) {
      if (stride != 0 && stride != 1) {
        return false;
      }
    }
    return true;
  }

  /** The loop with the shortest stride. */
  private Loop inner() {
    return innerIsKept() ? kept.get(kept.size() - 1) : reduced.get(reduced.size() - 1);
  }

  /** Whether neighbours in memory belong to different results. */
  boolean innerIsKept() {
    if (kept.isEmpty() || reduced.isEmpty()) {
      return reduced.isEmpty();
    }
    return kept.get(kept.size() - 1).reach() < reduced.get(reduced.size() - 1).reach();
  }

  /**
   * Whether one operand's neighbours are terms of one result and another's belong to different
   * results. Whoever adds up one result at a time then loads a line of the other for each term.
   */
  boolean crosses() {
    if (kept.isEmpty() || reduced.isEmpty()) {
      return false;
    }
    Loop across = kept.get(kept.size() - 1);
    Loop along = reduced.get(reduced.size() - 1);
    boolean terms = false;
    boolean results = false;
    for (int k = 0; k < operands(); k++) {
      boolean strided = loadMode(along, k) == LoadMode.STRIDED;
      results |= strided && across.stride(k) == 1;
      terms |= along.stride(k) == 1 && loadMode(across, k) == LoadMode.STRIDED;
    }
    return terms && results;
  }

  /**
   * Whether rows of outputs follow each other in memory: the inner reduced loop, which is the only
   * one, around the inner kept one.
   */
  boolean rowsFollow() {
    if (kept.isEmpty() || reduced.size() != 1) {
      return false;
    }
    Loop across = kept.get(kept.size() - 1);
    for (int k = 0; k < operands(); k++) {
      if (reduced.get(0).stride(k) != across.stride(k) * across.extent()) {
        return false;
      }
    }
    return true;
  }

  /**
   * The same where so many rows of outputs that follow each other are one of more outputs. What is
   * left of the rows is not in it.
   */
  public Nest joined(long rows) {
    if (rows == 1) {
      return this;
    }
    if (!rowsFollow()) {
      throw new IllegalStateException(rows + " rows do not follow each other: " + this);
    }
    Loop across = kept.get(kept.size() - 1);
    Loop along = reduced.get(0);
    List<Loop> loops = new ArrayList<>(kept.subList(0, kept.size() - 1));
    loops.add(new Loop(across.extent() * rows, across.strides(), across.outStride()));
    List<Long> strides = along.strides().stream().map(stride -> stride * rows).toList();
    Loop over = new Loop(along.extent() / rows, strides, along.outStride());
    return new Nest(List.copyOf(loops), List.of(over), offsets, outOffset);
  }

  /**
   * Whether outputs are runs: neighbours in the result and in each operand, the next run following
   * at once in the result, and as far behind in every operand. Operands may also have one element
   * for all runs.
   */
  boolean hasRuns() {
    if (kept.size() < 2 || reduced.size() != 1) {
      return false;
    }
    Loop along = kept.get(kept.size() - 1);
    Loop across = kept.get(kept.size() - 2);
    long skip = skip();
    if (skip <= 0 || along.outStride() != 1 || across.outStride() != along.extent()) {
      return false;
    }
    for (int k = 0; k < operands(); k++) {
      boolean skips = along.stride(k) == 1 && across.stride(k) - along.extent() == skip;
      if (!skips && (along.moves(k) || across.moves(k))) {
        return false;
      }
    }
    return true;
  }

  /** Outputs of a row: turns of the inner kept loop. */
  public long width() {
    return kept.get(kept.size() - 1).extent();
  }

  /** Elements between two runs; 0 where there are none. */
  public long skip() {
    Loop along = kept.get(kept.size() - 1);
    for (int k = 0; k < operands(); k++) {
      if (along.stride(k) == 1) {
        return kept.get(kept.size() - 2).stride(k) - along.extent();
      }
    }
    return 0;
  }

  /** The same with the outputs of all runs as one loop, as if no operand skipped anything. */
  public Nest inOneRun() {
    Loop along = kept.get(kept.size() - 1);
    long extent = along.extent() * kept.get(kept.size() - 2).extent();
    List<Loop> loops = new ArrayList<>(kept.subList(0, kept.size() - 2));
    loops.add(new Loop(extent, along.strides(), along.outStride()));
    return new Nest(List.copyOf(loops), reduced, offsets, outOffset);
  }

  /**
   * The loops in another order: around the inner one that along which operands are contiguous which
   * are so neither along the inner one nor constant. The same where there is none.
   */
  Nest turned() {
    Loop inner = kept.get(kept.size() - 1);
    for (int k = 0; k < operands(); k++) {
      if (loadMode(inner, k) != LoadMode.STRIDED) {
        continue;
      }
      for (Loop across : kept) {
        if (across.stride(k) == 1) {
          List<Loop> loops = new ArrayList<>(kept);
          loops.remove(across);
          loops.add(loops.size() - 1, across);
          return new Nest(List.copyOf(loops), reduced, offsets, outOffset);
        }
      }
    }
    return this;
  }

  /** How an operand's vectors are loaded by tiles of the last two loops. */
  LoadMode tileMode(int operand) {
    LoadMode mode = loadMode(kept.get(kept.size() - 1), operand);
    boolean turns = kept.size() > 1 && kept.get(kept.size() - 2).stride(operand) == 1;
    return mode == LoadMode.STRIDED && turns ? LoadMode.TURNED : mode;
  }

  /**
   * How an operand's vectors are loaded where lanes are outputs, and operands {@link #crosses} or
   * {@link Squares} are turned.
   */
  LoadMode columnMode(int operand) {
    LoadMode mode = loadMode(kept.get(kept.size() - 1), operand);
    boolean turns = reduced.get(reduced.size() - 1).stride(operand) == 1;
    return mode == LoadMode.STRIDED && turns ? LoadMode.TURNED : mode;
  }

  /** How an operand's vectors are loaded where many rows, the last loop, are taken at once. */
  LoadMode rowMode(int operand) {
    Loop inner = kept.get(kept.size() - 1);
    Loop across = kept.get(kept.size() - 2);
    if (across.stride(operand) == 0) {
      return LoadMode.REPEATED;
    }
    if (inner.stride(operand) == 0 && across.stride(operand) == 1) {
      return LoadMode.SPREAD;
    }
    boolean follow = inner.stride(operand) == 1 && across.stride(operand) == inner.extent();
    return follow ? LoadMode.CONTIGUOUS : LoadMode.STRIDED;
  }

  /** Whether tiles of the last two loops let an operand be read along its neighbours. */
  boolean turns() {
    for (int k = 0; k < operands(); k++) {
      if (tileMode(k) == LoadMode.TURNED) {
        return true;
      }
    }
    return false;
  }

  /** The inner stride of an operand decides how its vectors are loaded. */
  static LoadMode loadMode(Loop inner, int operand) {
    long stride = inner.stride(operand);
    return stride == 0 ? LoadMode.BROADCAST : stride == 1 ? LoadMode.CONTIGUOUS : LoadMode.STRIDED;
  }
}
