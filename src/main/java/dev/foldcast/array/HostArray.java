package dev.foldcast.array;

import dev.foldcast.error.ShapeException;
import java.nio.ByteOrder;
import java.util.Locale;

/**
 * An n-d array in host memory.
 *
 * @param name what the user calls it, for messages: a file name or "float[1000]"
 * @param layout indices are in elements of {@code dtype}, from the first byte of {@code memory}
 * @param order byte order of the elements
 */
public record HostArray(
    String name, DType dtype, Layout layout, ByteOrder order, HostMemory memory) {
  public HostArray {
    if (layout.shape().size() > 0) {
      long needed = Math.multiplyExact(Math.addExact(layout.last(), 1), dtype.itemBytes());
      if (needed > memory.byteSize()) {
        throw new ShapeException(
            String.format(
                Locale.ROOT,
                "%s: %s array %s needs %d bytes, the memory has %d",
                name,
                dtype,
                layout,
                needed,
                memory.byteSize()));
      }
    }
  }

  public Shape shape() {
    return layout.shape();
  }
}
