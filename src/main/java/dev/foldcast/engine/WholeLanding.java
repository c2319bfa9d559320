package dev.foldcast.engine;

import dev.foldcast.opencl.ClBuffer;
import dev.foldcast.opencl.ClEvent;
import dev.foldcast.opencl.ClQueue;
import java.nio.ByteBuffer;

/** The whole result in the caller's memory, where kernels can reach it. */
final class WholeLanding extends OneBufferLanding {
  private final ClQueue queue;
  private final ByteBuffer memory;

  /**
   * @param buffer wraps the memory
   */
  WholeLanding(ClBuffer buffer, ClQueue queue, Meter meter, ByteBuffer memory) {
    super(buffer, meter);
    this.queue = queue;
    this.memory = memory;
  }

  /** The read copies nothing: it makes what kernels wrote visible in the memory they wrote to. */
  @Override
  void arrive(Done last) {
    ByteBuffer into = memory.slice();
    ClEvent read = last.before(waits -> queue.read(buffer, 0, into, waits));
    meter.command(read, Span.Kind.DOWNLOAD);
    meter.readBack(memory.remaining());
  }
}
