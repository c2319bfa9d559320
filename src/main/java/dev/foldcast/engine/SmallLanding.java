package dev.foldcast.engine;

import dev.foldcast.opencl.ClBuffer;
import dev.foldcast.opencl.ClQueue;
import dev.foldcast.plan.Window;
import java.nio.ByteBuffer;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One buffer for a whole small result, which is read into memory of ours and copied to the
 * caller's. Both are used again: to wrap fresh memory takes longer than to copy a page.
 */
final class SmallLanding implements Landing {
  private final ClBuffer buffer;
  private final ClQueue queue;
  private final Meter meter;
  private final Staging staging;
  private final ByteBuffer into;
  private @Nullable Done last;

  /**
   * @param buffer of just the result's bytes
   * @param into has just room for them
   */
  SmallLanding(ClBuffer buffer, ClQueue queue, Meter meter, Staging staging, ByteBuffer into) {
    this.buffer = buffer;
    this.queue = queue;
    this.meter = meter;
    this.staging = staging;
    this.into = into;
    meter.holds(buffer);
  }

  @Override
  public ClBuffer bufferFor(Window window) {
    return buffer;
  }

  @Override
  public void completed(Window window, Done kernel) {
    last = kernel;
  }

  @Override
  public void finish() {
    if (last == null) {
      return;
    }
    int bytes = into.remaining();
    ByteBuffer memory = staging.take(bytes);
    ByteBuffer room = memory.slice(0, bytes);
    queue.readNow(buffer, 0, room, List.of(last.event()));
    meter.host("read " + bytes + " B", Span.Kind.DOWNLOAD, meter.endOf(last));
    meter.readBack(bytes);
    into.duplicate().put(room);
    staging.give(memory);
  }

  @Override
  public void close() {
    buffer.close();
  }
}
