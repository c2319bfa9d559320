package dev.foldcast.exact;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Random sums against the definition of "correctly rounded", and in other orders and groupings. */
class ExactSumFuzzTest {
  private static final long SEED = 4711;

  /** The reference's own decoding, against a third one. */
  @Test
  void referenceUnitsAreTheExactValues() {
    BigDecimal unit = new BigDecimal(BigInteger.TWO).pow(-Reference.UNIT);
    Random random = new Random(SEED);
    for (int i = 0; i < 1000; i++) {
      double term = Terms.finite(random.nextLong());
      assertEquals(
          0, new BigDecimal(term).multiply(unit).compareTo(new BigDecimal(Reference.units(term))));
      assertEquals(0, new BigDecimal(term).compareTo(Reference.exact(term).exactValue()));
    }
  }

  @Test
  void hundredThousandSumsAreCorrectlyRounded() {
    Random seeds = new Random(SEED);
    for (int turn = 0; turn < 100_000; turn++) {
      long seed = seeds.nextLong();
      Random random = new Random(seed);
      int length = turn % 1000 == 0 ? random.nextInt(4097) : random.nextInt(1 << random.nextInt(6));
      double[] terms = Terms.random(random, length);
      BigInteger expected = Reference.sum(terms);
      ExactSum sum = Reference.exact(terms);
      String what = "seed " + seed;
      for (Reference format : Reference.values()) {
        format.assertNearest(expected, 1, format.read(sum, 1), what);
      }
      long count = (random.nextLong() >>> (1 + random.nextInt(62))) + 1;
      Reference.DOUBLE.assertNearest(
          expected, count, Reference.DOUBLE.read(sum, count), what + " mean of " + count);
    }
  }

  @Test
  void floatSumsAreCorrectlyRounded() {
    Random seeds = new Random(SEED);
    for (int turn = 0; turn < 20_000; turn++) {
      long seed = seeds.nextLong();
      Random random = new Random(seed);
      ExactSum sum = new ExactSum();
      BigInteger expected = BigInteger.ZERO;
      int spread = 1 + random.nextInt(254);
      for (int i = random.nextInt(30); i >= 0; i--) {
        int exponent = Math.min(254, random.nextInt(spread) + (turn & 127));
        int bits =
            (exponent << 23) | random.nextInt(1 << 23) | (random.nextInt() & Integer.MIN_VALUE);
        float term = Float.intBitsToFloat(bits);
        sum.add(term);
        expected = expected.add(Reference.units(term));
      }
      for (Reference format : Reference.values()) {
        format.assertNearest(expected, 1, format.read(sum, 1), "seed " + seed);
        format.assertNearest(expected, 7, format.read(sum, 7), "seed " + seed + " mean");
      }
    }
  }

  @Test
  void orderAndGroupingDoNotMatter() {
    Random seeds = new Random(SEED);
    for (int turn = 0; turn < 3_000; turn++) {
      long seed = seeds.nextLong();
      Random random = new Random(seed);
      double[] terms = Terms.random(random, 1 + random.nextInt(60));
      ExactSum serial = Reference.exact(terms);
      ExactSum[] parts = new ExactSum[1 + random.nextInt(9)];
      for (int p = 0; p < parts.length; p++) {
        parts[p] = new ExactSum();
      }
      Terms.shuffle(random, terms);
      for (double term : terms) {
        parts[random.nextInt(parts.length)].add(term);
      }
      for (int left = parts.length; left > 1; left--) {
        int target = random.nextInt(left - 1);
        parts[target].merge(parts[left - 1]);
      }
      assertEquals(serial.exactValue(), parts[0].exactValue(), () -> "seed " + seed);
    }
  }

  @Test
  void cancellationOverTwoThousandBinades() {
    for (int high = -1020; high < 1024; high += 3) {
      for (int low : new int[] {-1074, high - 53, high - 54, high - 1000, (high - 1074) / 2}) {
        if (low < -1074 || low >= high) {
          continue;
        }
        double big = Math.scalb(1.0, high);
        double small = Math.scalb(1.0, low);
        assertEquals(small, Reference.exact(big, small, -big).toDouble());
        assertEquals(-small, Reference.exact(-big, -small, big).toDouble());
        double half = Math.ulp(big) / 2;
        if (small <= half) {
          assertEquals(Math.nextUp(big), Reference.exact(big, half, small).toDouble());
          assertEquals(big, Reference.exact(big, half, -small).toDouble());
        }
      }
    }
  }

  @Test
  void illConditionedSums() {
    Random random = new Random(SEED);
    for (int decade = 0; decade <= 300; decade += decade < 80 ? 1 : 10) {
      for (int turn = 0; turn < 20; turn++) {
        double[] terms = Terms.illConditioned(random, 8 + random.nextInt(120), decade);
        BigInteger expected = Reference.sum(terms);
        ExactSum sum = Reference.exact(terms);
        for (Reference format : Reference.values()) {
          format.assertNearest(expected, 1, format.read(sum, 1), "condition 1e" + decade);
        }
      }
    }
  }

  @Test
  void illConditionedSumsAreIllConditioned() {
    Random random = new Random(SEED);
    for (int decade = 10; decade <= 300; decade += 10) {
      double[] terms = Terms.illConditioned(random, 100, decade);
      BigInteger sum = Reference.sum(terms).abs();
      BigInteger magnitudes = BigInteger.ZERO;
      for (double term : terms) {
        magnitudes = magnitudes.add(Reference.units(Math.abs(term)));
      }
      double log10 = (magnitudes.bitLength() - sum.bitLength()) * Math.log10(2);
      assertEquals(decade, log10, 6.0);
    }
  }
}
