package dev.foldcast.opencl;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;

/**
 * Runs a driver's compiler, which works on the stack of the thread that calls it: Java's threads
 * have 1 MiB or what their owner chose, and one that overflows in a compiler ends the process.
 * (Intel's CPU driver needs more than that for sums by sub-groups.)
 */
final class LargeStack {
  private static final long BYTES = 16 << 20;

  private LargeStack() {}

  /** The answer of a call that is made on a thread of its own; an interrupt waits for it. */
  static int call(Cl.Call body) {
    try {
      return CompletableFuture.supplyAsync(body::run, LargeStack::start).join();
    } catch (CompletionException e) {
      throw e.getCause() instanceof RuntimeException cause ? cause : e;
    }
  }

  private static void start(Runnable work) {
    Thread thread = new Thread(null, work, "foldcast-compiler", BYTES);
    thread.setDaemon(true);
    thread.start();
  }
}
