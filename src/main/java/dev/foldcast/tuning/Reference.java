package dev.foldcast.tuning;

import dev.foldcast.array.DType;
import dev.foldcast.array.Layout;
import dev.foldcast.exact.ExactInt;
import dev.foldcast.plan.Operation;
import dev.foldcast.plan.Reducer;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.List;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * What a workload's result must be, bit for bit, computed on the host without any kernel: products
 * by Java's IEEE arithmetic, sums of floats by {@link ReferenceSum}, of integers by {@link
 * ExactInt}, the means of these, and the largest terms by {@link Largest}.
 */
final class Reference {
  /** Of one sum, where there are too few sums to keep all processors busy. */
  private static final int PARTS = 64;

  private final Operation operation;
  private final TermRuns runs;
  private final List<ByteBuffer> memory;
  private final DType dtype;
  private final int parts;
  private final ByteBuffer result;

  private Reference(Operation operation, List<ByteBuffer> memory) {
    this.operation = operation;
    runs = TermRuns.of(operation);
    this.memory = memory;
    dtype = operation.term().dtype();
    parts = dtype.components();
    result =
        ByteBuffer.allocateDirect(
                Math.toIntExact(operation.resultShape().bytes(operation.resultType())))
            .order(ByteOrder.nativeOrder());
  }

  /**
   * The bytes of the result in C order.
   *
   * @param memory of each operand, in native byte order; layouts count from its start
   */
  static ByteBuffer of(Operation operation, List<ByteBuffer> memory) {
    Reference reference = new Reference(operation, memory);
    int count = reference.runs.count();
    IntStream numbers = IntStream.range(0, count);
    if (!operation.isReduction()) {
      numbers.parallel().forEach(reference::products);
    } else if (count >= PARTS) {
      numbers.parallel().forEach(i -> reference.put(i, reference.sum(i, 0, 1)));
    } else {
      numbers.forEach(i -> reference.put(i, reference.sumOfParts(i)));
    }
    return reference.result;
  }

  /** A sum that is not finished. */
  private static final class Partial {
    private final ReferenceSum real = new ReferenceSum();
    private final ReferenceSum imaginary = new ReferenceSum();
    private final ExactInt whole = new ExactInt();
    private final Largest largest = new Largest();

    Partial plus(Partial other, boolean unsigned) {
      real.add(other.real);
      imaginary.add(other.imaginary);
      whole.merge(other.whole);
      largest.merge(other.largest, unsigned);
      return this;
    }
  }

  private void products(int number) {
    run(number, 0, runs.length(), null);
  }

  private Partial sumOfParts(int number) {
    return IntStream.range(0, PARTS)
        .parallel()
        .mapToObj(part -> sum(number, part, PARTS))
        .reduce(new Partial(), (a, b) -> new Partial().plus(a, isUnsigned()).plus(b, isUnsigned()));
  }

  private Partial sum(int number, int part, int parts) {
    long count = runs.length();
    Partial sum = new Partial();
    run(number, count * part / parts, count * (part + 1) / parts, sum);
    return sum;
  }

  private void put(int number, Partial sum) {
    if (isLargest()) {
      putLargest(number, sum.largest);
      return;
    }
    if (dtype.isWhole()) {
      boolean mean =
          operation instanceof Operation.Reduce reduce && reduce.reducer() == Reducer.MEAN;
      long bits =
          mean ? Double.doubleToRawLongBits(sum.whole.mean(runs.length())) : sum.whole.low();
      result.putLong(8 * number, bits);
      return;
    }
    putSum((long) parts * number, sum.real);
    if (parts == 2) {
      putSum(2L * number + 1, sum.imaginary);
    }
  }

  /** Some terms of one run: added to a sum, or a row of results. */
  private void run(int number, long from, long to, @Nullable Partial sum) {
    int operands = memory.size();
    long[] at = new long[operands];
    long[] step = new long[operands];
    for (int k = 0; k < operands; k++) {
      Layout layout = operation.operands().get(k).layout();
      at[k] = runs.start(layout, number);
      step[k] = runs.step(layout);
    }
    long row = number * runs.length();
    if (dtype.isWhole()) {
      wholeRun(at, step, from, to, row, sum);
    } else {
      realRun(at, step, from, to, row, sum);
    }
  }

