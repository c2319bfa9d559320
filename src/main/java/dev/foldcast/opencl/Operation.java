package dev.foldcast.opencl;

import java.util.ArrayList;
import java.util.List;

/** One call of a user, inside the session's gate, with the handles that it uses. */
final class Operation implements AutoCloseable {
  private final Gate gate;
  private final List<Handle<?>> used = new ArrayList<>();

  Operation(Gate gate) {
    this.gate = gate;
  }

  /**
   * Uses an object until this operation closes.
   *
   * @throws dev.foldcast.error.ClosedException if its owner has closed it
   */
  <T> T use(Handle<T> handle) {
    T object = handle.use();
    used.add(handle);
    return object;
  }

  /** As {@link #use} for an object that may be closed already; whether it is still there. */
  boolean share(Handle<?> handle) {
    boolean alive = handle.share();
    if (alive) {
      used.add(handle);
    }
    return alive;
  }

  @Override
  public void close() {
    try {
      for (int i = used.size() - 1; i >= 0; i--) {
        used.get(i).done();
      }
    } finally {
      gate.exit();
    }
  }
}
