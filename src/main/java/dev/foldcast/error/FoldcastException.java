package dev.foldcast.error;

import org.jspecify.annotations.Nullable;

/**
 * Anything that Foldcast refuses or fails to do. The message is one line: the facts first, then the
 * remedy.
 */
public abstract sealed class FoldcastException extends RuntimeException
    permits ShapeException,
        FormatException,
        ExpressionException,
        NoDeviceException,
        DeviceException,
        MemoryException,
        ClosedException {

  FoldcastException(String message, @Nullable Throwable cause) {
    super(message, cause);
  }
}
