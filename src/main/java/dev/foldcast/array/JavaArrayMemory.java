package dev.foldcast.array;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Objects;

/** The memory of a Java array, in native byte order; windows are copies, made when asked for. */
public final class JavaArrayMemory implements HostMemory {
  private final int itemBytes;
  private final long byteSize;
  private final ArrayRows.Into rows;

  private JavaArrayMemory(int itemBytes, int length, ArrayRows.Into rows) {
    this.itemBytes = itemBytes;
    this.byteSize = (long) itemBytes * length;
    this.rows = rows;
  }

  public static JavaArrayMemory of(float[] values) {
    return new JavaArrayMemory(Float.BYTES, values.length, ArrayRows.of(values));
  }

  public static JavaArrayMemory of(double[] values) {
    return new JavaArrayMemory(Double.BYTES, values.length, ArrayRows.of(values));
  }

  public static JavaArrayMemory of(int[] values) {
    return new JavaArrayMemory(Integer.BYTES, values.length, ArrayRows.of(values));
  }

  public static JavaArrayMemory of(long[] values) {
    return new JavaArrayMemory(Long.BYTES, values.length, ArrayRows.of(values));
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
    refuseCut(offset, length);
    ByteBuffer window =
        ByteBuffer.allocateDirect(Math.toIntExact(length)).order(ByteOrder.nativeOrder());
    rows.into(window)
        .copy(offset, /* step= */ 0, /* to= */ 0, /* toStep= */ 0, /* turns= */ 1, (int) length);
    return window;
  }

  /**
   * {@inheritDoc}
   *
   * @throws IllegalArgumentException if a run does not begin and end between elements
   */
  @Override
  public void gather(Runs runs, ByteBuffer into) {
    RunCopy copy = RunCopy.of(runs, byteSize, into);
    refuseCut(runs.first(), runs.bytes());
    runs.loops().forEach(loop -> refuseCut(loop.step(), loop.step()));
    copy.copyWith(rows::into, /* origin= */ 0);
    into.position(into.position() + (int) runs.totalBytes());
  }

  private void refuseCut(long offset, long length) {
    if (offset % itemBytes != 0 || length % itemBytes != 0) {
      throw new IllegalArgumentException("the window cuts an element");
    }
  }

  @Override
  public boolean isShared() {
    return false;
  }
}
