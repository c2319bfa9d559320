package dev.foldcast.array;

import java.nio.BufferOverflowException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.function.Function;

/**
 * A gather that has been checked: runs of a memory, and where each of them goes in a buffer. Since
 * each run knows its place, the work can be cut along any loop and done in any order, and done
 * again. Immutable; what it copies is written at absolute positions, so that no buffer's own
 * position moves.
 */
public final class RunCopy {
  /** Turns of a loop of the memory ({@code step}) and of the buffer ({@code toStep}), in bytes. */
  private record Axis(int turns, long step, int toStep) {
    long reach() {
      return (turns - 1) * Math.abs(step);
    }
  }

  /** Takes the pieces of a copy. */
  @FunctionalInterface
  public interface Visitor<E extends Exception> {
    void visit(RunCopy piece) throws E;
  }

  /** What a processor fetches at once. */
  private static final int LINE_BYTES = 64;

  /** Lines that stay in a processor's first cache until the next loop needs them again. */
  private static final int LINES_KEPT = 64;

  /** Runs in a row that costs more to begin than to copy. */
  private static final int SHORT_ROW = 8;

  private final ByteBuffer into;
  private final long first;
  private final int bytes;
  private final int to;
  private final List<Axis> axes;

  private RunCopy(ByteBuffer into, long first, int bytes, int to, List<Axis> axes) {
    this.into = into;
    this.first = first;
    this.bytes = bytes;
    this.to = to;
    this.axes = axes;
  }

  /**
   * Checks a gather; nothing is copied yet.
   *
   * @param byteSize of the memory
   * @param into has room from its position on, which does not move
   * @throws IndexOutOfBoundsException if a run is not inside the memory
   * @throws BufferOverflowException if there is not enough room
   */
  public static RunCopy of(Runs runs, long byteSize, ByteBuffer into) {
    refuseOutside(runs, byteSize);
    if (runs.totalBytes() > into.remaining()) {
      throw new BufferOverflowException();
    }
    int bytes = (int) runs.bytes();
    List<Axis> axes = new ArrayList<>();
    int toStep = bytes;
    for (int depth = runs.loops().size() - 1; depth >= 0; depth--) {
      int turns = (int) runs.loops().get(depth).turns();
      long step = runs.loops().get(depth).step();
      Axis inner = axes.isEmpty() ? null : axes.get(0);
      if (inner == null && step == bytes) {
        bytes *= turns;
      } else if (inner != null && step == inner.turns * inner.step) {
        axes.set(0, new Axis(inner.turns * turns, inner.step, inner.toStep));
      } else if (turns > 1) {
        axes.add(0, new Axis(turns, step, toStep));
      }
      toStep *= turns;
    }
    ByteBuffer room = into.slice().order(ByteOrder.nativeOrder());
    return new RunCopy(room, runs.first(), bytes, /* to= */ 0, List.copyOf(axes));
  }

  private static void refuseOutside(Runs runs, long byteSize) {
    try {
      long low = runs.first();
      long high = Math.addExact(low, runs.bytes());
      for (Runs.Loop loop : runs.loops()) {
        long reach = Math.multiplyExact(loop.turns() - 1, loop.step());
        low = Math.addExact(low, Math.min(reach, 0));
        high = Math.addExact(high, Math.max(reach, 0));
      }
      Objects.checkFromToIndex(low, high, /* length= */ byteSize);
    } catch (ArithmeticException e) {
      throw new IndexOutOfBoundsException(runs + " reach beyond 63 bits");
    }
  }

  /** Lowest byte of the memory that is copied. */
  public long low() {
    return first + axes.stream().mapToLong(axis -> Math.min(axis.step, 0) * (axis.turns - 1)).sum();
  }

  /** Bytes of the memory from {@link #low} to the end of the highest run. */
  public long span() {
    return bytes + axes.stream().mapToLong(Axis::reach).sum();
  }

  /** Number of runs, after runs that follow each other without a gap have become one. */
  public long count() {
    return axes.stream().mapToLong(Axis::turns).reduce(1, (a, b) -> a * b);
  }

  /** Bytes of all runs together. */
  public long totalBytes() {
    return count() * bytes;
  }

