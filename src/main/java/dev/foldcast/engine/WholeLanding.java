package dev.foldcast.engine;

import dev.foldcast.opencl.ClBuffer;
import dev.foldcast.opencl.ClEvent;
import dev.foldcast.opencl.ClQueue;
import dev.foldcast.plan.Window;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/**
 * One buffer for the whole result: on the device, or the caller's memory where kernels can reach
 * it.
 */
final class WholeLanding implements Landing {
  private final ClBuffer buffer;
  private final ClQueue queue;
  private final Meter meter;
  private final @Nullable ByteBuffer memory;
  private final boolean awake;
  private @Nullable Done last;

  /**
   * @param buffer the caller's, or ours where it wraps memory
   * @param memory what it wraps, or null where the result stays on the device
   * @param awake whether the host has a core to stay awake with
   */
  WholeLanding(
      ClBuffer buffer, ClQueue queue, Meter meter, @Nullable ByteBuffer memory, boolean awake) {
    this.buffer = buffer;
    this.queue = queue;
    this.meter = meter;
    this.memory = memory;
    this.awake = awake;
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
    if (memory == null) {
      last.await(awake);
      return;
    }
    // The read copies nothing: it makes what kernels wrote visible in the memory that they wrote
    // to.
    ByteBuffer into = memory.slice();
    ClEvent read = last.before(waits -> queue.read(buffer, 0, into, waits));
    meter.command(read, Span.Kind.DOWNLOAD);
    meter.readBack(memory.remaining());
  }

  @Override
  public void close() {
    if (memory != null) {
      buffer.close();
    }
  }
}
