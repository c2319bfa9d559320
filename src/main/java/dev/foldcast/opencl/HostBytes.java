package dev.foldcast.opencl;

import java.nio.ByteBuffer;
import java.nio.ReadOnlyBufferException;
import org.jocl.Pointer;

/**
 * Pointers to the remaining bytes of host memory. The binding itself ignores a buffer's position,
 * and the array offset of a slice.
 */
final class HostBytes {
  private HostBytes() {}

  /**
   * The remaining bytes, at least 1.
   *
   * @throws IllegalArgumentException if there are none
   */
  static int length(ByteBuffer memory) {
    if (!memory.hasRemaining()) {
      throw new IllegalArgumentException("no bytes to move: the ByteBuffer has none remaining");
    }
    return memory.remaining();
  }

  /** To bytes that the driver reads; a read-only heap buffer is copied. */
  static Pointer readable(ByteBuffer memory) {
    if (memory.isDirect() || memory.hasArray()) {
      return at(memory);
    }
    byte[] copy = new byte[memory.remaining()];
    memory.duplicate().get(copy);
    return Pointer.to(copy);
  }

  /** To bytes that the driver writes. */
  static Pointer writable(ByteBuffer memory) {
    if (memory.isReadOnly()) {
      throw new ReadOnlyBufferException();
    }
    return at(memory);
  }

  private static Pointer at(ByteBuffer memory) {
    if (memory.isDirect()) {
      return Pointer.to(memory.slice());
    }
    long offset = (long) memory.arrayOffset() + memory.position();
    return Pointer.to(memory.array()).withByteOffset(offset);
  }
}
