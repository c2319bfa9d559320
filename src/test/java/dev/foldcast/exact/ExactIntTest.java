package dev.foldcast.exact;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.math.BigInteger;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** 128-bit sums against BigInteger, where they overflow, and their means. */
class ExactIntTest {
  private static final long SEED = 12;

  private static ExactInt signed(long... terms) {
    ExactInt sum = new ExactInt();
    for (long term : terms) {
      sum.addSigned(term);
    }
    return sum;
  }

  private static ExactInt unsigned(long... terms) {
    ExactInt sum = new ExactInt();
    for (long term : terms) {
      sum.addUnsigned(term);
    }
    return sum;
  }

  @Test
  void randomSumsAreExact() {
    Random random = new Random(SEED);
    for (int turn = 0; turn < 20_000; turn++) {
      ExactInt signed = new ExactInt();
      ExactInt unsigned = new ExactInt();
      ExactInt merged = new ExactInt();
      BigInteger signedSum = BigInteger.ZERO;
      BigInteger unsignedSum = BigInteger.ZERO;
      for (int i = random.nextInt(20); i >= 0; i--) {
        long term = random.nextLong() >> random.nextInt(64);
        signed.addSigned(term);
        unsigned.addUnsigned(term);
        ExactInt single = new ExactInt();
        single.addSigned(term);
        merged.merge(single);
        signedSum = signedSum.add(BigInteger.valueOf(term));
        unsignedSum = unsignedSum.add(new BigInteger(Long.toUnsignedString(term)));
      }
      assertEquals(signedSum, signed.exactValue());
      assertEquals(signedSum, merged.exactValue());
      assertEquals(unsignedSum, unsigned.exactValue());
      assertEquals(signedSum.longValue(), signed.low());
      assertEquals(unsignedSum.longValue(), unsigned.low());
      assertEquals(signedSum.bitLength() > 63, signed.overflowsSigned());
      assertEquals(unsignedSum.bitLength() > 64, unsigned.overflowsUnsigned());
      long count = (random.nextLong() >>> (1 + random.nextInt(62))) + 1;
      Reference.DOUBLE.assertNearest(
          signedSum.shiftLeft(-Reference.UNIT),
          count,
          Double.doubleToRawLongBits(signed.mean(count)),
          "seed " + SEED + " turn " + turn);
    }
  }

  @Test
  void overflowBeginsBeyondTheLastInteger() {
    assertFalse(signed().overflowsSigned());
    assertFalse(signed(Long.MAX_VALUE).overflowsSigned());
    assertFalse(signed(Long.MIN_VALUE).overflowsSigned());
    assertTrue(signed(Long.MAX_VALUE, 1).overflowsSigned());
    assertTrue(signed(Long.MIN_VALUE, -1).overflowsSigned());
    assertFalse(signed(Long.MAX_VALUE, 1, -1).overflowsSigned());
    assertTrue(signed(Long.MIN_VALUE, Long.MIN_VALUE).overflowsSigned());
    assertEquals(0, signed(Long.MIN_VALUE, Long.MIN_VALUE).low());
    assertFalse(unsigned(-1L).overflowsUnsigned());
    assertTrue(unsigned(-1L, 1).overflowsUnsigned());
    assertEquals(Long.MIN_VALUE, signed(Long.MAX_VALUE, 1).low());
  }

  @Test
  void recordsOf128BitsAdd() {
    ExactInt sum = signed(-1);
    sum.add(3, -1L);
    assertEquals(new BigInteger("3fffffffffffffffe", 16), sum.exactValue());
    assertEquals(3, sum.high());
  }

  @Test
  void meanComesFromTheExactSum() {
    assertTrue(Double.isNaN(signed().mean(0)));
    assertEquals(0L, Double.doubleToRawLongBits(signed().mean(5)));
    assertEquals(0x1p63, signed(Long.MAX_VALUE, Long.MAX_VALUE).mean(2));
    assertEquals(-0.5, signed(-1, 0).mean(2));
    assertEquals(0x1p64, unsigned(-1L, -1L, -1L).mean(3));
    assertEquals((double) (1L << 53), signed((1L << 53) + 1).mean(1));
    assertThrows(IllegalArgumentException.class, () -> signed(1).mean(-1));
  }
}
