package dev.foldcast;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.foldcast.array.DType;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Locale;
import java.util.function.IntPredicate;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/** Every float16 there is: alone, together, in pairs and in products. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class HalfPatternsTest {
  private static final int ALL = 1 << 16;

  /**
   * Partners of every pattern: zeros, ones, the edges of every kind of number, and some between.
   */
  private static final int[] PARTNERS =
      IntStream.concat(
              IntStream.of(
                  0, 1, 2, 3, 0x3ff, 0x400, 0x401, 0x7ff, 0x800, 0x1400, 0x1401, 0x17ff, 0x3555,
                  0x3800, 0x3bff, 0x3c00, 0x3c01, 0x3dff, 0x4000, 0x4200, 0x5bff, 0x63ff, 0x6400,
                  0x6800, 0x7800, 0x7bfe, 0x7bff, 0x7c00, 0x7c01, 0x7e00),
              IntStream.of(0x2345, 0x5432))
          .flatMap(bits -> IntStream.of(bits, bits | 0x8000))
          .toArray();

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

  private static ByteBuffer patterns(IntPredicate which) {
    int[] bits = IntStream.range(0, ALL).filter(which).toArray();
    ByteBuffer memory = ByteBuffer.allocateDirect(2 * bits.length).order(ByteOrder.nativeOrder());
    for (int i = 0; i < bits.length; i++) {
      memory.putShort(2 * i, (short) bits[i]);
    }
    return memory;
  }

  private Array every(long... shape) {
    return fc.of(patterns(bits -> true), DType.FLOAT16, shape);
  }

  @Test
  void aloneEachIsItsOwnSumAndMean() {
    Array[] results = {
      every(ALL, 1).sum(1), every(1, ALL).sum(0), every(ALL).sum(ReduceOptions.over()),
      every(ALL, 1).mean(1), every(1, ALL).mean(0), every(256, 1, 256).sum(1),
    };
    for (Array result : results) {
      long[] found = Bits.of(result.read());
      for (int bits = 0; bits < ALL; bits++) {
        int expected = Halves.isNaN(bits) ? Halves.NAN : bits == 0x8000 ? 0 : bits;
        assertEquals(expected, found[bits], () -> result + " of one");
      }
    }
  }

  @Test
  void allFiniteOnesTogetherAreZero() {
    Array finite = fc.of(patterns(Halves::isFinite), DType.FLOAT16, 2 * 0x7c00);
    assertEquals(0, Bits.of(finite.sum().read())[0]);
    assertEquals(0, Bits.of(finite.mean().read())[0]);
    assertEquals(0, Bits.of(finite.as(DType.FLOAT64).sum().read())[0]);
    assertEquals(Halves.NAN, Bits.of(every(ALL).sum().read())[0]);
  }

  /**
   * With f from 0 to 1023, in units of 2^-24: subnormals are f, and those of exponent e from 1 to
   * 30 are (1024 + f) 2^(e-1). Since the sum of f is S = 1023 * 512, all together they are S +
   * (1024^2 + S) (2^30 - 1).
   */
  @Test
  void allPositiveOnesTogetherHaveAClosedForm() {
    Array positive = fc.of(patterns(bits -> bits < 0x7c00), DType.FLOAT16, 0x7c00);
    long s = 1023 * 512;
    long units = s + (1024 * 1024 + s) * ((1L << 30) - 1);
    assertEquals(0x7c00, Bits.of(positive.sum().read())[0]);
    // The sum has 51 bits.
    double sum = units * 0x1p-24;
    assertEquals(Halves.round(sum / 0x7c00), Bits.of(positive.mean().read())[0]);
    assertEquals((float) sum, positive.as(DType.FLOAT32).sum().toDouble());
    assertEquals(sum, positive.as(DType.FLOAT64).sum().toDouble());
  }

  @Test
  void sumsOfPairsAreCorrectlyRounded() {
    ByteBuffer pairs = ByteBuffer.allocateDirect(4 * ALL).order(ByteOrder.nativeOrder());
    for (int y : PARTNERS) {
      for (boolean rows : new boolean[] {true, false}) {
        for (int x = 0; x < ALL; x++) {
          pairs.putShort(2 * (rows ? 2 * x : x), (short) x);
          pairs.putShort(2 * (rows ? 2 * x + 1 : x + ALL), (short) y);
        }
        Array matrix =
            rows ? fc.of(pairs, DType.FLOAT16, ALL, 2) : fc.of(pairs, DType.FLOAT16, 2, ALL);
        long[] found = Bits.of(matrix.sum(rows ? 1 : 0).read());
        for (int x = 0; x < ALL; x++) {
          int pattern = x;
          int sum = Halves.round(Halves.value(x) + Halves.value(y));
          // Exact zeros are positive.
          assertEquals(
              sum == 0x8000 ? 0 : sum,
              found[x],
              () -> String.format(Locale.ROOT, "%x + %x", pattern, y));
        }
      }
    }
  }

  @Test
  void productsAreCorrectlyRounded() {
    ByteBuffer partners =
        ByteBuffer.allocateDirect(2 * PARTNERS.length).order(ByteOrder.nativeOrder());
    for (int i = 0; i < PARTNERS.length; i++) {
      partners.putShort(2 * i, (short) PARTNERS[i]);
    }
    Array right = fc.of(partners, DType.FLOAT16, PARTNERS.length);
    long[] found = Bits.of(every(ALL, 1).multiply(right).read());
    for (int i = 0; i < found.length; i++) {
      int x = i / PARTNERS.length;
      int y = PARTNERS[i % PARTNERS.length];
      int product = Halves.round(Halves.value(x) * Halves.value(y));
      // A product may be any NaN.
      int canonical = Halves.isNaN((int) found[i]) ? Halves.NAN : (int) found[i];
      assertEquals(product, canonical, () -> String.format(Locale.ROOT, "%x * %x", x, y));
    }
  }
}
