package dev.foldcast.engine;

import dev.foldcast.opencl.ClBuffer;
import dev.foldcast.plan.Window;
import org.jspecify.annotations.Nullable;

/**
 * A landing of one buffer for the whole result, which is complete when the last kernel has ended.
 */
abstract class OneBufferLanding implements Landing {
  final ClBuffer buffer;
  final Meter meter;
  private @Nullable Done last;

  OneBufferLanding(ClBuffer buffer, Meter meter) {
    this.buffer = buffer;
    this.meter = meter;
    meter.holds(buffer);
  }

  /** Waits until what the kernels up to {@code last} wrote is where it shall be. */
  abstract void arrive(Done last);

  @Override
  public final ClBuffer bufferFor(Window window) {
    return buffer;
  }

  @Override
  public final void completed(Window window, Done kernel) {
    last = kernel;
  }

  @Override
  public final void finish() {
    if (last != null) {
      arrive(last);
    }
  }

  @Override
  public void close() {
    buffer.close();
  }
}
