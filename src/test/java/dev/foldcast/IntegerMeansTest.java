package dev.foldcast;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;

import dev.foldcast.array.DType;
import dev.foldcast.plan.Fold;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

/**
 * Sums and means of integers of 64 bits whose sums lie about 2^53, 2^63 and 2^64, where kernels
 * decide which way leads to a result: all terms, rows, columns, few terms and runs, of every length
 * up to some vectors. What is expected comes from {@link Expected}.
 */
class IntegerMeansTest {
  /** Two vectors of 16 outputs and a rest. */
  private static final int OUTPUTS = 37;

  private static final int MATRICES = 3;
  private static final int LONGEST = 200;

  /** A length that kernels are compiled for. */
  private static final int FEW = 3;

  private static final long SEED = 20261130;

  private final Random random = new Random(SEED);
  private final TreeSet<String> kernels = new TreeSet<>();

  @Test
  void sumsAboutTheEndsOfTypes() {
    try (Foldcast fc = Devices.open()) {
      for (DType dtype : List.of(DType.UINT64, DType.INT64)) {
        for (int length = 1; length <= LONGEST; length++) {
          if (length > 8 || length == FEW) {
            check(fc, Sample.c(dtype, OUTPUTS, length), 1);
            check(fc, Sample.c(dtype, length, OUTPUTS), 0);
          }
          if (length > 8) {
            check(fc, Sample.c(dtype, length), 0);
            check(fc, Sample.c(dtype, MATRICES, length, OUTPUTS), 1);
          }
        }
        check(fc, Sample.c(dtype, 5, 40_000), 1);
        check(fc, Sample.c(dtype, 40_000, 5), 0);
      }
    }
    assertEquals(
        new TreeSet<>(
            List.of(
                "merge_records", "reduce_columns", "reduce_rows", "reduce_runs", "reduce_short")),
        kernels);
  }

  private void check(Foldcast fc, Sample x, int axis) {
    boolean[] reduced = new boolean[x.extents.length];
    reduced[axis] = true;
    IntegerEdges.steer(x, reduced, random);
    for (Fold fold : List.of(Fold.SUM, Fold.MEAN)) {
      Array array = fold == Fold.SUM ? x.in(fc).sum(axis) : x.in(fc).mean(axis);
      array.plans().get(0).passes().forEach(pass -> kernels.add(pass.kernel()));
      Expected expected = Expected.of(List.of(x), null, fold, reduced, false);
      Result result = array.read();
      String what = String.format(Locale.ROOT, "%s over %d of %s, seed %d", fold, axis, x, SEED);
      assertNull(expected.differs(result, true), what);
      assertEquals(expected.overflow, result.integerOverflow(), what);
    }
  }
}
