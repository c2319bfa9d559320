package dev.foldcast.engine;

import dev.foldcast.opencl.ClBuffer;
import java.nio.ByteBuffer;

/**
 * A small result in a buffer that the host shares: when the kernels have ended it is there. (Sums
 * of 1000 numbers take 1 us; a command that read the result back took 20 more.)
 */
final class SharedLanding extends OneBufferLanding {
  private final ByteBuffer into;
  private final boolean awake;

  /**
   * @param buffer of just the result's bytes
   * @param into has just room for them
   * @param awake whether the host has a core to stay awake with
   */
  SharedLanding(ClBuffer buffer, Meter meter, ByteBuffer into, boolean awake) {
    super(buffer, meter);
    this.into = into;
    this.awake = awake;
  }

  @Override
  void arrive(Done last) {
    last.await(awake);
    into.duplicate().put(buffer.shared().duplicate());
    meter.host("read " + into.remaining() + " B", Span.Kind.DOWNLOAD, meter.endOf(last));
    meter.readBack(into.remaining());
  }
}
