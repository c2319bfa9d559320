package dev.foldcast.engine;

import dev.foldcast.opencl.ClBuffer;

/** A result that stays on the device, in a buffer of the caller's. */
final class StayingLanding extends OneBufferLanding {
  private final boolean awake;

  /**
   * @param awake whether the host has a core to stay awake with
   */
  StayingLanding(ClBuffer buffer, Meter meter, boolean awake) {
    super(buffer, meter);
    this.awake = awake;
  }

  @Override
  void arrive(Done last) {
    last.await(awake);
  }

  @Override
  public void close() {
    // the buffer is the caller's
  }
}
