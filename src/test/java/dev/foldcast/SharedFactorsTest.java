package dev.foldcast;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.math.BigInteger;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

/**
 * Arrays that an expression names any number of times: as a tree, each step would double the work.
 */
class SharedFactorsTest {
  private static final BigInteger MODULUS = BigInteger.ONE.shiftLeft(64);
  private static final long[] NUMBERS = {0, 1, -1, 3, -7, 1234567891234567L, Long.MAX_VALUE};

  private static long[] powers(BigInteger exponent) {
    return Arrays.stream(NUMBERS)
        .map(x -> BigInteger.valueOf(x).modPow(exponent, MODULUS).longValue())
        .toArray();
  }

  @Test
  void squaresOfSquares() {
    try (Foldcast fc = Devices.open()) {
      Array a = fc.of(NUMBERS);
      for (int step = 1; step <= 40; step++) {
        a = a.multiply(a);
        if (step == 3 || step == 14 || step == 40) {
          assertArrayEquals(
              powers(BigInteger.ONE.shiftLeft(step)), a.read().toLongs(), "step " + step);
        }
      }
    }
  }

  @Test
  void factorsThatShareFactors() {
    try (Foldcast fc = Devices.open()) {
      Array before = fc.of(NUMBERS);
      Array last = before.multiply(before);
      BigInteger fewer = BigInteger.ONE;
      BigInteger exponent = BigInteger.TWO;
      for (int step = 0; step < 40; step++) {
        Array next = last.multiply(before);
        BigInteger sum = exponent.add(fewer);
        before = last;
        fewer = exponent;
        last = next;
        exponent = sum;
      }
      assertArrayEquals(powers(exponent), last.read().toLongs());
      assertTrue(last.plans().size() < 60, last.plans().size() + " plans");
    }
  }

  @Test
  void sumsBelowFactorsAreComputedOnce() {
    try (Foldcast fc = Devices.open()) {
      Array total = fc.of(new long[] {1, 2, 3}).sum();
      for (int step = 0; step < 30; step++) {
        total = total.multiply(total).sum();
      }
      long expected =
          BigInteger.valueOf(6).modPow(BigInteger.ONE.shiftLeft(30), MODULUS).longValue();
      assertEquals(expected, total.read().toLong());
      assertEquals(31, total.plans().size());
    }
  }
}
