package dev.foldcast.plan;

import dev.foldcast.array.Runs;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.IdentityHashMap;
import java.util.List;

/**
 * The elements of one operand that some loops visit, one behind the other in the order in which
 * they lie in memory. Immutable.
 */
final class Packing {
  private final int operand;

  /** The loops that move, from the shortest stride on. */
  private final List<Loop> moving;

  private final IdentityHashMap<Loop, Long> strides = new IdentityHashMap<>();
  private final long offset;

  private Packing(List<Loop> moving, int operand) {
    this.operand = operand;
    this.moving = moving;
    long stride = 1;
    long first = 0;
    for (Loop loop : moving) {
      boolean back = loop.stride(operand) < 0;
      strides.put(loop, back ? -stride : stride);
      first += back ? stride * (loop.extent() - 1) : 0;
      stride *= loop.extent();
    }
    this.offset = first;
  }

  /**
   * Packs what loops visit.
   *
   * @param loops that move the operand
   */
  static Packing of(List<Loop> loops, int operand) {
    List<Loop> moving = new ArrayList<>(loops);
    moving.sort(Comparator.comparingLong(loop -> Math.abs(loop.stride(operand))));
    return new Packing(moving, operand);
  }

  /** Element of the packed buffer where all indices are 0. */
  long offset() {
    return offset;
  }

  /** The loops with the operand's strides in the packed buffer. */
  List<Loop> apply(List<Loop> loops) {
    List<Loop> packed = new ArrayList<>();
    for (Loop loop : loops) {
      Long stride = strides.get(loop);
      if (stride == null) {
        packed.add(loop);
        continue;
      }
      List<Long> changed = new ArrayList<>(loop.strides());
      changed.set(operand, stride);
      packed.add(new Loop(loop.extent(), List.copyOf(changed), loop.outStride()));
    }
    return packed;
  }

  /**
   * Where the elements come from.
   *
   * @param low the lowest element
   * @param item bytes of one
   */
  Runs runs(long low, int item) {
    long run = 1;
    List<Runs.Loop> around = new ArrayList<>();
    for (Loop loop : moving) {
      if (loop.extent() == 1) {
        continue;
      }
      long stride = Math.abs(loop.stride(operand));
      if (around.isEmpty() && stride == run) {
        run *= loop.extent();
      } else {
        around.add(new Runs.Loop(loop.extent(), stride * item));
      }
    }
    Collections.reverse(around);
    return new Runs(low * item, run * item, around);
  }
}
