package dev.foldcast.opencl;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Shared blocks whose holders have closed them, kept for the next ones: as many as ever were in use
 * at once. Thread-safe.
 */
final class SharedBlocks {
  /** Bytes of each block. */
  static final int BYTES = 4096;

  private final Deque<SharedBlock> idle = new ArrayDeque<>();
  private boolean closed;

  /** The block that was kept last; null if there is none. */
  synchronized @Nullable SharedBlock take() {
    return idle.poll();
  }

  /** Takes over a block that nothing uses any more; whether it is kept. */
  synchronized boolean keep(SharedBlock block) {
    if (!closed) {
      idle.push(block);
    }
    return !closed;
  }

  /** Gives up all, for the caller to release, and keeps none from now on. */
  synchronized List<SharedBlock> close() {
    closed = true;
    List<SharedBlock> all = List.copyOf(idle);
    idle.clear();
    return all;
  }
}
