package dev.foldcast.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.Random;
import java.util.function.Predicate;
import org.junit.jupiter.api.Test;

/**
 * A million numbers: each text reads back, no shorter one does, and none of its length is nearer.
 *
 * <p>No shorter one: if a decimal of fewer digits read back, then so would all numbers between it
 * and the text, and one of the two that the text without its last digit gives, cut off and one
 * higher, is among them.
 */
class ShortestDecimalTest {
  private static final long SEED = 31337;

  @Test
  void halfAMillionDoubles() {
    Random random = new Random(SEED);
    for (int i = 0; i < 500_000; i++) {
      long bits = random.nextLong() >>> 1;
      double value =
          switch (i % 8) {
            case 0, 1 -> Double.longBitsToDouble(bits);
            case 2 -> Double.longBitsToDouble(bits >>> 11 >>> random.nextInt(52));
            case 3 -> (bits >>> 10) * Math.scalb(1.0, random.nextInt(70) - 60);
            case 4 -> (bits >>> 30) / 1000.0;
            case 5 -> random.nextInt(1_000_000) / 1e4;
            default -> random.nextDouble();
          };
      if (Double.isFinite(value)) {
        check(value, i % 16 < 2);
      }
    }
  }

  @Test
  void halfAMillionFloats() {
    Random random = new Random(SEED);
    for (int i = 0; i < 500_000; i++) {
      int bits = random.nextInt() >>> 1;
      float value = Float.intBitsToFloat(i % 8 == 0 ? bits >>> 8 >>> random.nextInt(23) : bits);
      if (Float.isFinite(value)) {
        check(value, i % 16 < 2);
      }
    }
  }

  @Test
  void powersOfTwoAndTheirNeighbours() {
    for (int k = -1074; k < 1024; k++) {
      double power = Math.scalb(1.0, k);
      check(power, true);
      check(Math.nextDown(power), true);
      check(Math.nextUp(power), true);
    }
    for (int k = -149; k < 128; k++) {
      float power = Math.scalb(1.0f, k);
      check(power, true);
      check(Math.nextDown(power), true);
      check(Math.nextUp(power), true);
    }
  }

  @Test
  void everyHalf() {
    for (int bits = 1; bits < 0x7c00; bits++) {
      BigDecimal below = half(bits - 1).add(half(bits));
      BigDecimal above = half(bits).add(half(bits + 1));
      boolean even = (bits & 1) == 0;
      check(
          PythonRepr.half((short) bits),
          half(bits),
          text -> {
            BigDecimal twice = new BigDecimal(text).multiply(BigDecimal.valueOf(2));
            int low = twice.compareTo(below);
            int high = twice.compareTo(above);
            return even ? low >= 0 && high <= 0 : low > 0 && high < 0;
          });
    }
  }

  /** The value of a half; infinity counts as what would come after the largest one. */
  private static BigDecimal half(int bits) {
    int exponent = Math.max(bits >> 10, 1);
    int significand = bits < 1024 ? bits : (bits & 1023) | 1024;
    return new BigDecimal(significand * Math.scalb(1.0, exponent - 25));
  }

  private static void check(double value, boolean nearest) {
    Predicate<String> readsBack = text -> Double.parseDouble(text) == value;
    String text = PythonRepr.of(value);
    checkShortest(text, readsBack);
    if (nearest) {
      checkNearest(text, new BigDecimal(value), readsBack);
    }
  }

  private static void check(float value, boolean nearest) {
    Predicate<String> readsBack = text -> Float.parseFloat(text) == value;
    String text = PythonRepr.of(value);
    checkShortest(text, readsBack);
    if (nearest) {
      checkNearest(text, new BigDecimal(value), readsBack);
    }
  }

  private static void check(String text, BigDecimal exact, Predicate<String> readsBack) {
    checkShortest(text, readsBack);
    checkNearest(text, exact, readsBack);
  }

  private static void checkShortest(String text, Predicate<String> readsBack) {
    assertTrue(readsBack.test(text), text);
    BigDecimal shortest = digits(text);
    if (shortest.precision() > 1) {
      BigInteger cut = shortest.unscaledValue().divide(BigInteger.TEN);
      int scale = shortest.scale() - 1;
      assertFalse(readsBack.test(new BigDecimal(cut, scale).toString()), text);
      BigInteger higher = cut.add(BigInteger.ONE);
      assertFalse(readsBack.test(new BigDecimal(higher, scale).toString()), text);
    }
  }

  private static void checkNearest(String text, BigDecimal exact, Predicate<String> readsBack) {
    BigDecimal shortest = digits(text);
    BigDecimal distance = exact.subtract(shortest).abs();
    for (BigDecimal step : new BigDecimal[] {shortest.ulp(), shortest.ulp().negate()}) {
      BigDecimal other = shortest.add(step);
      int order = exact.subtract(other).abs().compareTo(distance);
      boolean evenTie = order == 0 && !shortest.unscaledValue().testBit(0);
      assertTrue(order > 0 || evenTie || !readsBack.test(other.toString()), text);
    }
  }

  /** The number with only the digits that count. */
  private static BigDecimal digits(String text) {
    return new BigDecimal(text).stripTrailingZeros();
  }

  @Test
  void zeroIsOneDigit() {
    assertEquals(new ShortestDecimal("0", 0), ShortestDecimal.of(0, -1074, false));
  }
}
