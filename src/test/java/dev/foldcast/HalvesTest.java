package dev.foldcast;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/** The tests' own arithmetic, each part against another. */
class HalvesTest {
  private static final List<Format> FORMATS = List.of(Format.values());
  private static final long SEED = 20261202;

  @Test
  void float16IsRoundedAsByLongDivision() {
    SplittableRandom random = new SplittableRandom(SEED);
    for (int bits = 0; bits < 1 << 16; bits++) {
      if (Halves.isFinite(bits)) {
        assertEquals(bits, Halves.round(Halves.value(bits)));
        double other = Halves.value(random.nextInt(0x7c00)) * Halves.value(bits);
        long expected = Format.HALF.round(units(other), 1);
        // An exact zero has no sign there.
        int sign = other == 0 ? Halves.round(other) & 0x8000 : 0;
        assertEquals(expected | sign, Halves.round(other), "seed " + SEED + " pattern " + bits);
      }
    }
  }

  private static BigInteger units(double x) {
    return new BigDecimal(x).multiply(new BigDecimal(2).pow(-Format.UNIT)).toBigIntegerExact();
  }

  /** The JDK reads decimal text by other means. */
  @Test
  void quotientsAreRoundedAsTheJdkReadsThem() {
    SplittableRandom random = new SplittableRandom(SEED);
    for (int i = 0; i < 10_000; i++) {
      double x = Double.longBitsToDouble(random.nextLong());
      long count = 1L << random.nextInt(12);
      if (Double.isFinite(x) && x != 0) {
        // Dividing by a power of two needs no more than these digits.
        BigDecimal exact = new BigDecimal(x).divide(new BigDecimal(count));
        String what = "seed " + SEED + " turn " + i;
        assertEquals(
            Double.doubleToRawLongBits(Double.parseDouble(exact.toString())),
            Format.DOUBLE.round(units(x), count),
            what);
        assertEquals(
            Float.floatToRawIntBits(Float.parseFloat(exact.toString())) & 0xffffffffL,
            Format.SINGLE.round(units(x), count),
            what);
      }
    }
  }

  @Test
  void binsHoldTheExactSum() {
    SplittableRandom random = new SplittableRandom(SEED);
    for (int turn = 0; turn < 300; turn++) {
      Format format = FORMATS.get(turn % FORMATS.size());
      long[] terms = new long[random.nextInt(200)];
      HardTerms kind = HardTerms.any(random);
      kind = kind == HardTerms.SPECIAL ? HardTerms.WIDE : kind;
      kind.fill(random, format, terms);
      Bins bins = new Bins();
      BigInteger sum = BigInteger.ZERO;
      for (long term : terms) {
        bins.add(format.value(term));
        sum = sum.add(units(format.value(term)));
      }
      assertEquals(sum, bins.units(), "seed " + SEED + " turn " + turn + " " + kind);
    }
  }
}
