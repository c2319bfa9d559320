package dev.foldcast;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.foldcast.plan.Configuration;
import dev.foldcast.plan.Lanes;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.util.Locale;
import org.junit.jupiter.api.Test;

/**
 * Attacks on the bound in {@code lanes_integer.cl}: blocks of which a later turn has the largest
 * terms that it may have, the same in all lanes of a vector. What is expected comes from integers
 * alone, and once from NumPy.
 */
class IntegerLanesTest {
  private static final int TURNS = 64;
  private static final int BLOCKS = 4;

  /** Fields that a turn takes, from its base on. */
  private static final int FIELDS = 33;

  private static float number(int field, int fraction) {
    return Float.intBitsToFloat(field << 23 | fraction);
  }

  /**
   * Vector {@code turn} of a block: two that cancel and make the first base 30 less than their
   * field, the largest that the second turn has, of some blocks the largest that the third one has,
   * and a last one that is below all of these.
   */
  private static float term(int top, int block, int turn) {
    int second = top - 31;
    boolean third = block % 2 == 1 && turn >= TURNS / 2;
    return switch (turn) {
      case 0 -> number(top, 0);
      case 1 -> -number(top, 0);
      case TURNS - 1 -> number(second - (third ? FIELDS : 0) - 9, 1);
      default -> number(third ? second - FIELDS : second, 0x7fffff);
    };
  }

  private static float[] line(int top, int vector) {
    float[] line = new float[BLOCKS * TURNS * vector];
    for (int i = 0; i < line.length; i++) {
      line[i] = term(top, i / vector / TURNS, i / vector % TURNS);
    }
    return line;
  }

  /** The exact sum, rounded once, by integers of units of the smallest number. */
  private static float sum(float[] line) {
    BigInteger units = BigInteger.ZERO;
    for (float x : line) {
      int bits = Float.floatToRawIntBits(x);
      long mantissa = (bits & 0x7fffff) | 0x800000;
      BigInteger term = BigInteger.valueOf(bits < 0 ? -mantissa : mantissa);
      units = units.add(term.shiftLeft((bits >> 23 & 0xff) - 1));
    }
    return (float) Format.SINGLE.value(Format.SINGLE.round(units.shiftLeft(1074 - 149), 1));
  }

  @Test
  void equalLanesOfLaterTurns() {
    float[] worst = new float[BLOCKS * TURNS * 16];
    for (int i = 0; i < worst.length; i++) {
      worst[i] = term(200, 0, i / 16 % TURNS);
    }
    try (Rig rig = new Rig()) {
      check(rig, worst, 16, 3.43404948e16f);
      for (int vector : new int[] {8, 16}) {
        for (int top = 90; top < 255; top += 41) {
          float[] line = line(top, vector);
          check(rig, line, vector, sum(line));
        }
      }
    }
  }

  private static void check(Rig rig, float[] line, int vector, float expected) {
    Configuration config = new Configuration(1, 1, vector, false, 0, 1024).withLanes(Lanes.INT64);
    for (boolean float64 : new boolean[] {true, false}) {
      String what =
          String.format(
              Locale.ROOT, "vectors of %d, first %s, float64 %s", vector, line[0], float64);
      ByteBuffer all = rig.read(rig.lazy().of(line).sum(), config, float64).bytes();
      assertEquals(expected, all.getFloat(0), what);
    }
  }
}
