package dev.foldcast.engine;

import dev.foldcast.plan.Launch;
import org.jspecify.annotations.Nullable;

/**
 * One thing that took time.
 *
 * @param name what, for example a kernel
 * @param kind which of the times of a report it counts to
 * @param startNanos from the start of the operation
 * @param endNanos from the start of the operation
 * @param launch sizes of a kernel's launch; null for other work
 */
public record Span(
    String name, Kind kind, long startNanos, long endNanos, @Nullable Launch launch) {
  /** What kind of work it was. */
  public enum Kind {
    BUILD,
    UPLOAD,
    KERNEL,
    DOWNLOAD,
    /** Handing results on: to a file, a stream, the caller. */
    WRITE
  }

  public long nanos() {
    return endNanos - startNanos;
  }
}
