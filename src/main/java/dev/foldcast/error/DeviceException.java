package dev.foldcast.error;

import org.jspecify.annotations.Nullable;

/** The driver refused or failed a call. */
public final class DeviceException extends FoldcastException {
  private final String call;
  private final int status;
  private final String device;

  /**
   * @param call the OpenCL call, for example {@code clEnqueueNDRangeKernel}
   * @param status the OpenCL status, negative
   * @param device the device's name, or empty where the call concerns none
   */
  public DeviceException(
      String message, String call, int status, String device, @Nullable Throwable cause) {
    super(message, cause);
    this.call = call;
    this.status = status;
    this.device = device;
  }

  /** The OpenCL call that failed. */
  public String call() {
    return call;
  }

  /** The OpenCL status code it gave. */
  public int status() {
    return status;
  }

  /** The device's name; empty where the call concerns none. */
  public String device() {
    return device;
  }
}
