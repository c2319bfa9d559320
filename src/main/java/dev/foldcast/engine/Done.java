package dev.foldcast.engine;

import dev.foldcast.opencl.ClEvent;
import dev.foldcast.plan.Launch;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** A command under way, and its event until nobody can wait for it any more. Thread-safe. */
final class Done {
  private final ClEvent event;
  private final Span.Kind kind;
  private final long seenNanos;
  private final @Nullable Launch launch;
  private boolean closed;

  /**
   * @param seenNanos when the host saw the command enqueued, or ended if it blocks
   * @param launch sizes of a kernel's launch; null for other commands
   */
  Done(ClEvent event, Span.Kind kind, long seenNanos, @Nullable Launch launch) {
    this.event = event;
    this.kind = kind;
    this.seenNanos = seenNanos;
    this.launch = launch;
  }

  ClEvent event() {
    return event;
  }

  /** What it was, and when by the device's clock. */
  Span span(long startNanos, long endNanos) {
    return new Span(event.label(), kind, startNanos, endNanos, launch);
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
  void await() {
    await(false);
  }

  /**
   * Waits until the command has ended.
   *
   * @param awake whether the host has a core to stay awake with
   */
  synchronized void await(boolean awake) {
    if (!closed) {
      event.await(awake);
    }
  }

  synchronized void close() {
    closed = true;
    event.close();
  }
}
