package dev.foldcast.exact;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.LongBuffer;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Device records: pairs, flags, limbs that were not carried, and limbs that cannot be. */
class ExactSumRecordTest {
  private static final long SEED = 99;
  private static final long MOST = (1L << 62) - 1;

  private static long[] record(double s, double c, long flags) {
    long[] record = new long[ExactSum.RECORD_LONGS];
    record[0] = Double.doubleToRawLongBits(s);
    record[1] = Double.doubleToRawLongBits(c);
    record[2] = flags;
    record[3] = -1;
    return record;
  }

  private static BigInteger value(long[] record) {
    BigInteger value = BigInteger.ZERO;
    for (int h = 0; h < ExactSum.LIMBS; h++) {
      value = value.add(BigInteger.valueOf(record[4 + h]).shiftLeft(32 * h));
    }
    return value;
  }

  private static BigInteger units(ExactSum sum) {
    return sum.exactValue()
        .multiply(new BigDecimal(BigInteger.ONE.shiftLeft(-Reference.UNIT)))
        .toBigIntegerExact();
  }

  @Test
  void pairAloneIsAddedAndItsLimbsIgnored() {
    long[] record = record(0x1p53, 1.5, 0);
    Arrays.fill(record, 4, record.length, Long.MIN_VALUE);
    ExactSum sum = new ExactSum();
    sum.addRecord(record, 0);
    assertEquals(Reference.sum(0x1p53, 1.5), units(sum));
  }

  @Test
  void flagsAndNonFinitePairsCount() {
    assertEquals(0x7ff8000000000000L, read(record(1, 0, ExactSum.RECORD_NAN)));
    assertEquals(0x7ff0000000000000L, read(record(1, 0, ExactSum.RECORD_POSITIVE_INFINITY)));
    assertEquals(0xfff0000000000000L, read(record(1, 0, ExactSum.RECORD_NEGATIVE_INFINITY)));
    assertEquals(0x7ff8000000000000L, read(record(1, 0, 4 | 8)));
    assertEquals(0x7ff8000000000000L, read(record(1, -Double.NaN, 0)));
    assertEquals(0xfff0000000000000L, read(record(Double.NEGATIVE_INFINITY, 1, 0)));
    assertEquals(0x7ff8000000000000L, read(record(Double.NEGATIVE_INFINITY, 1, 4)));
  }

  private static long read(long[] record) {
    ExactSum sum = new ExactSum();
    sum.addRecord(record, 0);
    return Double.doubleToRawLongBits(sum.toDouble());
  }

  @Test
  void recordsAreReadAtTheirOffset() {
    long[] records = new long[3 * ExactSum.RECORD_LONGS];
    long[] one = record(3.25, 0, ExactSum.RECORD_LIMBS);
    one[4 + 33] = -5; // limb 33 counts units of 2^-19
    System.arraycopy(one, 0, records, 2 * ExactSum.RECORD_LONGS, one.length);
    ExactSum sum = new ExactSum();
    sum.addRecord(LongBuffer.wrap(records).asReadOnlyBuffer(), 2 * ExactSum.RECORD_LONGS);
    assertEquals(3.25 - 5 * 0x1p-19, sum.toDouble());
  }

  @Test
  void limbsThatWereNotCarriedAddUp() {
    Random random = new Random(SEED);
    ExactSum sum = new ExactSum();
    BigInteger expected = BigInteger.ZERO;
    for (int turn = 0; turn < 5_000; turn++) {
      double s = Terms.finite(random.nextLong());
      long[] record = record(s, 0x1p-1074, ExactSum.RECORD_LIMBS);
      for (int h = 0; h < ExactSum.LIMBS - 1; h++) {
        record[4 + h] =
            switch (turn % 4) {
              case 0 -> MOST;
              case 1 -> -MOST;
              case 2 -> random.nextLong() >> (1 + random.nextInt(62));
              default -> turn % 8 == 3 ? MOST : -MOST + random.nextInt(3);
            };
        record[4 + h] = Math.max(-MOST, Math.min(MOST, record[4 + h]));
      }
      record[4 + ExactSum.LIMBS - 1] = random.nextLong() >> 44;
      sum.addRecord(record, 0);
      expected = expected.add(value(record)).add(Reference.sum(s, 0x1p-1074));
    }
    assertEquals(expected, units(sum));
  }

  @Test
  void termsAfterHugeLimbsAreSafe() {
    addAllOnes(4, 1_000_000);
  }

  /** More terms than a limb could take without carrying: some 10 s. */
  @Test
  @Tag("long")
  void moreTermsThanLimbsHoldWithoutCarrying() {
    addAllOnes(2, Integer.MAX_VALUE);
  }

  /** Adds {@code terms} times the number that moves limbs most, after a huge record, and again. */
  private static void addAllOnes(int turns, int terms) {
    long[] huge = record(0, 0, ExactSum.RECORD_LIMBS);
    Arrays.fill(huge, 4, huge.length - 1, MOST);
    double allOnes = 0x1.fffffffffffffp-1;
    ExactSum sum = new ExactSum();
    BigInteger expected = BigInteger.ZERO;
    for (int turn = 0; turn < turns; turn++) {
      sum.addRecord(huge, 0);
      for (int i = 0; i < terms; i++) {
        sum.add(allOnes);
      }
      BigInteger added = Reference.units(allOnes).multiply(BigInteger.valueOf(terms));
      expected = expected.add(value(huge)).add(added);
    }
    assertEquals(expected, units(sum));
  }

  @Test
  void mergingTwoUncarriedSumsOfHugeRecords() {
    long[] huge = record(0, 0, ExactSum.RECORD_LIMBS);
    Arrays.fill(huge, 4, huge.length - 1, -MOST);
    ExactSum a = new ExactSum();
    ExactSum b = new ExactSum();
    a.addRecord(huge, 0);
    b.addRecord(huge, 0);
    a.add(1.0);
    b.add(-1.0);
    BigInteger expectedA = value(huge).add(Reference.units(1.0));
    BigInteger expectedB = value(huge).subtract(Reference.units(1.0));
    for (int i = 0; i < 10; i++) {
      a.merge(b);
      b.merge(a);
      expectedA = expectedA.add(expectedB);
      expectedB = expectedB.add(expectedA);
    }
    assertEquals(expectedA, units(a));
    assertEquals(expectedB, units(b));
  }

  @Test
  void damagedRecordsAreRefused() {
    for (long limb : new long[] {1L << 62, -(1L << 62), Long.MIN_VALUE, Long.MAX_VALUE}) {
      long[] record = record(0, 0, ExactSum.RECORD_LIMBS);
      record[4 + 11] = limb;
      IllegalArgumentException e =
          assertThrows(IllegalArgumentException.class, () -> new ExactSum().addRecord(record, 0));
      assertTrue(String.valueOf(e.getMessage()).contains("limb 11"));
    }
    long[] full = record(0, 0, ExactSum.RECORD_LIMBS);
    full[full.length - 1] = MOST;
    ExactSum sum = new ExactSum();
    sum.addRecord(full, 0);
    sum.addRecord(full, 0);
    assertThrows(ArithmeticException.class, () -> sum.addRecord(full, 0));
  }
}
