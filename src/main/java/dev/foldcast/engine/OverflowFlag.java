package dev.foldcast.engine;

import dev.foldcast.opencl.ClBuffer;
import dev.foldcast.opencl.ClEvent;
import dev.foldcast.opencl.ClQueue;
import dev.foldcast.opencl.ClSession;
import dev.foldcast.plan.Plan;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.List;

/** The word in which kernels tell that an integer sum does not fit its type. */
final class OverflowFlag implements AutoCloseable {
  private static final int BYTES = (int) Plan.STATUS_BYTES;

  private final ClQueue queue;
  private final Meter meter;
  private final boolean shared;
  private final ClBuffer buffer;

  /**
   * @param shared whether the host may share it
   */
  OverflowFlag(ClSession session, ClQueue queue, Meter meter, boolean shared) {
    this.queue = queue;
    this.meter = meter;
    this.shared = shared;
    buffer = shared ? session.allocateShared(BYTES) : session.allocate(BYTES);
    meter.holds(buffer);
  }

  ClBuffer buffer() {
    return buffer;
  }

  /** Lowers it; what kernels must wait for. */
  List<ClEvent> lower() {
    if (shared) {
      buffer.shared().putInt(0, 0);
      return List.of();
    }
    return List.of(queue.fill(buffer, 0, BYTES, 0, List.of()));
  }

  /** Whether it is raised; after every kernel. */
  boolean isRaised() {
    if (shared) {
      return buffer.shared().getInt(0) != 0;
    }
    ByteBuffer word = ByteBuffer.allocate(BYTES).order(ByteOrder.nativeOrder());
    meter.command(queue.read(buffer, 0, word, List.of()), Span.Kind.DOWNLOAD);
    meter.readBack(BYTES);
    return word.getInt(0) != 0;
  }

  @Override
  public void close() {
    buffer.close();
  }
}
