package dev.foldcast.io;

import java.io.IOException;
import java.nio.channels.ClosedByInterruptException;

/**
 * Runs file work that a thread interrupt shall not break. NIO closes a channel whose thread is
 * interrupted, so the work opens its own channel, is done again after that, and the interrupt stays
 * pending for the caller.
 */
final class Uninterrupted {
  /** Work that can be done again from the start. */
  @FunctionalInterface
  interface Work<T> {
    T run() throws IOException;
  }

  private Uninterrupted() {}

  static <T> T call(Work<T> work) throws IOException {
    boolean interrupted = false;
    try {
      while (true) {
        try {
          return work.run();
        } catch (ClosedByInterruptException e) {
          interrupted |= Thread.interrupted();
        }
      }
    } finally {
      if (interrupted) {
        Thread.currentThread().interrupt();
      }
    }
  }
}
