package dev.foldcast.engine;

import dev.foldcast.opencl.ClEvent;
import java.util.List;
import java.util.function.Function;

/** A command under way, and its event until nobody can wait for it any more. Thread-safe. */
final class Done {
  private final ClEvent event;
  private final Span.Kind kind;
  private final long seenNanos;
  private boolean closed;

  /**
   * @param seenNanos when the host saw the command enqueued, or ended if it blocks
   */
  Done(ClEvent event, Span.Kind kind, long seenNanos) {
    this.event = event;
    this.kind = kind;
    this.seenNanos = seenNanos;
  }

  ClEvent event() {
    return event;
  }

  Span.Kind kind() {
    return kind;
  }

  long seenNanos() {
    return seenNanos;
  }

  /**
   * Enqueues what must come after the command.
   *
   * @param next takes the events to wait for: none if the command is known to have ended
   */
  synchronized <T> T before(Function<List<ClEvent>, T> next) {
    return next.apply(closed ? List.of() : List.of(event));
  }

  /** Waits until the command has ended. */
  synchronized void await() {
    if (!closed) {
      event.await();
    }
  }

  synchronized void close() {
    closed = true;
    event.close();
  }
}
