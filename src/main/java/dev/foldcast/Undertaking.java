package dev.foldcast;

import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;

/**
 * Work on memory of the caller's: it can be cancelled until it begins and not afterwards, because a
 * device does not stop, and a future that is done says that the memory is the caller's again.
 */
final class Undertaking<T> extends CompletableFuture<T> {
  private boolean begun;

  /** Does the work, unless it was cancelled. */
  void begin(Supplier<T> work) {
    synchronized (this) {
      if (isDone()) {
        return;
      }
      begun = true;
    }
    try {
      complete(work.get());
    } catch (RuntimeException | Error e) {
      completeExceptionally(e);
    }
  }

  @Override
  public synchronized boolean cancel(boolean mayInterruptIfRunning) {
    return !begun && super.cancel(mayInterruptIfRunning);
  }
}
