package dev.foldcast;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.foldcast.array.DType;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/** All 2^32 float32 patterns, 2^24 in one sum. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class FloatPatternsTest {
  private static final int FRACTIONS = 1 << 23;
  private static final int SLICE = 2 * FRACTIONS;

  private final ByteBuffer memory =
      ByteBuffer.allocateDirect(4 * SLICE).order(ByteOrder.nativeOrder());
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

  /** Patterns from one place of the slice to another. */
  private Array part(int from, int to) {
    ByteBuffer bytes = memory.duplicate().order(memory.order()).position(4 * from).limit(4 * to);
    return fc.of(bytes, DType.FLOAT32, to - from);
  }

  private Array positive() {
    return part(0, FRACTIONS);
  }

  private static int bits(Array sum) {
    return sum.read().bytes().getInt(0);
  }

  /** Every pattern of one exponent, in a scattered order, then the same negated. */
  private void fillExponent(int exponent) {
    int bits = exponent << 23;
    for (int i = 0; i < FRACTIONS; i++) {
      // An odd factor permutes the numbers of 23 bits.
      int pattern = bits | (i * 0x9e3779b1 & (FRACTIONS - 1));
      memory.putInt(4 * i, pattern);
      memory.putInt(4 * (i + FRACTIONS), pattern | Integer.MIN_VALUE);
    }
  }

  /**
   * With F = 2^23 fractions f, the numbers (F + f) 2^(e-150) of an exponent e from 1 to 254 sum to
   * (F F + F (F-1) / 2) 2^(e-150) = 2^22 (3 F - 1) 2^(e-150), and the subnormals f 2^-149 to 2^22
   * (F - 1) 2^-149. All of them together, in units of 2^-149: 2^22 (F - 1 + (3 F - 1) (2^254 - 1)).
   */
  @Test
  void everyExponentsNumbersSumToTheClosedForm() {
    double[] sums = new double[255];
    for (int exponent = 0; exponent <= 254; exponent++) {
      fillExponent(exponent);
      long factor = exponent == 0 ? FRACTIONS - 1 : 3L * FRACTIONS - 1;
      // 25 bits: a double has them.
      double sum = Math.scalb((double) factor, 22 - 149 + Math.max(exponent, 1) - 1);
      String what = "exponent " + exponent;
      assertEquals((float) sum, Float.intBitsToFloat(bits(positive().sum())), what);
      assertEquals((float) (sum / FRACTIONS), Float.intBitsToFloat(bits(positive().mean())), what);
      assertEquals(-(float) sum, Float.intBitsToFloat(bits(part(FRACTIONS, SLICE).sum())), what);
      assertEquals(0, bits(part(0, SLICE).sum()), what);
      sums[exponent] = positive().as(DType.FLOAT64).sum().toDouble();
      assertEquals(sum, sums[exponent], what);
    }
    BigInteger normal = BigInteger.valueOf(3L * FRACTIONS - 1);
    BigInteger all =
        normal
            .multiply(BigInteger.TWO.pow(254).subtract(BigInteger.ONE))
            .add(BigInteger.valueOf(FRACTIONS - 1))
            .shiftLeft(22);
    assertEquals(asDouble(all), fc.of(sums).sum().toDouble());
  }

  private static double asDouble(BigInteger in2ToMinus149) {
    BigInteger units = in2ToMinus149.shiftLeft(-149 - Format.UNIT);
    return Double.longBitsToDouble(Format.DOUBLE.round(units, 1));
  }

  @Test
  void infinitiesAndNaNs() {
    fillExponent(255);
    Result rows =
        fc.of(memory.duplicate().order(memory.order()), DType.FLOAT32, 4096, 4096).sum(1).read();
    for (int row = 0; row < 4096; row++) {
      assertEquals(0x7fc00000, rows.bytes().getInt(4 * row), "row " + row);
    }
    alone(0, 1 << 17);
    alone(FRACTIONS, FRACTIONS + (1 << 17));
  }

  @Test
  @Tag("long")
  void everyNaNAlone() {
    fillExponent(255);
    alone(0, SLICE);
  }

  /** The slice has +inf, every positive NaN, -inf, every negative NaN. */
  private void alone(int from, int to) {
    ByteBuffer found = part(from, to).sum(ReduceOptions.over()).read().bytes();
    for (int i = from; i < to; i++) {
      int expected = i == 0 ? 0x7f800000 : i == FRACTIONS ? 0xff800000 : 0x7fc00000;
      if (found.getInt(4 * (i - from)) != expected) {
        assertEquals(expected, found.getInt(4 * (i - from)), "pattern " + memory.getInt(4 * i));
      }
    }
  }

  @Test
  void aShareOfTheSlicesOfAllExponents() {
    for (int low = 5; low < 256; low += 80) {
      sliceOfAllExponents(low);
    }
  }

  @Test
  @Tag("long")
  void everySliceOfAllExponents() {
    for (int low = 0; low < 256; low++) {
      sliceOfAllExponents(low);
    }
  }

  /**
   * The finite numbers whose last 8 bits are {@code low}. With f from 0 to 2^15 - 1 the positive
   * ones of exponent e are (2^23 + 256 f + low) 2^(e-150), which sum to A 2^(e-150) where A = 2^15
   * (2^23 + low) + 256 2^14 (2^15 - 1); the subnormals sum to (A - 2^38) 2^-149.
   */
  private void sliceOfAllExponents(int low) {
    for (int i = 0; i < SLICE; i++) {
      int pattern = ((i * 0x9e3779b1) << 8) | low;
      // The permutation mixes signs: bit 0 of i becomes bit 8.
      memory.putInt(4 * i, (pattern & 0x7f800000) == 0x7f800000 ? 0 : pattern);
    }
    String what = "last bits " + low;
    assertEquals(0, bits(part(0, SLICE).sum()), what);
    for (int i = 0; i < SLICE; i++) {
      memory.putInt(4 * i, Math.max(memory.getInt(4 * i), 0));
    }
    BigInteger each = BigInteger.valueOf(((FRACTIONS + (long) low) << 15) + (32767L << 22));
    BigInteger all = each.multiply(BigInteger.TWO.pow(254)).subtract(BigInteger.TWO.pow(38));
    assertEquals(0x7f800000, bits(part(0, SLICE).sum()), what);
    BigInteger units = all.shiftLeft(-149 - Format.UNIT);
    assertEquals(Format.SINGLE.round(units, SLICE), bits(part(0, SLICE).mean()), what);
    assertEquals(asDouble(all), part(0, SLICE).as(DType.FLOAT64).sum().toDouble(), what);
  }
}
