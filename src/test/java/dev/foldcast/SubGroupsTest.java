package dev.foldcast;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;

import dev.foldcast.array.DType;
import dev.foldcast.plan.Configuration;
import dev.foldcast.plan.Fold;
import dev.foldcast.plan.Sharing;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import org.junit.jupiter.api.Test;

/**
 * Sums whose totals are merged by sub-groups, where the device has them: every type, numbers of
 * every kind, groups that are no whole sub-group, one, several, and more than there are work-items
 * in one. Elsewhere these schedules must give the same answers by a tree.
 */
class SubGroupsTest {
  private static Configuration schedule(int workGroup) {
    return new Configuration(workGroup, 3, 2, true, 2, 2).withSharing(Sharing.SUBGROUPS);
  }

  private static void check(Rig rig, Sample sample, int workGroup, boolean float64) {
    boolean[] last = {false, true};
    boolean[] all = {true, true};
    String what = String.format(Locale.ROOT, "%s, %d, float64 %s", sample, workGroup, float64);
    Array x = sample.in(rig.lazy());
    List<Sample> one = List.of(sample);
    Expected rows = Expected.of(one, null, Fold.SUM, last, false);
    assertNull(rows.differs(rig.read(x.sum(1), schedule(workGroup), float64), true), what);
    Expected mean = Expected.of(one, null, Fold.MEAN, all, false);
    assertNull(mean.differs(rig.read(x.mean(), schedule(workGroup), float64), true), what);
  }

  @Test
  void everyTypeAndNumber() {
    try (Rig rig = new Rig()) {
      for (DType dtype : DType.values()) {
        for (Sample.Numbers numbers : Sample.Numbers.values()) {
          Sample sample = Sample.c(dtype, 3, 1999).fill(numbers, new Random(19));
          check(rig, sample, 100, true);
        }
      }
    }
  }

  @Test
  void everyWorkGroup() {
    try (Rig rig = new Rig()) {
      // Wide numbers are lost by all joins; only others show what these do.
      Sample wide =
          Sample.c(DType.FLOAT32, 5, 4099)
              .fill(Sample.Numbers.WIDE_WITH_CANCELLATION, new Random(20));
      Sample even = Sample.c(DType.FLOAT32, 5, 4099).fill(Sample.Numbers.UNIFORM, new Random(21));
      for (int workGroup : new int[] {2, 3, 16, 17, 33, 64, 257}) {
        check(rig, wide, workGroup, true);
        check(rig, even, workGroup, true);
      }
      check(rig, wide, 100, false);
    }
  }

  @Test
  void fastSums() {
    try (Rig rig = new Rig()) {
      for (DType dtype : List.of(DType.FLOAT16, DType.FLOAT32, DType.COMPLEX128)) {
        Sample sample =
            Sample.c(dtype, 4, 1999).fill(Sample.Numbers.SMALL_INTEGERS, new Random(21));
        boolean[] last = {false, true};
        Expected rows = Expected.of(List.of(sample), null, Fold.SUM, last, false);
        Array sums = sample.in(rig.lazy()).sum(ReduceOptions.over(1).fast());
        assertNull(rows.differs(rig.read(sums, schedule(40), true), true), dtype.toString());
      }
    }
  }

  @Test
  void theyAreUsedWhereTheDeviceHasThem() {
    try (Foldcast fc = Devices.open(Options.DEFAULT.withConfiguration(schedule(16)))) {
      Sharing expected = fc.limits().subGroups() ? Sharing.SUBGROUPS : Sharing.TREE;
      Array sum = Sample.c(DType.FLOAT32, 3, 1999).in(fc).sum();
      assertEquals(expected, sum.plans().get(0).program().sharing());
    }
  }
}
