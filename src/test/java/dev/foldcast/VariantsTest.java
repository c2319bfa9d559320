package dev.foldcast;

import static org.junit.jupiter.api.Assertions.assertNull;

import dev.foldcast.array.DType;
import dev.foldcast.plan.Configuration;
import dev.foldcast.plan.Fold;
import dev.foldcast.plan.ProgramSpec;
import java.util.List;
import java.util.Random;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;

/** Kernel variants that small arrays on this device would not get. */
class VariantsTest {
  private static final Configuration ALONE = new Configuration(2, 3, 4, false, 9, 2);
  private static final Configuration TREE = new Configuration(5, 2, 4, true, 3, 1);

  private static UnaryOperator<ProgramSpec> variant(boolean index64, int dims, boolean inMemory) {
    return s ->
        new ProgramSpec(
            s.files(),
            s.term(),
            s.operands(),
            s.accumulator(),
            s.vector(),
            s.chains(),
            s.length(),
            s.run(),
            s.walk(),
            s.sharing(),
            index64,
            dims,
            inMemory,
            s.float64(),
            s.lanes(),
            s.stores(),
            s.gpu(),
            s.inFlight(),
            s.brief());
  }

  /** Negative strides, gaps, a broadcast axis. */
  private static Sample strided(DType dtype, Sample.Numbers numbers, long seed) {
    Sample sample =
        new Sample(dtype, new long[] {6, 4, 43}, new long[] {-100, 0, 2}, 520, false, 0);
    return sample.fill(numbers, new Random(seed));
  }

  @Test
  void wideIndicesAndNestsInMemoryGiveTheSameBits() {
    try (Rig rig = new Rig()) {
      Sample x = strided(DType.FLOAT32, Sample.Numbers.WIDE_WITH_CANCELLATION, 1);
      Sample y = Sample.c(DType.FLOAT32, 4, 43).fill(Sample.Numbers.TIES, new Random(2));
      Array product = x.in(rig.lazy()).multiply(y.in(rig.lazy()));
      List<Sample> both = List.of(x, y);
      UnaryOperator<ProgramSpec> wide = variant(true, 4, false);
      UnaryOperator<ProgramSpec> inMemory = variant(false, 64, true);
      boolean[] none = new boolean[3];
      Expected products = Expected.of(both, null, Fold.NONE, none, false);
      assertNull(products.differs(rig.read(product, ALONE, true, wide), false));
      assertNull(products.differs(rig.read(product, ALONE, true, inMemory), false));
      boolean[] last = {false, false, true};
      Expected rows = Expected.of(both, null, Fold.SUM, last, false);
      assertNull(rows.differs(rig.read(product.sum(2), TREE, true, wide), true));
      assertNull(rows.differs(rig.read(product.sum(2), ALONE, true, inMemory), true));
      boolean[] first = {true, true, false};
      Expected columns = Expected.of(both, null, Fold.MEAN, first, false);
      UnaryOperator<ProgramSpec> wideInMemory = variant(true, 12, true);
      assertNull(columns.differs(rig.read(product.mean(0, 1), ALONE, true, wideInMemory), true));
    }
  }

  @Test
  void arraysOfManyAxesAreRight() {
    // 14 axes that do not merge: the nest lies in memory.
    long[] extents = new long[14];
    long[] strides = new long[14];
    long stride = 1;
    for (int d = 13; d >= 0; d--) {
      extents[d] = d % 4 == 0 ? 3 : d % 3 == 0 ? 1 : 2;
      strides[d] = stride;
      stride = stride * extents[d] + 1;
    }
    Sample x =
        new Sample(DType.FLOAT64, extents, strides, 0, false, 0)
            .fill(Sample.Numbers.WIDE_WITH_CANCELLATION, new Random(3));
    try (Foldcast fc = Devices.open(Options.DEFAULT.withConfiguration(ALONE))) {
      boolean[] odd = new boolean[14];
      for (int d = 1; d < 14; d += 2) {
        odd[d] = true;
      }
      Expected sums = Expected.of(List.of(x), null, Fold.SUM, odd, false);
      Array array = x.in(fc);
      assertNull(sums.differs(array.sum(1, 3, 5, 7, 9, 11, 13).read(), true));
    }
  }

  @Test
  void devicesWithoutFloat64GiveTheSameBits() {
    try (Rig rig = new Rig()) {
      for (DType dtype : List.of(DType.FLOAT32, DType.COMPLEX64)) {
        for (Sample.Numbers numbers : Sample.Numbers.values()) {
          Sample x = strided(dtype, numbers, numbers.name().length());
          Array array = x.in(rig.lazy());
          boolean[] last = {false, false, true};
          boolean[] first = {true, true, false};
          List<Sample> one = List.of(x);
          String what = dtype + " " + numbers;
          Expected sums = Expected.of(one, null, Fold.SUM, last, false);
          assertNull(sums.differs(rig.read(array.sum(2), TREE, false), true), what);
          Expected columns = Expected.of(one, null, Fold.SUM, first, false);
          assertNull(columns.differs(rig.read(array.sum(0, 1), ALONE, false), true), what);
          Expected means = Expected.of(one, null, Fold.MEAN, last, false);
          assertNull(means.differs(rig.read(array.mean(2), TREE, false), true), what);
        }
      }
    }
  }
}
