package dev.foldcast;

import dev.foldcast.array.DType;
import dev.foldcast.array.Half;
import dev.foldcast.array.Layout;
import dev.foldcast.array.Shape;
import dev.foldcast.engine.Report;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Objects;

/**
 * A computed array on the host. Elements are numbered in C order, whatever the order in memory.
 * Immutable.
 */
public final class Result {
  private final DType dtype;
  private final Layout layout;
  private final ByteBuffer data;
  private final List<Report> reports;

  Result(DType dtype, Layout layout, ByteBuffer data, List<Report> reports) {
    this.dtype = dtype;
    this.layout = layout;
    this.data = data;
    this.reports = List.copyOf(reports);
  }

  public DType dtype() {
    return dtype;
  }

  public Shape shape() {
    return layout.shape();
  }

  /** The elements in memory order, native byte order, read-only. */
  public ByteBuffer bytes() {
    return data.asReadOnlyBuffer().order(data.order());
  }

  /** Whether {@link #bytes} are in F order and not in C order. */
  public boolean isFortranOrder() {
    return layout.isF() && !layout.isC();
  }

  /** What was done, operation by operation. */
  public List<Report> reports() {
    return reports;
  }

  /** Whether an int64 sum did not fit and wrapped modulo 2^64, as NumPy's do. */
  public boolean integerOverflow() {
    return reports.stream().anyMatch(Report::integerOverflow);
  }

  /** The only element; int64 is rounded. */
  public double toDouble() {
    requireSingle();
    return getDouble(0);
  }

  /** The only element of an integer array. */
  public long toLong() {
    requireSingle();
    return getLong(0);
  }

  private void requireSingle() {
    if (shape().size() != 1) {
      throw new IllegalStateException("the result has shape " + shape() + ", not one element");
    }
  }

  /** Element {@code index} (C order) of a real array; int64 is rounded. */
  public double getDouble(long index) {
    return dtype.isWhole() ? wholeToDouble(getLong(index)) : real(index, 0);
  }

  private double wholeToDouble(long value) {
    if (dtype != DType.UINT64 || value >= 0) {
      return value;
    }
    return 2.0 * ((value >>> 1) | (value & 1)); // the lost bit, kept sticky, rounds as it should
  }

  /**
   * Element {@code index} (C order) of a whole-number array; uint64 as its 64 bits, bool as 0, 1.
   */
  public long getLong(long index) {
    int at = at(index, 0);
    return switch (dtype) {
      case BOOL, UINT8 -> data.get(at) & 0xff;
      case INT8 -> data.get(at);
      case INT16 -> data.getShort(at);
      case UINT16 -> data.getShort(at) & 0xffff;
      case INT32 -> data.getInt(at);
      case UINT32 -> data.getInt(at) & 0xffffffffL;
      case INT64, UINT64 -> data.getLong(at);
      default -> throw new IllegalStateException(dtype + " elements are no integers");
    };
  }

  /** Real part of element {@code index} (C order); of a real array the element. */
  public double getReal(long index) {
    return dtype.isWhole() ? wholeToDouble(getLong(index)) : component(index, 0);
  }

  /** Imaginary part of element {@code index} (C order); 0 of a real array. */
  public double getImaginary(long index) {
    return dtype.kind() == DType.Kind.COMPLEX ? component(index, 1) : 0;
  }

  /** The bits of element {@code index} (C order) of a float16 array. */
  public short getHalf(long index) {
    if (dtype != DType.FLOAT16) {
      throw new IllegalStateException(dtype + " elements are not float16");
    }
    return data.getShort(at(index, 0));
  }

  /** All elements of a real array in C order. */
  public double[] toDoubles() {
    double[] values = new double[Math.toIntExact(shape().size())];
    for (int i = 0; i < values.length; i++) {
      values[i] = getDouble(i);
    }
    return values;
  }

  /** All elements of an integer array in C order. */
  public long[] toLongs() {
    long[] values = new long[Math.toIntExact(shape().size())];
    for (int i = 0; i < values.length; i++) {
      values[i] = getLong(i);
    }
    return values;
  }

  private double real(long index, int part) {
    if (dtype.kind() == DType.Kind.COMPLEX) {
      throw new IllegalStateException(dtype + " elements are no real numbers");
    }
    return component(index, part);
  }

  private double component(long index, int part) {
    int at = at(index, part);
    return switch (dtype.component()) {
      case FLOAT16 -> Half.toFloat(data.getShort(at));
      case FLOAT32 -> data.getFloat(at);
      default -> data.getDouble(at);
    };
  }

  /** First byte of a part of the element that is number {@code index} in C order. */
  private int at(long index, int part) {
    Objects.checkIndex(index, shape().size());
    long left = index;
    long element = layout.offset();
    for (int axis = shape().rank() - 1; axis >= 0; axis--) {
      element += left % shape().extent(axis) * layout.stride(axis);
      left /= shape().extent(axis);
    }
    return (int) (element * dtype.itemBytes() + (long) part * dtype.component().itemBytes());
  }
}
