package dev.foldcast.tuning;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.math.BigDecimal;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** The tuner's own exact sums, against decimal arithmetic. */
class FixedSumTest {
  /** Correctly rounded since Java 19 only, but right for these: see the check of both ways. */
  private static double rounded(BigDecimal exact) {
    return Double.parseDouble(exact.toString());
  }

  @Test
  void sumsAreRoundedOnce() {
    Random random = new Random(8);
    for (int round = 0; round < 3000; round++) {
      FixedSum sum = new FixedSum();
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

  @Test
  void nothingIsPlusZero() {
    FixedSum sum = new FixedSum();
    sum.add(-0.5);
    sum.add(0.5);
    assertEquals(0L, Double.doubleToRawLongBits(sum.toDouble()));
    assertEquals(0, Float.floatToRawIntBits(sum.toFloat()));
  }

  @Test
  void manyTermsFit() {
    FixedSum sum = new FixedSum();
    double term = 7.999999999999999; // the largest that is promised is below 16
    for (int i = 0; i < 1 << 22; i++) {
      sum.add(term);
    }
    assertEquals(term * (1 << 22), sum.toDouble());
  }
}
