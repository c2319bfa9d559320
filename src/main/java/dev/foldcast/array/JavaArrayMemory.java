package dev.foldcast.array;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Objects;

/** The memory of a Java array, in native byte order; windows are copies, made when asked for. */
public final class JavaArrayMemory implements HostMemory {
  private final int itemBytes;
  private final long byteSize;
  private final Copier copier;

  /** Copies {@code count} elements from {@code start} on into a buffer. */
  private interface Copier {
    void copy(int start, int count, ByteBuffer to);
  }

  private JavaArrayMemory(int itemBytes, int length, Copier copier) {
    this.itemBytes = itemBytes;
    this.byteSize = (long) itemBytes * length;
    this.copier = copier;
  }

  public static JavaArrayMemory of(float[] values) {
    return new JavaArrayMemory(
        Float.BYTES, values.length, (s, n, to) -> to.asFloatBuffer().put(values, s, n));
  }

  public static JavaArrayMemory of(double[] values) {
    return new JavaArrayMemory(
        Double.BYTES, values.length, (s, n, to) -> to.asDoubleBuffer().put(values, s, n));
  }

  public static JavaArrayMemory of(int[] values) {
    return new JavaArrayMemory(
        Integer.BYTES, values.length, (s, n, to) -> to.asIntBuffer().put(values, s, n));
  }

  public static JavaArrayMemory of(long[] values) {
    return new JavaArrayMemory(
        Long.BYTES, values.length, (s, n, to) -> to.asLongBuffer().put(values, s, n));
  }

  @Override
  public long byteSize() {
    return byteSize;
  }

  /**
   * A copy of a window.
   *
   * @throws IllegalArgumentException if the window does not begin and end between elements
   */
  @Override
  public ByteBuffer window(long offset, long length) {
    Objects.checkFromIndexSize(offset, /* size= */ length, /* length= */ byteSize);
    if (offset % itemBytes != 0 || length % itemBytes != 0) {
      throw new IllegalArgumentException("the window cuts an element");
    }
    ByteBuffer window =
        ByteBuffer.allocateDirect(Math.toIntExact(length)).order(ByteOrder.nativeOrder());
    copier.copy((int) (offset / itemBytes), (int) (length / itemBytes), window);
    return window;
  }

  @Override
  public boolean isShared() {
    return false;
  }
}
