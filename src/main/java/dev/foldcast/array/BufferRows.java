package dev.foldcast.array;

import java.nio.ByteBuffer;

/**
 * Copies rows of runs between buffers of one byte order. Runs as long as an element have loops of
 * their own, since a bulk copy costs ten times as much as one element.
 */
final class BufferRows implements RowCopier {
  private final ByteBuffer from;
  private final ByteBuffer into;

  BufferRows(ByteBuffer from, ByteBuffer into) {
    this.from = from;
    this.into = into;
  }

  @Override
  public void copy(long first, long longStep, int to, int toStep, int turns, int bytes) {
    // A row lies in one buffer, so its steps are ints; the step of a single run has no meaning.
    int at = (int) first;
    int step = (int) longStep;
    switch (bytes) {
      case 1 -> bytes(at, step, to, toStep, turns);
      case 2 -> shorts(at, step, to, toStep, turns);
      case 4 -> ints(at, step, to, toStep, turns);
      case 8 -> longs(at, step, to, toStep, turns);
      case 16 -> pairs(at, step, to, toStep, turns);
      default -> bulks(at, step, to, toStep, turns, bytes);
    }
  }

  private void bytes(int at, int step, int to, int toStep, int turns) {
    for (int turn = 0; turn < turns; turn++) {
      into.put(to + turn * toStep, from.get(at + turn * step));
    }
  }

  private void shorts(int at, int step, int to, int toStep, int turns) {
    for (int turn = 0; turn < turns; turn++) {
      into.putShort(to + turn * toStep, from.getShort(at + turn * step));
    }
  }

  private void ints(int at, int step, int to, int toStep, int turns) {
    for (int turn = 0; turn < turns; turn++) {
      into.putInt(to + turn * toStep, from.getInt(at + turn * step));
    }
  }

  private void longs(int at, int step, int to, int toStep, int turns) {
    for (int turn = 0; turn < turns; turn++) {
      into.putLong(to + turn * toStep, from.getLong(at + turn * step));
    }
  }

  private void pairs(int at, int step, int to, int toStep, int turns) {
    for (int turn = 0; turn < turns; turn++) {
      long low = from.getLong(at + turn * step);
      long high = from.getLong(at + turn * step + 8);
      into.putLong(to + turn * toStep, low);
      into.putLong(to + turn * toStep + 8, high);
    }
  }

  private void bulks(int at, int step, int to, int toStep, int turns, int bytes) {
    for (int turn = 0; turn < turns; turn++) {
      into.put(to + turn * toStep, from, at + turn * step, bytes);
    }
  }
}
