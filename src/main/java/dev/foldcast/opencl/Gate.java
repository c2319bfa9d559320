package dev.foldcast.opencl;

import dev.foldcast.error.ClosedException;
import java.util.concurrent.locks.ReentrantReadWriteLock;

/**
 * Lets operations in until it closes; closing waits for those inside. A read lock is an operation,
 * the write lock the one teardown, so that no release runs beside a native call.
 */
final class Gate {
  private final String what;
  private final ReentrantReadWriteLock lock = new ReentrantReadWriteLock();
  private volatile boolean closed;

  /**
   * @param what what it guards, for {@link ClosedException}
   */
  Gate(String what) {
    this.what = what;
  }

  /**
   * @throws ClosedException after the closing
   */
  void enter() {
    if (!tryEnter()) {
      throw new ClosedException(what);
    }
  }

  /** As {@link #enter}, false after the closing; waits for a teardown that has begun. */
  boolean tryEnter() {
    lock.readLock().lock();
    if (closed) {
      lock.readLock().unlock();
      return false;
    }
    return true;
  }

  void exit() {
    lock.readLock().unlock();
  }

  /**
   * Closes, waits until nobody is inside, and runs the teardown; does nothing the second time but
   * wait for the first.
   *
   * @throws IllegalStateException if the calling thread is inside
   */
  void close(Runnable teardown) {
    if (lock.getReadHoldCount() > 0) {
      throw new IllegalStateException(what + " cannot be closed from inside one of its own calls");
    }
    lock.writeLock().lock();
    try {
      if (!closed) {
        closed = true;
        teardown.run();
      }
    } finally {
      lock.writeLock().unlock();
    }
  }
}
