package dev.foldcast.engine;

import java.nio.ByteBuffer;

/** Takes the bytes of a result in order, window by window. */
@FunctionalInterface
public interface Sink {
  /**
   * The next bytes of the result, in the device's byte order.
   *
   * @param window valid only during the call
   */
  void accept(ByteBuffer window);
}
