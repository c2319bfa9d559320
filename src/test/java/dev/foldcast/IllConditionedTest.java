package dev.foldcast;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.foldcast.array.DType;
import dev.foldcast.plan.Configuration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.SplittableRandom;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/** Sums and sums of products of any condition, see {@link GenSum}, under several configurations. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class IllConditionedTest {
  private static final long SEED = 20261203;
  private static final double BITS_PER_DECADE = Math.log(10) / Math.log(2);

  private final List<Foldcast> sessions = new ArrayList<>();

  @BeforeAll
  void open() {
    sessions.add(Devices.open());
    for (Configuration configuration :
        List.of(
            new Configuration(1, 16, 8, false, 100, 3), new Configuration(4, 8, 4, true, 64, 3))) {
      sessions.add(Devices.open(Options.DEFAULT.withConfiguration(configuration)));
    }
  }

  @AfterAll
  void close() {
    sessions.forEach(Foldcast::close);
  }

  @Test
  void doublesOfConditionsUpTo1e600() {
    for (int decade = 0; decade <= 600; decade += decade < 80 ? 2 : 20) {
      int bits = (int) Math.round(decade * BITS_PER_DECADE);
      int base = decade <= 300 ? -53 : -990;
      check(Format.DOUBLE, 3000, bits, base, decade);
    }
  }

  @Test
  void floatsOfConditionsUpTo1e60() {
    for (int decade = 0; decade <= 60; decade++) {
      int bits = (int) Math.round(decade * BITS_PER_DECADE);
      check(Format.SINGLE, 3000, bits, Math.min(-24, 120 - bits), decade);
    }
  }

  @Test
  void hundredThousandTerms() {
    for (int decade : new int[] {16, 60, 250}) {
      check(Format.DOUBLE, 100_000, (int) Math.round(decade * BITS_PER_DECADE), -53, decade);
    }
    for (int decade : new int[] {8, 30}) {
      check(Format.SINGLE, 100_000, (int) Math.round(decade * BITS_PER_DECADE), -24, decade);
    }
  }

  /** A plain sum and a sum of products, of any length up to the largest. */
  private void check(Format format, int largest, int bits, int base, int decade) {
    for (boolean dot : new boolean[] {false, true}) {
      SplittableRandom random = new SplittableRandom(SEED + decade);
      int length = largest / 2 + random.nextInt(largest / 2 + 1);
      GenSum sum = GenSum.of(random, format, length, bits, base, dot);
      String what =
          String.format(
              Locale.ROOT,
              "%s, condition 1e%d, %d terms, products %s, seed %d",
              format,
              decade,
              length,
              dot,
              SEED);
      assertTrue(sum.condition() >= bits - 24, what + " has only 2^" + sum.condition());
      for (Foldcast fc : sessions) {
        Array left = array(fc, format, sum.left);
        Array terms = dot ? left.multiply(array(fc, format, sum.right)) : left;
        assertEquals(format.round(sum.units, 1), Bits.of(terms.sum().read())[0], what);
        long mean = format.round(sum.units, length);
        assertEquals(mean, Bits.of(terms.mean().read())[0], what);
        if (format == Format.SINGLE && fc == sessions.get(0)) {
          long exact = Format.DOUBLE.round(sum.units, 1);
          assertEquals(exact, Bits.of(terms.as(DType.FLOAT64).sum().read())[0], what);
        }
      }
    }
  }

  private static Array array(Foldcast fc, Format format, double[] values) {
    if (format == Format.DOUBLE) {
      return fc.of(values);
    }
    float[] floats = new float[values.length];
    for (int i = 0; i < floats.length; i++) {
      floats[i] = (float) values[i];
    }
    return fc.of(floats);
  }
}
