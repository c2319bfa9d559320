package dev.foldcast;

import dev.foldcast.array.DType;
import dev.foldcast.array.Half;
import dev.foldcast.array.Layout;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Locale;
import java.util.Random;

/**
 * An array of a test: numbers in a direct buffer under any layout. It finds its own elements, by
 * the definition of strides.
 */
final class Sample {
  final DType dtype;
  final long[] extents;
  final long[] strides;
  final long offset;
  final ByteBuffer memory;

  /** A sample of zeros; the memory has room for every element and a few more. */
  Sample(DType dtype, long[] extents, long[] strides, long offset, boolean swapped, int skew) {
    this.dtype = dtype;
    this.extents = extents;
    this.strides = strides;
    this.offset = offset;
    long last = offset;
    for (int d = 0; d < extents.length; d++) {
      last += Math.max(0, strides[d]) * Math.max(0, extents[d] - 1);
    }
    int bytes = Math.toIntExact((last + 1) * dtype.itemBytes());
    ByteOrder order =
        swapped == (ByteOrder.nativeOrder() == ByteOrder.BIG_ENDIAN)
            ? ByteOrder.LITTLE_ENDIAN
            : ByteOrder.BIG_ENDIAN;
    memory = ByteBuffer.allocateDirect(skew + bytes).position(skew).slice().order(order);
  }

  /** A sample in C order. */
  static Sample c(DType dtype, long... extents) {
    return new Sample(dtype, extents, cStrides(extents), 0, false, 0);
  }

  /**
   * Matrices in C order, the last one first: a view that the outputs of a sum over their rows
   * cannot go through from one matrix to the next.
   */
  static Sample backwards(DType dtype, long matrices, long rows, long columns) {
    long size = rows * columns;
    return new Sample(
        dtype,
        new long[] {matrices, rows, columns},
        new long[] {-size, columns, 1},
        (matrices - 1) * size,
        false,
        0);
  }

  /** Another view of the same memory. */
  Sample viewed(long[] shape, long[] steps, long first) {
    return new Sample(dtype, shape, steps, first, memory);
  }

  private Sample(DType dtype, long[] extents, long[] strides, long offset, ByteBuffer memory) {
    this.dtype = dtype;
    this.extents = extents;
    this.strides = strides;
    this.offset = offset;
    this.memory = memory;
  }

  private static long[] cStrides(long... extents) {
    long[] strides = new long[extents.length];
    long stride = 1;
    for (int d = extents.length - 1; d >= 0; d--) {
      strides[d] = stride;
      stride *= Math.max(1, extents[d]);
    }
    return strides;
  }

  static Sample of(double... values) {
    Sample sample = c(DType.FLOAT64, values.length);
    sample.memory.asDoubleBuffer().put(values);
    return sample;
  }

  static Sample of(float... values) {
    Sample sample = c(DType.FLOAT32, values.length);
    sample.memory.asFloatBuffer().put(values);
    return sample;
  }

  static Sample of(long... values) {
    Sample sample = c(DType.INT64, values.length);
    sample.memory.asLongBuffer().put(values);
    return sample;
  }

  static Sample of(int... values) {
    Sample sample = c(DType.INT32, values.length);
    sample.memory.asIntBuffer().put(values);
    return sample;
  }

  /** The same numbers under another shape in C order; this must be in C order. */
  Sample reshaped(long... shape) {
    Sample sample = c(dtype, shape);
    sample.memory.put(0, memory, 0, memory.capacity());
    return sample;
  }

  Array in(Foldcast fc) {
    return fc.of(memory.duplicate().order(memory.order()), dtype, layout());
  }

  Layout layout() {
    return Layout.strided(dev.foldcast.array.Shape.of(extents), strides, offset);
  }

  /** Components in memory. */
  int components() {
    return memory.capacity() / dtype.component().itemBytes();
  }

  /** Stores raw bits in component {@code at} of the memory. */
  void put(int at, long bits) {
    switch (dtype.component().itemBytes()) {
      case 1 -> memory.put(at, (byte) bits);
      case 2 -> memory.putShort(2 * at, (short) bits);
      case 4 -> memory.putInt(4 * at, (int) bits);
      default -> memory.putLong(8 * at, bits);
    }
  }

  /** Index of an element in memory, from its indices in a shape that this broadcasts to. */
  long at(long[] indices) {
    int missing = indices.length - extents.length;
    long at = offset;
    for (int d = 0; d < extents.length; d++) {
      at += extents[d] == 1 ? 0 : indices[missing + d] * strides[d];
    }
    return at;
  }

  Num get(long[] indices) {
    int at = Math.toIntExact(at(indices));
    return switch (dtype) {
      case BOOL, INT8, UINT8 -> Num.integer(dtype, memory.get(at));
      case INT16, UINT16 -> Num.integer(dtype, memory.getShort(2 * at));
      case INT32, UINT32 -> Num.integer(dtype, memory.getInt(4 * at));
      case INT64, UINT64 -> Num.integer(dtype, memory.getLong(8 * at));
      case FLOAT16 -> new Num(dtype, 0, Half.toFloat(memory.getShort(2 * at)), 0);
      case FLOAT32 -> new Num(dtype, 0, memory.getFloat(4 * at), 0);
      case FLOAT64 -> new Num(dtype, 0, memory.getDouble(8 * at), 0);
      case COMPLEX64 -> new Num(dtype, 0, memory.getFloat(8 * at), memory.getFloat(8 * at + 4));
      case COMPLEX128 ->
          new Num(dtype, 0, memory.getDouble(16 * at), memory.getDouble(16 * at + 8));
    };
  }

