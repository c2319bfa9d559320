package dev.foldcast.engine;

import dev.foldcast.opencl.ClBuffer;
import dev.foldcast.opencl.ClQueue;
import java.nio.ByteBuffer;
import java.util.List;

/**
 * A small result that is read into memory of ours and copied to the caller's, where the host cannot
 * share the buffer ({@link SharedLanding}). Both are used again: to wrap fresh memory takes longer
 * than to copy a page.
 */
final class SmallLanding extends OneBufferLanding {
  private final ClQueue queue;
  private final Staging staging;
  private final ByteBuffer into;

  /**
   * @param buffer of just the result's bytes
   * @param into has just room for them
   */
  SmallLanding(ClBuffer buffer, ClQueue queue, Meter meter, Staging staging, ByteBuffer into) {
    super(buffer, meter);
    this.queue = queue;
    this.staging = staging;
    this.into = into;
  }

  @Override
  void arrive(Done last) {
    int bytes = into.remaining();
    ByteBuffer memory = staging.take(bytes);
    ByteBuffer room = memory.slice(0, bytes);
    queue.readNow(buffer, 0, room, List.of(last.event()));
    meter.host("read " + bytes + " B", Span.Kind.DOWNLOAD, meter.endOf(last));
    meter.readBack(bytes);
    into.duplicate().put(room);
    staging.give(memory);
  }
}
