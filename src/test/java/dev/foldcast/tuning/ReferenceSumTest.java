package dev.foldcast.tuning;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.math.BigDecimal;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** The tuner's own exact sums, against decimal arithmetic. */
class ReferenceSumTest {
  /** Correctly rounded since Java 19 only, but right for these: see the check of both ways. */
  private static double rounded(BigDecimal exact) {
    return Double.parseDouble(exact.toString());
  }

  @Test
  void sumsAreRoundedOnce() {
    Random random = new Random(8);
    for (int round = 0; round < 3000; round++) {
      ReferenceSum sum = new ReferenceSum();
      BigDecimal exact = BigDecimal.ZERO;
      int count = 1 + random.nextInt(40);
      double last = 0;
      for (int i = 0; i < count; i++) {
        double term = Math.scalb(random.nextDouble() + 1, -3 + random.nextInt(4));
        term = random.nextBoolean() ? term : -term;
        term = i % 3 == 2 ? -last : term;
        last = term;
        sum.add(term);
        exact = exact.add(new BigDecimal(term));
      }
      assertEquals(rounded(exact), sum.toDouble(), 0.0, "seed 8, round " + round);
      assertEquals(Float.parseFloat(exact.toString()), sum.toFloat(), 0f, "seed 8, round " + round);
    }
  }

  /** Wide exponents among few-sized terms, in two parts. */
  @Test
  void termsOfAnySizeAreAdded() {
    Random random = new Random(9);
    for (int round = 0; round < 1000; round++) {
      ReferenceSum sum = new ReferenceSum();
      ReferenceSum other = new ReferenceSum();
      BigDecimal exact = BigDecimal.ZERO;
      int count = 1 + random.nextInt(40);
      for (int i = 0; i < count; i++) {
        boolean wide = random.nextInt(3) == 0;
        double term = Math.scalb(random.nextDouble() - 0.5, wide ? random.nextInt(200) - 120 : 1);
        (random.nextBoolean() ? sum : other).add(term);
        exact = exact.add(new BigDecimal(term));
      }
      sum.add(other);
      assertEquals(rounded(exact), sum.toDouble(), 0.0, "seed 9, round " + round);
      assertEquals(Float.parseFloat(exact.toString()), sum.toFloat(), 0f, "seed 9, round " + round);
    }
  }

  @Test
  void termsThatAreNoFixedPointNumbersAreAdded() {
    for (double term :
        new double[] {
          16,
          -16,
          32,
          -32,
          0x1p-59,
          -0x1.8p-58,
          Double.MIN_VALUE,
          Double.MAX_VALUE,
          Double.POSITIVE_INFINITY,
          Double.NEGATIVE_INFINITY,
          Double.NaN
        }) {
      ReferenceSum sum = new ReferenceSum();
      sum.add(term);
      assertEquals(term, sum.toDouble());
      sum.add(1);
      sum.add(-1);
      assertEquals(term, sum.toDouble());
      assertEquals((float) term, sum.toFloat());
    }
    ReferenceSum both = new ReferenceSum();
    both.add(Double.POSITIVE_INFINITY);
    both.add(Double.NEGATIVE_INFINITY);
    assertEquals(0x7ff8000000000000L, Double.doubleToRawLongBits(both.toDouble()));
    assertEquals(0x7fc00000, Float.floatToRawIntBits(both.toFloat()));
  }

  @Test
  void nothingIsPlusZero() {
    ReferenceSum sum = new ReferenceSum();
    sum.add(-0.5);
    sum.add(0.5);
    assertEquals(0L, Double.doubleToRawLongBits(sum.toDouble()));
    assertEquals(0, Float.floatToRawIntBits(sum.toFloat()));
  }

  @Test
  void manyTermsFit() {
    ReferenceSum sum = new ReferenceSum();
    double term = 7.999999999999999; // the largest that is promised is below 16
    for (int i = 0; i < 1 << 22; i++) {
      sum.add(term);
    }
    assertEquals(term * (1 << 22), sum.toDouble());
  }
}