  /** Whether an array of rank 2 or more lies in C order, by NumPy's flags. */
  boolean isC() {
    long stride = 1;
    for (int d = extents.length - 1; d >= 0; d--) {
      if (extents[d] != 1 && strides[d] != stride) {
        return false;
      }
      stride *= extents[d];
    }
    return true;
  }

  /** As {@link #isC}, for F order. */
  boolean isF() {
    long stride = 1;
    for (int d = 0; d < extents.length; d++) {
      if (extents[d] != 1 && strides[d] != stride) {
        return false;
      }
      stride *= extents[d];
    }
    return true;
  }

  /** Kinds of numbers that are hard in different ways. */
  enum Numbers {
    SMALL_INTEGERS,
    UNIFORM,
    ANY_BITS,
    WIDE_WITH_CANCELLATION,
    TIES,
    SUBNORMAL,
    SPECIAL,
    HUGE,
    EDGES
  }

  /** Fills the whole memory, also what the layout skips. */
  Sample fill(Numbers numbers, Random random) {
    int n = components();
    for (int i = 0; i < n; i++) {
      put(i, bits(numbers, random, i));
    }
    return this;
  }

  private long bits(Numbers numbers, Random random, int i) {
    if (dtype.isWhole()) {
      return switch (numbers) {
        case SMALL_INTEGERS, UNIFORM, SUBNORMAL -> random.nextInt(17) - 8;
        case TIES -> (1L << random.nextInt(63)) + random.nextInt(3) - 1;
        case HUGE -> Long.MAX_VALUE - random.nextInt(9);
        case SPECIAL -> random.nextBoolean() ? Long.MIN_VALUE >> random.nextInt(64) : 0;
        case EDGES -> IntegerEdges.any(random);
        default -> random.nextLong();
      };
    }
    if (dtype == DType.FLOAT16) {
      return halfBits(numbers, random);
    }
    boolean single = dtype.component() == DType.FLOAT32;
    int precision = single ? 24 : 53;
    int highest = single ? 127 : 1023;
    if (numbers == Numbers.WIDE_WITH_CANCELLATION && i > 0 && random.nextInt(3) == 0) {
      int other = random.nextInt(i);
      long sign = single ? 1L << 31 : Long.MIN_VALUE;
      return (single ? memory.getInt(4 * other) : memory.getLong(8 * other)) ^ sign;
    }
    double value =
        switch (numbers) {
          case SMALL_INTEGERS -> random.nextInt(17) - 8;
          case UNIFORM -> 2 * random.nextDouble() - 1;
          case TIES ->
              (random.nextInt(4) == 0 ? -1 : 1)
                  * Math.scalb(1.0, -random.nextInt(5) * precision / 2 - random.nextInt(2));
          case HUGE ->
              (random.nextInt(3) == 0 ? -1 : 1)
                  * (2 - random.nextInt(2) * Math.scalb(1.0, 1 - precision))
                  * Math.scalb(1.0, highest);
          case EDGES -> IntegerEdges.any(random);
          case SUBNORMAL ->
              Math.scalb((double) (random.nextInt(9) - 4), 2 - highest - precision + 1);
          case SPECIAL ->
              switch (random.nextInt(40)) {
                case 0 -> Double.POSITIVE_INFINITY;
                case 1 -> random.nextInt(3) == 0 ? Double.NEGATIVE_INFINITY : 1;
                case 2 -> random.nextInt(3) == 0 ? Double.NaN : -1;
                default -> random.nextBoolean() ? -0.0 : 0.0;
              };
          default -> 0;
        };
    return switch (numbers) {
      case ANY_BITS, WIDE_WITH_CANCELLATION -> {
        long any = random.nextLong();
        boolean finite =
            single
                ? Float.isFinite(Float.intBitsToFloat((int) any))
                : Double.isFinite(Double.longBitsToDouble(any));
        // Rarely NaN or infinite, else every sum would be.
        yield finite || random.nextInt(20) == 0 ? any : any & ~(single ? 1L << 30 : 1L << 62);
      }
      default ->
          single ? Float.floatToRawIntBits((float) value) : Double.doubleToRawLongBits(value);
    };
  }

  private static long halfBits(Numbers numbers, Random random) {
    return switch (numbers) {
      case SMALL_INTEGERS ->
          new Num(DType.FLOAT64, 0, random.nextInt(17) - 8, 0).as(DType.FLOAT16).bits(0);
      case UNIFORM ->
          new Num(DType.FLOAT64, 0, 2 * random.nextDouble() - 1, 0).as(DType.FLOAT16).bits(0);
      case SUBNORMAL -> random.nextInt(4) | random.nextInt(2) << 15;
      case HUGE -> 0x7bff - random.nextInt(2) | random.nextInt(2) << 15;
      case SPECIAL ->
          random.nextInt(40) == 0 ? 0x7c00 + random.nextInt(2) : random.nextInt(2) << 15;
      default -> {
        int any = random.nextInt(1 << 16);
        yield (any & 0x7c00) == 0x7c00 && random.nextInt(20) != 0 ? any & ~0x4000 : any;
      }
    };
  }

  @Override
  public String toString() {
    return String.format(
        Locale.ROOT,
        "%s%s strides %s offset %d %s",
        dtype,
        java.util.Arrays.toString(extents),
        java.util.Arrays.toString(strides),
        offset,
        memory.order());
  }
}
