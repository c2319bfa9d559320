package dev.foldcast.plan;

import java.util.ArrayList;
import java.util.List;

/**
 * Whether vectors of neighbours begin at multiples of their own length, as some GPUs must know to
 * load one at once.
 *
 * @param window the nest that a kernel goes through
 * @param inner the loop that lanes lie along
 * @param span terms in a vector
 * @param stores how results are laid down where nothing is reduced
 * @param byRows whether lanes share an output
 * @param tree whether the work-items of a group share units
 */
record Alignment(Nest window, Loop inner, int span, Stores stores, boolean byRows, boolean tree) {

  /** Whether all vectors of an operand do that is loaded so. */
  boolean holds(int operand, LoadMode mode) {
    boolean neighbours = mode == LoadMode.CONTIGUOUS || mode == LoadMode.INTERLEAVED;
    return neighbours
        && !stores.tiled()
        && window.offsets().get(operand) % span == 0
        && (goesOn() || inner.extent() % span == 0)
        && others(mode).stream().allMatch(loop -> loop.stride(operand) % span == 0);
  }

  /** Whether no vector is moved back at the end of a row, as a work-item alone does. */
  private boolean goesOn() {
    return hasManyRows() || (byRows && tree && window.reduced().size() == 1);
  }

  /** Whether vectors go on from one row to the next. */
  private boolean hasManyRows() {
    return stores.row() > 0;
  }

  /** Loops that lead from one vector's beginning to another's. */
  private List<Loop> others(LoadMode mode) {
    List<Loop> others = new ArrayList<>(window.kept());
    others.addAll(window.reduced());
    others.remove(inner);
    if (hasManyRows()) {
      others.remove(window.kept().get(window.kept().size() - 2));
    }
    if (mode == LoadMode.INTERLEAVED) { // vectors go on from one output to the next
      others.removeAll(window.reduced());
    }
    return others;
  }
}
