package dev.foldcast.engine;

import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.jspecify.annotations.Nullable;

/** Does one thing after the other, on a thread of its own or on the caller's. */
final class Stage implements AutoCloseable {
  private final @Nullable ExecutorService thread;

  private Stage(@Nullable ExecutorService thread) {
    this.thread = thread;
  }

  /** A stage on the caller's thread: what is submitted has been done on return. */
  static Stage inline() {
    return new Stage(null);
  }

  static Stage threaded(String name) {
    return new Stage(
        Executors.newSingleThreadExecutor(
            work -> {
              Thread thread = new Thread(work, name);
              thread.setDaemon(true);
              return thread;
            }));
  }

  <T> Future<T> submit(Callable<T> work) {
    if (thread != null) {
      return thread.submit(work);
    }
    try {
      return CompletableFuture.completedFuture(work.call());
    } catch (Exception e) {
      return CompletableFuture.failedFuture(e);
    }
  }

  /** The result of what was submitted, or its failure. An interrupt has to wait. */
  static <T> T get(Future<T> future) {
    boolean interrupted = false;
    try {
      while (true) {
        try {
          return future.get();
        } catch (InterruptedException e) {
          interrupted = true; // the device cannot be left in the middle
        }
      }
    } catch (ExecutionException e) {
      if (e.getCause() instanceof RuntimeException failure) {
        throw failure;
      }
      if (e.getCause() instanceof Error failure) {
        throw failure;
      }
      throw new IllegalStateException(e.getCause());
    } finally {
      if (interrupted) {
        Thread.currentThread().interrupt();
      }
    }
  }

  /** Waits for what was submitted. */
  @Override
  public void close() {
    if (thread == null) {
      return;
    }
    get(thread.submit(() -> true));
    thread.shutdown();
  }
}
