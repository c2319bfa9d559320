package dev.foldcast.exact;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** The conversion into each format: at every midpoint, beside it, and for quotients. */
class FloatFormatTest {
  private static final BigInteger ONE = BigInteger.ONE;
  private static final long SEED = 20240607;

  private static long round(Reference format, BigInteger numerator, long count, int exponent) {
    return FloatFormat.valueOf(format.name()).round(numerator, BigInteger.valueOf(count), exponent);
  }

  @Test
  void everyHalfAndEveryMidpointBetweenHalves() {
    for (int bits = 0; bits < 0x7c00; bits++) {
      BigInteger own = Reference.units(Reference.halfMagnitude(bits));
      BigInteger next = Reference.units(Reference.halfMagnitude(bits + 1));
      checkAround(Reference.HALF, own, next, bits);
    }
  }

  @Test
  void midpointsOfFloatsAndDoublesOfEveryExponent() {
    Random random = new Random(SEED);
    for (int exponent = 0; exponent < 255; exponent++) {
      for (int fraction : new int[] {0, 1, 2, 0x7ffffe, random.nextInt(0x7fffff)}) {
        int bits = (exponent << 23) | fraction;
        BigInteger own = Reference.units(Float.intBitsToFloat(bits));
        BigInteger next = Reference.units(Float.intBitsToFloat(bits + 1));
        checkAround(Reference.SINGLE, own, next, bits);
      }
    }
    for (long exponent = 0; exponent < 2047; exponent++) {
      for (long fraction : new long[] {0, 1, (1L << 52) - 2, random.nextLong() >>> 12}) {
        long bits = (exponent << 52) | fraction;
        BigInteger own = Reference.units(Double.longBitsToDouble(bits));
        BigInteger next = Reference.units(Double.longBitsToDouble(bits + 1));
        checkAround(Reference.DOUBLE, own, next, bits);
      }
    }
  }

  /** Checks a number, its midpoint to the next one, and what lies a tiny step beside both. */
  private static void checkAround(Reference format, BigInteger own, BigInteger next, long bits) {
    if (next.signum() == 0) {
      return; // own is the largest number
    }
    int deep = 200; // tiny is 2^-200 of the smallest unit
    BigInteger exact = own.shiftLeft(deep);
    BigInteger midpoint = own.add(next).shiftLeft(deep - 1);
    int unit = Reference.UNIT - deep;
    assertEquals(bits, round(format, exact, 1, unit));
    assertEquals(bits, round(format, exact.add(ONE), 1, unit));
    assertEquals(bits, round(format, midpoint.subtract(ONE), 1, unit));
    assertEquals(bits + (bits & 1), round(format, midpoint, 1, unit));
    assertEquals(bits + 1, round(format, midpoint.add(ONE), 1, unit));
    assertEquals(bits + (bits & 1), round(format, midpoint.multiply(bigThree()), 3, unit));
    assertEquals(bits, round(format, midpoint.multiply(bigThree()).subtract(ONE), 3, unit));
    assertEquals(bits + 1, round(format, midpoint.multiply(bigThree()).add(ONE), 3, unit));
  }

  private static BigInteger bigThree() {
    return BigInteger.valueOf(3);
  }

  @Test
  void randomQuotients() {
    Random random = new Random(SEED);
    for (int i = 0; i < 30_000; i++) {
      long count = (random.nextLong() >>> (1 + random.nextInt(62))) + 1;
      int shift = random.nextInt(2300);
      BigInteger numerator = new BigInteger(1 + random.nextInt(200), random).shiftLeft(shift);
      numerator = random.nextBoolean() ? numerator.negate() : numerator;
      for (Reference format : Reference.values()) {
        long bits = round(format, numerator, count, Reference.UNIT);
        format.assertNearest(numerator, count, bits, "seed " + SEED + " turn " + i);
      }
    }
  }

  /** The JDK parses decimal text into the nearest number by other means. */
  @Test
  void agreesWithTheJdksDecimalConversion() {
    Random random = new Random(SEED);
    for (int i = 0; i < 20_000; i++) {
      BigInteger digits = new BigInteger(1 + random.nextInt(100), random);
      int scale = random.nextInt(60) - 10;
      BigDecimal decimal = new BigDecimal(digits, scale);
      BigInteger ten = BigInteger.TEN.pow(Math.abs(scale));
      BigInteger numerator = scale < 0 ? digits.multiply(ten) : digits;
      BigInteger denominator = scale < 0 ? ONE : ten;
      assertEquals(
          Double.doubleToRawLongBits(Double.parseDouble(decimal.toString())),
          FloatFormat.DOUBLE.round(numerator, denominator, 0));
      assertEquals(
          Float.floatToRawIntBits(Float.parseFloat(decimal.toString())),
          FloatFormat.SINGLE.round(numerator, denominator, 0));
    }
  }

  @Test
  void farBeyondTheRangeIsInfinityOrZero() {
    for (Reference format : Reference.values()) {
      FloatFormat target = FloatFormat.valueOf(format.name());
      long sign = Long.highestOneBit(format.infinity()) << 1;
      assertEquals(format.infinity(), target.round(ONE, ONE, 1_000_000));
      assertEquals(format.infinity() | sign, target.round(ONE.negate(), ONE, 1_000_000));
      assertEquals(0, target.round(ONE, ONE, -1_000_000));
      assertEquals(sign, target.round(ONE.negate(), ONE, -1_000_000));
      assertEquals(0, target.round(BigInteger.ZERO, ONE, 1_000));
    }
  }
}
