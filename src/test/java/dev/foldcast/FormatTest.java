package dev.foldcast;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.math.BigInteger;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The edge of overflow of the reference, by the definition of IEEE 754. */
class FormatTest {
  private static BigInteger power(int exponent) {
    return BigInteger.ONE.shiftLeft(exponent);
  }

  @ParameterizedTest
  @EnumSource
  void roundsToInfinityFromHalfAPlaceBeyondTheLargestNumber(Format format) {
    int place = format.least - Format.UNIT + format.top() - 2; // the largest number's last one
    BigInteger half = power(place - 1);
    BigInteger beyond = power(place + format.precision); // the next number if there were one
    BigInteger largest = beyond.subtract(power(place));
    long infinity = format.infinity();
    check(format, infinity - 1, largest);
    check(format, infinity - 1, beyond.subtract(half).subtract(BigInteger.ONE));
    check(format, infinity, beyond.subtract(half));
    for (int doublings = 0; doublings < 70; doublings++) {
      BigInteger power = beyond.shiftLeft(doublings);
      check(format, infinity, power);
      // Rounding carries into the next power of two.
      check(format, infinity, power.shiftLeft(1).subtract(BigInteger.ONE));
    }
  }

  private static void check(Format format, long bits, BigInteger units) {
    assertEquals(bits, format.round(units, 1), () -> format + " " + units.bitLength());
    assertEquals(format.sign() | bits, format.round(units.negate(), 1));
    assertEquals(bits, format.round(units.multiply(BigInteger.valueOf(3)), 3));
  }
}