  /**
   * The room of a single run in the buffer: what must be filled with the bytes from {@link #low}.
   */
  public ByteBuffer target() {
    return into.slice(to, bytes);
  }

  /** Visits every run as a copy of its own. */
  public <E extends Exception> void forEach(Visitor<E> visitor) throws E {
    split(0, visitor);
  }

  /**
   * Visits pieces that each have a span of at most {@code most} bytes or are a single run. The
   * widest loop is cut first: that gives few pieces, however the loops are nested.
   */
  public <E extends Exception> void split(long most, Visitor<E> visitor) throws E {
    long span = span();
    if (axes.isEmpty() || span <= most) {
      visitor.visit(this);
      return;
    }
    int widest = 0;
    for (int k = 1; k < axes.size(); k++) {
      if (Math.abs(axes.get(k).step) > Math.abs(axes.get(widest).step)) {
        widest = k;
      }
    }
    Axis axis = axes.get(widest);
    long rest = span - axis.reach();
    int turns = rest > most ? 1 : (int) (1 + (most - rest) / Math.abs(axis.step));
    for (int turn = 0; turn < axis.turns; turn += turns) {
      cut(widest, turn, Math.min(turns, axis.turns - turn)).split(most, visitor);
    }
  }

  /** The turns [turn, turn + turns) of a loop. */
  private RunCopy cut(int k, int turn, int turns) {
    Axis axis = axes.get(k);
    List<Axis> rest = new ArrayList<>(axes);
    if (turns == 1) {
      rest.remove(k);
    } else {
      rest.set(k, new Axis(turns, axis.step, axis.toStep));
    }
    return new RunCopy(into, first + turn * axis.step, bytes, to + turn * axis.toStep, rest);
  }

  /**
   * Copies every run.
   *
   * @param source has bytes of the memory from index 0 on
   * @param origin which byte of the memory is the one at index 0
   */
  public void copyFrom(ByteBuffer source, long origin) {
    ByteBuffer from = source.duplicate().order(ByteOrder.nativeOrder());
    copyWith(room -> new BufferRows(from, room), origin);
  }

  /**
   * Copies every run.
   *
   * @param maker makes what copies rows into the buffer that it is given
   * @param origin which byte of the memory is byte 0 of the rows
   */
  void copyWith(Function<ByteBuffer, RowCopier> maker, long origin) {
    RowCopier rows = maker.apply(into);
    if (axes.isEmpty()) {
      rows.copy(first - origin, /* step= */ 0, to, /* toStep= */ 0, /* turns= */ 1, bytes);
      return;
    }
    List<Axis> outer = new ArrayList<>(axes);
    Axis inner = outer.remove(innermost());
    int atOnce = inner.turns;
    for (int k = 0; k < outer.size(); k++) {
      Axis axis = outer.get(k);
      if (Math.abs(inner.step) >= LINE_BYTES && Math.abs(axis.step) < LINE_BYTES) {
        // A row takes a little of many lines, the next row of this loop takes more of them.
        outer.add(outer.remove(k));
        atOnce = LINES_KEPT;
        break;
      }
    }
    for (int turn = 0; turn < inner.turns; turn += atOnce) {
      Axis row = new Axis(Math.min(atOnce, inner.turns - turn), inner.step, inner.toStep);
      long from = first - origin + turn * inner.step;
      visit(rows, outer, row, /* depth= */ 0, from, to + turn * inner.toStep);
    }
  }

  /** The loop for the rows: the last one, unless it is so short that each row costs more. */
  private int innermost() {
    int inner = axes.size() - 1;
    if (axes.get(inner).turns < SHORT_ROW) {
      for (int k = 0; k < axes.size(); k++) {
        inner = axes.get(k).turns > axes.get(inner).turns ? k : inner;
      }
    }
    return inner;
  }

  private void visit(RowCopier rows, List<Axis> outer, Axis row, int depth, long from, int at) {
    if (depth == outer.size()) {
      rows.copy(from, row.step, at, row.toStep, row.turns, bytes);
      return;
    }
    Axis axis = outer.get(depth);
    for (int turn = 0; turn < axis.turns; turn++) {
      visit(rows, outer, row, depth + 1, from + turn * axis.step, at + turn * axis.toStep);
    }
  }
}
