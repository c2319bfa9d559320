package dev.foldcast;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.foldcast.plan.Configuration;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Blocks that lose something in a long line of them, of which the work-items of a group add 32
 * before they add any again ({@code batches.cl}): the first and the last that wait, those after
 * them, a rest.
 */
class WaitingBlocksTest {
  private static final long SEED = 20261127;

  /** Two work-items, one number at a time, for everything. */
  private static final Configuration PAIR = new Configuration(2, 1, 1, true, 0, 2);

  private static final int TERMS = 64;
  private static final int BLOCKS = 71;

  /** As many for each work-item, and a rest of a block for both. */
  private static final int LENGTH = 2 * (TERMS * BLOCKS + 5);

  static List<int[]> lost() {
    return List.of(
        new int[] {0},
        new int[] {1},
        new int[] {31},
        new int[] {32},
        new int[] {33},
        new int[] {63},
        new int[] {64},
        new int[] {BLOCKS - 1},
        new int[] {BLOCKS},
        new int[] {3, 31, 32, 34, 64},
        IntStream.rangeClosed(0, BLOCKS).toArray());
  }

  /** Ordinary numbers; in the blocks that are lost two of them cancel that hide all others. */
  private static double[] line(int[] lost, double large) {
    Random random = new Random(SEED);
    double[] line = random.doubles(LENGTH, 1, 2).map(x -> (float) x).toArray();
    for (int block : lost) {
      for (int item = 0; item < 2; item++) {
        int first = 2 * TERMS * block + item;
        line[first] = large;
        line[first + 2 * 3] = -large;
      }
    }
    return line;
  }

  @ParameterizedTest
  @MethodSource("lost")
  void areAddedOnce(int[] lost) {
    try (Foldcast fc = Devices.open(Options.DEFAULT.withConfiguration(PAIR))) {
      double[] line = line(lost, 0x1p300);
      assertEquals(sum(line, Format.DOUBLE), fc.of(line).sum().toDouble());
      double[] narrow = line(lost, 0x1p100);
      float[] floats = new float[LENGTH];
      IntStream.range(0, LENGTH).forEach(i -> floats[i] = (float) narrow[i]);
      assertEquals(sum(narrow, Format.SINGLE), fc.of(floats).sum().toDouble());
    }
  }

  private static double sum(double[] line, Format format) {
    Bins bins = new Bins();
    for (double x : line) {
      bins.add(x);
    }
    return format.value(bins.sum(format));
  }
}
