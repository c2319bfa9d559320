package dev.foldcast.plan;

/**
 * How much memory a plan may use.
 *
 * @param memoryBytes most bytes of device buffers and host memory of ours together; {@link
 *     Long#MAX_VALUE}: three quarters of the device's
 * @param windowBytes most bytes of one window of a result, or of an operand that is packed
 */
public record Budget(long memoryBytes, long windowBytes) {
  /** No bound of the caller's; windows that stay in few pages and hide a launch's cost. */
  public static final Budget DEFAULT = new Budget(Long.MAX_VALUE, 32L << 20);

  /** Windows sent as they are, without packing, are this many times longer. */
  private static final int SENT = 4;

  /** What is wrapped, or sent once for all windows, is this many times longer: 2 GiB. */
  private static final int WHOLE = 64;

  public Budget {
    if (memoryBytes < 1 || windowBytes < 1) {
      throw new IllegalArgumentException("no memory: " + memoryBytes + ", " + windowBytes);
    }
  }

  /** Most bytes of an operand's part in one window that is sent without packing. */
  long sentBytes() {
    return Math.multiplyExact(SENT, Math.min(windowBytes, Long.MAX_VALUE / WHOLE));
  }

  /** Most bytes of host memory that become one buffer: host windows end at 2^31 - 1. */
  long wholeBytes() {
    return Math.min(Integer.MAX_VALUE, WHOLE * Math.min(windowBytes, Long.MAX_VALUE / WHOLE));
  }
}
