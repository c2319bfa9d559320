package dev.foldcast.exact;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.math.BigDecimal;
import org.junit.jupiter.api.Test;

/** Zeros, NaN, infinities, subnormals and the edge of overflow, in every result format. */
class ExactSumEdgesTest {
  private static final double INF = Double.POSITIVE_INFINITY;

  private static void assertAll(long half, int single, long wide, ExactSum sum) {
    assertEquals(half, Reference.HALF.read(sum, 1));
    assertEquals(single & 0xffffffffL, Reference.SINGLE.read(sum, 1));
    assertEquals(wide, Reference.DOUBLE.read(sum, 1));
  }

  @Test
  void zeroIsPositive() {
    assertAll(0, 0, 0, new ExactSum());
    assertAll(0, 0, 0, Reference.exact(-0.0));
    assertAll(0, 0, 0, Reference.exact(-0.0, -0.0, -0.0));
    assertAll(0, 0, 0, Reference.exact(1.5, -1.5));
    assertEquals(0L, Double.doubleToRawLongBits(Reference.exact(-0.0).meanToDouble(1)));
  }

  @Test
  void nanIsThePositiveQuietOne() {
    double[] nans = {
      Double.NaN,
      Double.longBitsToDouble(0xfff8000000000000L),
      Double.longBitsToDouble(-1L),
      Double.longBitsToDouble(0x7ff0000000000001L),
      Double.longBitsToDouble(0xfff0000000000001L)
    };
    for (double nan : nans) {
      assertAll(0x7e00, 0x7fc00000, 0x7ff8000000000000L, Reference.exact(1.0, nan));
      assertAll(0x7e00, 0x7fc00000, 0x7ff8000000000000L, Reference.exact(nan, INF));
    }
    assertAll(0x7e00, 0x7fc00000, 0x7ff8000000000000L, Reference.exact(INF, 1.0, -INF));
    ExactSum floats = new ExactSum();
    floats.add(Float.intBitsToFloat(0xff800001));
    assertAll(0x7e00, 0x7fc00000, 0x7ff8000000000000L, floats);
    ExactSum halves = new ExactSum();
    halves.addHalf((short) 0xfc01);
    assertAll(0x7e00, 0x7fc00000, 0x7ff8000000000000L, halves);
  }

  @Test
  void infinityOfOneKindStays() {
    assertAll(0x7c00, 0x7f800000, 0x7ff0000000000000L, Reference.exact(INF, -1e308, INF));
    assertAll(0xfc00, 0xff800000, 0xfff0000000000000L, Reference.exact(1e308, -INF, 1.0));
    assertEquals(-INF, Reference.exact(-INF).meanToDouble(3));
    ExactSum floats = new ExactSum();
    floats.add(Float.NEGATIVE_INFINITY);
    floats.addHalf((short) 0xfc00);
    assertAll(0xfc00, 0xff800000, 0xfff0000000000000L, floats);
    floats.addHalf((short) 0x7c00);
    assertTrue(Float.isNaN(floats.toFloat()));
  }

  @Test
  void flagsSurviveMerging() {
    ExactSum sum = Reference.exact(1.0);
    sum.merge(Reference.exact(INF));
    assertEquals(INF, sum.toDouble());
    assertFalse(sum.isFinite());
    sum.merge(Reference.exact(-INF));
    assertTrue(Double.isNaN(sum.toDouble()));
    ExactSum other = new ExactSum();
    other.merge(Reference.exact(Double.NaN));
    assertTrue(Double.isNaN(other.toDouble()));
    assertThrows(ArithmeticException.class, other::exactValue);
  }

  @Test
  void sumOverflowsOnlyWhereTheExactOneRoundsToInfinity() {
    double max = Double.MAX_VALUE;
    double halfUlp = 0x1p970;
    assertEquals(INF, Reference.exact(max, halfUlp).toDouble());
    assertEquals(max, Reference.exact(max, halfUlp, -Double.MIN_VALUE).toDouble());
    assertEquals(INF, Reference.exact(max, halfUlp, Double.MIN_VALUE).toDouble());
    assertEquals(-INF, Reference.exact(-max, -halfUlp).toDouble());
    assertEquals(-max, Reference.exact(-max, -halfUlp, Double.MIN_VALUE).toDouble());

    float top = Float.MAX_VALUE;
    assertEquals(Float.POSITIVE_INFINITY, Reference.exact(top, 0x1p103).toFloat());
    assertEquals(top, Reference.exact(top, 0x1p103, -Double.MIN_VALUE).toFloat());
    assertEquals(-top, Reference.exact(-top, -0x1p103, Double.MIN_VALUE).toFloat());
    assertEquals(Float.NEGATIVE_INFINITY, Reference.exact(-top, -0x1p103).toFloat());

    assertEquals((short) 0x7c00, Reference.exact(65504, 16).toHalf());
    assertEquals((short) 0x7bff, Reference.exact(65504, 16, -Double.MIN_VALUE).toHalf());
    assertEquals((short) 0xfbff, Reference.exact(-65504, -16, Double.MIN_VALUE).toHalf());
  }

