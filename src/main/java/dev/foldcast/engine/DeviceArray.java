package dev.foldcast.engine;

import dev.foldcast.array.DType;
import dev.foldcast.array.Layout;
import dev.foldcast.opencl.ClBuffer;

/** The result of an operation, left in device memory until closed. */
public final class DeviceArray implements AutoCloseable {
  private final ClBuffer buffer;
  private final DType dtype;
  private final Layout layout;

  DeviceArray(ClBuffer buffer, DType dtype, Layout layout) {
    this.buffer = buffer;
    this.dtype = dtype;
    this.layout = layout;
  }

  public DType dtype() {
    return dtype;
  }

  public Layout layout() {
    return layout;
  }

  ClBuffer buffer() {
    return buffer;
  }

  /** Frees the device memory; idempotent. */
  @Override
  public void close() {
    buffer.close();
  }
}
