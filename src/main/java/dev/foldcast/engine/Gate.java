package dev.foldcast.engine;

import dev.foldcast.error.ClosedException;

/** Lets operations in until it is closed; closing waits for those inside. */
final class Gate {
  private final String what;
  private int inside;
  private boolean closed;

  Gate(String what) {
    this.what = what;
  }

  /**
   * An operation enters.
   *
   * @throws ClosedException if the gate is closed
   */
  synchronized void enter() {
    if (closed) {
      throw new ClosedException(what);
    }
    inside++;
  }

  synchronized void leave() {
    inside--;
    notifyAll();
  }

  /** Refuses new operations and waits for running ones. Gives true to the first caller only. */
  synchronized boolean close() {
    boolean first = !closed;
    closed = true;
    boolean interrupted = false;
    while (inside > 0) {
      try {
        wait();
      } catch (InterruptedException e) {
        interrupted = true; // a device cannot be released under a running kernel
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
    return first;
  }
}
