package dev.foldcast.array;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Objects;

/** The memory of one direct buffer, from its position to its limit at construction. */
public final class DirectMemory implements HostMemory {
  private final ByteBuffer bytes;

  /**
   * Memory that shares the buffer's bytes.
   *
   * @throws IllegalArgumentException if the buffer is not direct
   */
  public DirectMemory(ByteBuffer buffer) {
    if (!buffer.isDirect()) {
      throw new IllegalArgumentException(
          "a direct buffer is needed: use ByteBuffer.allocateDirect");
    }
    this.bytes = buffer.slice();
  }

  @Override
  public long byteSize() {
    return bytes.capacity();
  }

  @Override
  public ByteBuffer window(long offset, long length) {
    Objects.checkFromIndexSize(offset, /* size= */ length, /* length= */ byteSize());
    return bytes.slice((int) offset, (int) length).order(ByteOrder.nativeOrder());
  }

  @Override
  public void gather(Runs runs, ByteBuffer into) {
    RunCopy.of(runs, byteSize(), into).copyFrom(bytes, /* origin= */ 0);
    into.position(into.position() + (int) runs.totalBytes());
  }

  @Override
  public boolean isShared() {
    return true;
  }
}
