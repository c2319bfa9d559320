package dev.foldcast.array;

import java.nio.ByteBuffer;

/**
 * Bytes on the host, addressed by {@code long} and seen through windows, so that an array may be
 * larger than one {@link ByteBuffer}. Implementations are thread-safe for reading.
 */
public interface HostMemory {
  /** All the bytes there are. */
  long byteSize();

  /**
   * Bytes [offset, offset + length) as a direct buffer, position 0, limit {@code length}. The
   * buffer keeps its memory alive for as long as it is strongly held.
   *
   * @param length at most 2^31 - 1
   * @throws IndexOutOfBoundsException if the window is not inside the memory
   */
  ByteBuffer window(long offset, long length);

  /** Whether a window is the memory itself and not a copy of it. */
  boolean isShared();

  /**
   * Copies runs of bytes, one after the other, into a buffer. Takes at most a few MiB of memory
   * beside it, however far apart the runs are.
   *
   * @param into direct, with room from its position on; the position moves by {@link
   *     Runs#totalBytes}
   * @throws IndexOutOfBoundsException if a run is not inside the memory
   * @throws java.nio.BufferOverflowException if there is not enough room
   */
  default void gather(Runs runs, ByteBuffer into) {
    RunCopy.of(runs, byteSize(), into)
        .forEach(run -> run.target().put(window(run.low(), run.span())));
    into.position(into.position() + (int) runs.totalBytes());
  }
}
