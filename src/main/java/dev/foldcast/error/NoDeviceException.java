package dev.foldcast.error;

import org.jspecify.annotations.Nullable;

/** No usable OpenCL device: no loader, no driver, no device, or none that matches the choice. */
public final class NoDeviceException extends FoldcastException {
  public NoDeviceException(String message, @Nullable Throwable cause) {
    super(message, cause);
  }

  public NoDeviceException(String message) {
    this(message, null);
  }
}