  private void wholeRun(
      long[] at, long[] step, long from, long to, long row, @Nullable Partial sum) {
    for (long i = from; i < to; i++) {
      long term = whole(0, at[0] + i * step[0]);
      for (int k = 1; k < at.length; k++) {
        term *= whole(k, at[k] + i * step[k]);
      }
      term = dtype == DType.INT32 ? (int) term : term;
      if (sum == null) {
        putWhole(row + i, term);
      } else {
        add(sum, term);
      }
    }
  }

  private boolean isUnsigned() {
    return dtype == DType.UINT64;
  }

  private boolean isLargest() {
    return operation instanceof Operation.Reduce reduce && reduce.reducer() == Reducer.MAX;
  }

  private void add(Partial sum, long term) {
    if (isLargest() && isUnsigned()) {
      sum.largest.addUnsigned(term);
    } else if (isLargest()) {
      sum.largest.addSigned(term);
    } else if (isUnsigned()) {
      sum.whole.addUnsigned(term);
    } else {
      sum.whole.addSigned(term);
    }
  }

  private void putLargest(int number, Largest largest) {
    if (dtype.isWhole()) {
      putWhole(number, largest.whole());
      return;
    }
    putReal((long) parts * number, largest.real());
    if (parts == 2) {
      putReal(2L * number + 1, largest.imaginary());
    }
  }

  private long whole(int operand, long index) {
    return switch (dtype) {
      case INT32 -> memory.get(operand).getInt((int) (4 * index));
      case INT64, UINT64 -> memory.get(operand).getLong((int) (8 * index));
      default -> throw new IllegalArgumentException("no reference for " + dtype);
    };
  }

  private void putWhole(long index, long value) {
    if (dtype == DType.INT32) {
      result.putInt((int) (4 * index), (int) value);
    } else {
      result.putLong((int) (8 * index), value);
    }
  }

  private void realRun(
      long[] at, long[] step, long from, long to, long row, @Nullable Partial sum) {
    for (long i = from; i < to; i++) {
      double re = real(0, parts * (at[0] + i * step[0]));
      double im = parts == 1 ? 0 : real(0, 2 * (at[0] + i * step[0]) + 1);
      for (int k = 1; k < at.length; k++) {
        double re2 = real(k, parts * (at[k] + i * step[k]));
        if (parts == 1) {
          re = rounded(re * re2);
        } else {
          double im2 = real(k, 2 * (at[k] + i * step[k]) + 1);
          double product = rounded(rounded(re * re2) - rounded(im * im2));
          im = rounded(rounded(re * im2) + rounded(im * re2));
          re = product;
        }
      }
      if (sum != null && isLargest()) {
        sum.largest.add(re, im);
      } else if (sum != null) {
        sum.real.add(re);
        if (parts == 2) {
          sum.imaginary.add(im);
        }
      } else {
        putReal(parts * (row + i), re);
        if (parts == 2) {
          putReal(2 * (row + i) + 1, im);
        }
      }
    }
  }

  private double real(int operand, long index) {
    return isSingle()
        ? memory.get(operand).getFloat((int) (4 * index))
        : memory.get(operand).getDouble((int) (8 * index));
  }

  /**
   * To the type. The product of two float32 is exact in a double; their sum or difference may be
   * rounded to it first, which changes nothing, as 53 bits are at least 2 * 24 + 2 (S. A. Figueroa,
   * When is double rounding innocuous?, 1995).
   */
  private double rounded(double value) {
    return isSingle() ? (float) value : value;
  }

  private boolean isSingle() {
    return switch (dtype.component()) {
      case FLOAT32 -> true;
      case FLOAT64 -> false;
      default -> throw new IllegalArgumentException("no reference for " + dtype);
    };
  }

  private void putReal(long index, double value) {
    if (isSingle()) {
      result.putFloat((int) (4 * index), (float) value);
    } else {
      result.putDouble((int) (8 * index), value);
    }
  }

  private void putSum(long index, ReferenceSum sum) {
    if (isSingle()) {
      result.putFloat((int) (4 * index), sum.toFloat());
    } else {
      result.putDouble((int) (8 * index), sum.toDouble());
    }
  }
}
