package dev.foldcast.cli;

import dev.foldcast.Array;
import dev.foldcast.Foldcast;
import dev.foldcast.array.DType;
import dev.foldcast.array.Layout;
import dev.foldcast.array.Shape;
import java.nio.ByteBuffer;
import java.util.HashMap;
import java.util.Map;

/**
 * Arrays of one type that benchmarks work on, all of them views of the same two blocks of memory.
 * On a device with memory of its own they are brought there at their first use and stay.
 */
final class BenchArrays implements AutoCloseable {
  private final Foldcast foldcast;
  private final DType dtype;
  private final ByteBuffer first;
  private final ByteBuffer second;
  private final boolean resident;
  private final Map<Key, Array> onDevice = new HashMap<>();

  private record Key(boolean first, Layout layout) {}

  /**
   * Arrays in these two blocks of the same size.
   *
   * @param resident whether they are to be in device memory; else they are only good for plans,
   *     unless the device shares the host's memory
   */
  BenchArrays(
      Foldcast foldcast, DType dtype, ByteBuffer first, ByteBuffer second, boolean resident) {
    this.foldcast = foldcast;
    this.dtype = dtype;
    this.first = first;
    this.second = second;
    this.resident = resident;
  }

  DType dtype() {
    return dtype;
  }

  /** Elements of the largest array. */
  long size() {
    return first.capacity() / dtype.itemBytes();
  }

  /** Groups of {@code terms} neighbours whose sums, too, fit a block: int8 sums are int64. */
  long groups(int terms) {
    long result = dtype.isWhole() ? Long.BYTES : dtype.itemBytes();
    return first.capacity() / Math.max(result, (long) terms * dtype.itemBytes());
  }

  /** Rows of the largest matrix: a power of two near the square root of its elements. */
  long rows() {
    return 1L << ((63 - Long.numberOfLeadingZeros(size())) / 2);
  }

  long columns() {
    return size() / rows();
  }

  /** An array of the first block in C order. */
  Array x(long... shape) {
    return of(true, Layout.c(Shape.of(shape)));
  }

  /** An array of the second block in C order. */
  Array y(long... shape) {
    return of(false, Layout.c(Shape.of(shape)));
  }

  /** An array of the first block in F order. */
  Array fx(long... shape) {
    return of(true, Layout.f(Shape.of(shape)));
  }

  /** An array of the second block in F order. */
  Array fy(long... shape) {
    return of(false, Layout.f(Shape.of(shape)));
  }

  /** A small Java array, which is brought to the device each time. */
  Array floats() {
    float[] values = new float[BenchCase.SMALL];
    first.asFloatBuffer().get(values);
    return foldcast.of(values);
  }

  private Array of(boolean isFirst, Layout layout) {
    ByteBuffer block = isFirst ? first : second;
    int bytes = Math.toIntExact(layout.shape().bytes(dtype));
    Array host = foldcast.of(block.slice(0, bytes).order(block.order()), dtype, layout);
    return resident
        ? onDevice.computeIfAbsent(new Key(isFirst, layout), key -> host.compute())
        : host;
  }

  @Override
  public void close() {
    onDevice.values().forEach(Array::free);
    onDevice.clear();
  }
}