  @Test
  void meanMayBeFiniteWhereTheSumOverflows() {
    ExactSum sum = Reference.exact(Double.MAX_VALUE, Double.MAX_VALUE, Double.MAX_VALUE);
    assertEquals(INF, sum.toDouble());
    assertEquals(Double.MAX_VALUE, sum.meanToDouble(3));
    assertEquals(Float.POSITIVE_INFINITY, sum.meanToFloat(3));
    ExactSum floats = Reference.exact(Float.MAX_VALUE, Float.MAX_VALUE);
    assertEquals(Float.MAX_VALUE, floats.meanToFloat(2));
    assertEquals(Float.POSITIVE_INFINITY, floats.toFloat());
  }

  @Test
  void meanOfNothingIsNaN() {
    ExactSum sum = new ExactSum();
    assertEquals(0x7ff8000000000000L, Double.doubleToRawLongBits(sum.meanToDouble(0)));
    assertEquals(0x7fc00000, Float.floatToRawIntBits(sum.meanToFloat(0)));
    assertEquals((short) 0x7e00, sum.meanToHalf(0));
    assertThrows(IllegalArgumentException.class, () -> sum.meanToDouble(-1));
  }

  @Test
  void meanRoundsOnceFromTheUnroundedSum() {
    // The sum rounds to 2^53 + 2, a third of which is another double.
    double[] terms = {0x1p53, 1.0, 0x1p-100};
    assertEquals(0x1p53 / 3, Reference.exact(0x1p53).meanToDouble(3));
    Reference.DOUBLE.assertNearest(
        Reference.sum(terms), 3, Reference.DOUBLE.read(Reference.exact(terms), 3), "mean");
    assertEquals(-0.0, Reference.exact(-Double.MIN_VALUE).meanToDouble(2));
    assertEquals(Double.MIN_VALUE, Reference.exact(3 * Double.MIN_VALUE).meanToDouble(4));
    assertEquals(0.0, Reference.exact(Double.MIN_VALUE).meanToDouble(Long.MAX_VALUE));
  }

  @Test
  void floatResultIsNotRoundedTwice() {
    // As a double this is 1 + 2^-24, a tie that would go down to 1.
    assertEquals(0x1.000002p0f, Reference.exact(1.0, 0x1p-24, 0x1p-80).toFloat());
    assertEquals(1.0f, Reference.exact(1.0, 0x1p-24).toFloat());
    assertEquals(1.0f, Reference.exact(1.0, 0x1p-24, -0x1p-80).toFloat());
    assertEquals((short) 0x3c01, Reference.exact(1.0, 0x1p-11, 0x1p-80).toHalf());
    assertEquals((short) 0x3c00, Reference.exact(1.0, 0x1p-11).toHalf());
  }

  @Test
  void subnormalsAreExact() {
    ExactSum sum = new ExactSum();
    sum.add(Float.MIN_VALUE);
    sum.add(-Math.nextDown(Float.MIN_NORMAL));
    sum.add(Float.MIN_NORMAL);
    assertEquals(2 * Float.MIN_VALUE, sum.toFloat());
    sum.addHalf((short) 0x0001);
    sum.addHalf((short) 0x83ff);
    sum.addHalf((short) 0x0400);
    assertEquals(0x1p-23 + 0x1p-148, sum.toDouble());
    assertEquals((short) 2, sum.toHalf());
    assertEquals(
        new BigDecimal(Double.MIN_VALUE),
        Reference.exact(Double.MIN_VALUE).exactValue().stripTrailingZeros());
  }

  @Test
  void everyHalfAndAFloatOfEveryExponentAreRead() {
    for (int bits = 0; bits < 0x7c00; bits++) {
      ExactSum sum = new ExactSum();
      sum.addHalf((short) (bits | 0x8000));
      assertEquals(-Reference.halfMagnitude(bits), -Math.abs(sum.toDouble()));
      assertEquals((short) (bits == 0 ? 0 : bits | 0x8000), sum.toHalf());
    }
    for (int exponent = 0; exponent < 255; exponent++) {
      for (int fraction : new int[] {0, 1, 0x555555, 0x7fffff}) {
        float value = Float.intBitsToFloat((exponent << 23) | fraction);
        ExactSum sum = new ExactSum();
        sum.add(value);
        assertEquals((double) value, sum.toDouble());
        assertEquals(value, sum.toFloat());
      }
    }
  }
}
