package dev.foldcast.engine;

import dev.foldcast.opencl.ClBuffer;
import dev.foldcast.plan.Window;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/**
 * One buffer that the host shares, for a whole small result: when the kernels have ended it is
 * there. (Sums of 1000 numbers take 1 us; a command that read the result back took 20 more.)
 */
final class SharedLanding implements Landing {
  private final ClBuffer buffer;
  private final Meter meter;
  private final ByteBuffer into;
  private final boolean awake;
  private @Nullable Done last;

  /**
   * @param buffer of just the result's bytes
   * @param into has just room for them
   * @param awake whether the host has a core to stay awake with
   */
  SharedLanding(ClBuffer buffer, Meter meter, ByteBuffer into, boolean awake) {
    this.buffer = buffer;
    this.meter = meter;
    this.into = into;
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
    last.await(awake);
    into.duplicate().put(buffer.shared().duplicate());
    meter.host("read " + into.remaining() + " B", Span.Kind.DOWNLOAD, meter.endOf(last));
    meter.readBack(into.remaining());
  }

  @Override
  public void close() {
    buffer.close();
  }
}
