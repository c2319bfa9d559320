package dev.foldcast.opencl;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.Iterator;
import java.util.List;
import org.jocl.cl_mem;
import org.jspecify.annotations.Nullable;

/**
 * Device buffers whose holders have closed them, kept for the next one of the same size: making and
 * releasing scratch takes as long as a small operation, and a large fresh buffer costs a page fault
 * for each of its pages. What comes out has any contents, as a fresh buffer has. Thread-safe.
 */
final class KeptBuffers {
  /** Small buffers are all made so large, and serve each other. */
  private static final long SMALL_BYTES = 4096;

  private record Kept(cl_mem buffer, long bytes) {}

  private final long mostBytes;
  private final Deque<Kept> idle = new ArrayDeque<>();
  private long bytes;
  private boolean closed;

  /**
   * Keeps nothing yet.
   *
   * @param mostBytes kept at most; 0 to keep none
   */
  KeptBuffers(long mostBytes) {
    this.mostBytes = mostBytes;
  }

  /** The size to make a buffer of, so that it can be kept. */
  long sizeFor(long wanted) {
    return mostBytes < SMALL_BYTES ? wanted : Math.max(wanted, SMALL_BYTES);
  }

  /** The buffer of just that size that was kept last; null if there is none. */
  synchronized @Nullable cl_mem take(long size) {
    for (Iterator<Kept> each = idle.iterator(); each.hasNext(); ) {
      Kept kept = each.next();
      if (kept.bytes == size) {
        each.remove();
        bytes -= size;
        return kept.buffer;
      }
    }
    return null;
  }

  /**
   * Takes over a buffer that nothing uses any more.
   *
   * @return what there is no room for, for the caller to release: those kept longest, or this one
   */
  synchronized List<cl_mem> keep(cl_mem buffer, long size) {
    if (closed || size > mostBytes) {
      return List.of(buffer);
    }
    idle.push(new Kept(buffer, size));
    bytes += size;
    return over(mostBytes);
  }

  /** Gives up all that is kept, for the caller to release. */
  synchronized List<cl_mem> drain() {
    return over(0);
  }

  /** As {@link #drain}, and keeps nothing from now on. */
  synchronized List<cl_mem> close() {
    closed = true;
    return drain();
  }

  private List<cl_mem> over(long most) {
    List<cl_mem> released = new ArrayList<>();
    while (bytes > most) {
      Kept oldest = idle.removeLast();
      bytes -= oldest.bytes;
      released.add(oldest.buffer);
    }
    return released;
  }

  /** Bytes kept. */
  synchronized long bytes() {
    return bytes;
  }
}
