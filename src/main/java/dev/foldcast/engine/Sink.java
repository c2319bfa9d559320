package dev.foldcast.engine;

import java.nio.ByteBuffer;

/** Takes the bytes of a result, piece by piece. */
@FunctionalInterface
public interface Sink {
  /**
   * Some bytes of the result, in the device's byte order.
   *
   * @param position of the first one in the whole result; the pieces of a plan for {@link
   *     dev.foldcast.plan.Target#SEQUENCE} follow each other
   * @param piece valid only during the call
   */
  void accept(long position, ByteBuffer piece);
}
