package dev.foldcast.engine;

import dev.foldcast.array.HostMemory;
import dev.foldcast.error.MemoryException;
import dev.foldcast.opencl.ClBuffer;
import dev.foldcast.opencl.ClEvent;
import dev.foldcast.opencl.ClQueue;
import dev.foldcast.opencl.ClSession;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;

/**
 * Brings operands to the device. Where it shares memory with the host the host's bytes are wrapped
 * as they are if their address suits the elements; else they are copied.
 */
final class Uploads {
  /** Bytes sent at once. */
  private static final long WINDOW_BYTES = 64L << 20;

  private final ClSession session;
  private final ClQueue queue;

  Uploads(ClSession session, ClQueue queue) {
    this.session = session;
    this.queue = queue;
  }

  /** Bytes of device memory, or host memory of ours, that an operand will take. */
  long ownBytes(Operand operand) {
    if (!(operand instanceof Operand.OnHost host)) {
      return 0;
    }
    HostMemory memory = host.array().memory();
    boolean wrapped =
        session.device().info().hostMemory()
            && memory.isShared()
            && isAligned(memory.window(host.firstByte(), 1), host);
    return wrapped ? 0 : host.bytes();
  }

  /**
   * The buffer of an operand.
   *
   * @param events gets the events that a kernel must wait for
   */
  ClBuffer bring(Operand operand, Meter meter, Resources resources, List<ClEvent> events) {
    if (operand instanceof Operand.OnDevice device) {
      meter.holds(device.array().buffer().bytes());
      return device.array().buffer();
    }
    if (!(operand instanceof Operand.OnHost host)) {
      throw new IllegalStateException("an operand that has not been computed");
    }
    long bytes = host.bytes();
    meter.holds(bytes);
    if (session.device().info().hostMemory() && bytes <= Integer.MAX_VALUE) {
      long start = meter.now();
      ByteBuffer window = host.array().memory().window(host.firstByte(), bytes);
      boolean aligned = isAligned(window, host);
      if (!host.array().memory().isShared() || !aligned) {
        window = aligned ? window : copyOf(window);
        meter.copied(bytes);
        meter.host("copy " + host.array().name(), Span.Kind.UPLOAD, start);
      }
      return resources.add(session.wrap(window));
    }
    if (session.device().info().hostMemory()
        && bytes > session.device().info().maxAllocationBytes()) {
      throw tooLarge(host, bytes);
    }
    return upload(host, bytes, meter, resources, events);
  }

  private static boolean isAligned(ByteBuffer window, Operand.OnHost host) {
    return window.alignmentOffset(0, host.array().dtype().component().itemBytes()) == 0;
  }

  private ClBuffer upload(
      Operand.OnHost host, long bytes, Meter meter, Resources resources, List<ClEvent> events) {
    ClBuffer buffer = resources.add(session.allocate(bytes));
    HostMemory memory = host.array().memory();
    for (long at = 0; at < bytes; at += WINDOW_BYTES) {
      long length = Math.min(WINDOW_BYTES, bytes - at);
      ByteBuffer window = memory.window(host.firstByte() + at, length);
      ClEvent event = resources.add(queue.write(buffer, at, window, new ArrayList<>()));
      meter.command(event, Span.Kind.UPLOAD);
      events.add(event);
      meter.uploaded(length);
    }
    return buffer;
  }

  private static ByteBuffer copyOf(ByteBuffer window) {
    return ByteBuffer.allocateDirect(window.remaining())
        .order(window.order())
        .put(window.duplicate())
        .flip();
  }

  private MemoryException tooLarge(Operand.OnHost host, long bytes) {
    long limit = session.device().info().maxAllocationBytes();
    return new MemoryException(
        "%s: %d bytes are more than device %s takes in one buffer (%d)"
            .formatted(host.array().name(), bytes, session.device().info().address(), limit),
        bytes,
        limit);
  }
}
