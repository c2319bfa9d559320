package dev.foldcast;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;

import dev.foldcast.array.DType;
import dev.foldcast.plan.Fold;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import java.util.stream.LongStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/**
 * Sums of short rows, which {@code row.cl} tells from one block where it can: every type, lengths
 * about those of vectors and of blocks, gaps, products. ({@link ExactBlocksTest} attacks the
 * bounds.) What is expected comes from {@link Expected} and from {@code java.math}.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class RowSumsTest {
  /** Fewer than CPUs turn squares of: see {@link SquareSumsTest}. */
  private static final int ROWS = 31;

  private Foldcast fc = Foldcast.withoutDevice(Options.DEFAULT);

  @BeforeAll
  void open() {
    fc.close();
    fc = Devices.open();
  }

  @AfterAll
  void close() {
    fc.close();
  }

  private void check(Sample x, String what) {
    int last = x.extents.length - 1;
    boolean[] reduced = new boolean[last + 1];
    reduced[last] = true;
    Expected sums = Expected.of(List.of(x), null, Fold.SUM, reduced, false);
    assertNull(sums.differs(x.in(fc).sum(last).read(), true), what);
    Expected means = Expected.of(List.of(x), null, Fold.MEAN, reduced, false);
    assertNull(means.differs(x.in(fc).mean(last).read(), true), what + ", mean");
  }

  @Test
  void everyTypeAndLength() {
    for (DType dtype : DType.values()) {
      for (int length : new int[] {9, 13, 17, 32, 33, 40, 64, 67, 128, 257, 512, 1023, 1025}) {
        // Kinds in turn: each (type, vector) is a kernel, but numbers cost no compiling.
        for (Sample.Numbers numbers : Sample.Numbers.values()) {
          Random random = new Random(length);
          String what = String.format(Locale.ROOT, "%d of %s, %s", length, dtype, numbers);
          check(Sample.c(dtype, ROWS, length).fill(numbers, random), what);
        }
      }
    }
  }

  /**
   * Some are lost by the first of a block's two sums, all of them, and kept whole by the second.
   */
  @Test
  void powersOfTwoOfEverySize() {
    int least = -120;
    int rows = 200;
    for (int length : new int[] {9, 64, 257}) {
      Sample x = Sample.c(DType.FLOAT64, rows, length);
      for (int i = 0; i < rows * length; i++) {
        x.put(i, Double.doubleToRawLongBits(Math.scalb(1.0, least + i / length)));
      }
      check(x, length + " equal powers of two");
    }
  }

  @Test
  void rowsWithGapsBackwardsSwappedAndInWindows() {
    Random random = new Random(5);
    Sample.Numbers numbers = Sample.Numbers.WIDE_WITH_CANCELLATION;
    Sample gaps =
        new Sample(DType.FLOAT32, new long[] {4, 21, 19}, new long[] {-500, 23, 1}, 1501, false, 4);
    check(gaps.fill(numbers, random), "gaps");
    Sample swapped = new Sample(DType.FLOAT64, new long[] {43, 25}, new long[] {25, 1}, 1, true, 8);
    check(swapped.fill(numbers, random), "swapped");
    Sample same = new Sample(DType.FLOAT64, new long[] {43, 25}, new long[] {0, 1}, 0, false, 0);
    check(same.fill(numbers, random), "one row for all");
    Sample x = Sample.c(DType.FLOAT32, ROWS, 45).fill(numbers, random);
    boolean[] last = {false, true};
    Expected sums = Expected.of(List.of(x), null, Fold.SUM, last, false);
    for (long windowBytes : new long[] {64, 500, 4096}) {
      try (Foldcast windows = Devices.open(Options.DEFAULT.withWindowBytes(windowBytes))) {
        assertNull(sums.differs(x.in(windows).sum(1).read(), true), windowBytes + " bytes");
      }
    }
  }

  @Test
  void productsAlongRows() {
    Random random = new Random(6);
    for (DType dtype : new DType[] {DType.FLOAT32, DType.COMPLEX64, DType.INT16, DType.FLOAT16}) {
      Sample x = Sample.c(dtype, ROWS, 29).fill(Sample.Numbers.TIES, random);
      Sample weights = Sample.c(dtype, 29).fill(Sample.Numbers.TIES, random);
      Sample column = Sample.c(dtype, ROWS, 1).fill(Sample.Numbers.TIES, random);
      boolean[] last = {false, true};
      Expected expected = Expected.of(List.of(x, weights, column), null, Fold.SUM, last, false);
      Array product = x.in(fc).multiply(weights.in(fc)).multiply(column.in(fc)).sum(1);
      assertNull(expected.differs(product.read(), true), dtype.toString());
    }
  }

  /** Sums beside the ends of 64 bits, which are noted, and means beside what float64 holds. */
  @Test
  void integersAtTheirEdges() {
    int length = 20;
    long[] ends = {
      Long.MAX_VALUE - 1,
      Long.MAX_VALUE,
      Long.MIN_VALUE,
      Long.MIN_VALUE + 1,
      0,
      -1,
      1L << 32,
      (1L << 53) - 1,
      1L << 53,
      (1L << 53) + 1,
      -(1L << 53),
      -(1L << 53) - 1
    };
    // Among these some whose quotient is not that of the nearest float64.
    LongStream others = new Random(7).longs(60).map(x -> x >> (2 + (x & 7)));
    long[] edges = LongStream.concat(LongStream.of(ends), others).toArray();
    for (long edge : edges) {
      for (long more : new long[] {0, 1, -1}) {
        for (DType dtype : new DType[] {DType.INT64, DType.UINT64}) {
          boolean signed = dtype == DType.INT64;
          Sample x = Sample.c(dtype, ROWS, length);
          for (int r = 0; r < ROWS; r++) {
            // Terms of both halves that come to the edge and a little more.
            x.memory.putLong(8 * (r * length + r % length), edge);
            x.memory.putLong(8 * (r * length + (r + 3) % length), more);
            x.memory.putLong(8 * (r * length + (r + 9) % length), signed ? -7 : 5);
            x.memory.putLong(8 * (r * length + (r + 11) % length), 7);
          }
          BigInteger sum = BigInteger.valueOf(signed ? 0 : 12);
          for (long term : new long[] {edge, more}) {
            BigInteger value = BigInteger.valueOf(term);
            sum = sum.add(signed || term >= 0 ? value : value.add(BigInteger.ONE.shiftLeft(64)));
          }
          String what = String.format(Locale.ROOT, "%s of %d and %d", dtype, edge, more);
          Result sums = x.in(fc).sum(1).read();
          ByteBuffer means = x.in(fc).mean(1).read().bytes();
          double mean = Format.DOUBLE.value(Format.DOUBLE.round(sum.shiftLeft(1074), length));
          for (int r = 0; r < ROWS; r++) {
            assertEquals(sum.longValue(), sums.bytes().getLong(8 * r), what);
            assertEquals(mean, means.getDouble(8 * r), what + ", mean");
          }
          boolean fits = signed ? sum.bitLength() < 64 : sum.signum() >= 0 && sum.bitLength() <= 64;
          assertEquals(!fits, sums.integerOverflow(), what);
          assertEquals(mean, new BigDecimal(sum).doubleValue() / length, Math.ulp(mean), what);
        }
      }
    }
  }
}
