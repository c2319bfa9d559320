package dev.foldcast;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;

import dev.foldcast.array.DType;
import dev.foldcast.plan.Configuration;
import dev.foldcast.plan.Fold;
import dev.foldcast.plan.InFlight;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** The default schedules of GPUs, on whatever device there is: every kernel, every bit. */
class GpuSchedulesTest {
  private static final long SEED = 20261127;

  private final Set<String> kernels = new TreeSet<>();
  private UnaryOperator<Configuration> change = UnaryOperator.identity();

  private void sums(Rig rig, Sample x, int... axes) {
    boolean[] reduced = new boolean[x.extents.length];
    for (int axis : axes) {
      reduced[axis] = true;
    }
    String what = x + " over " + List.of(axes.length, axes[0]) + ", seed " + SEED;
    Expected sums = Expected.of(List.of(x), null, Fold.SUM, reduced, false);
    look(sums, rig.readAsGpu(x.in(rig.lazy()).sum(axes), change), true, what);
    Expected means = Expected.of(List.of(x), null, Fold.MEAN, reduced, false);
    look(means, rig.readAsGpu(x.in(rig.lazy()).mean(axes), change), true, what + ", mean");
  }

  private void products(Rig rig, Sample x, Sample y) {
    String what = x + " times " + y + ", seed " + SEED;
    boolean[] none = new boolean[Math.max(x.extents.length, y.extents.length)];
    Array product = x.in(rig.lazy()).multiply(y.in(rig.lazy()));
    Expected products = Expected.of(List.of(x, y), null, Fold.NONE, none, false);
    look(products, rig.readAsGpu(product, change), false, what);
    boolean[] last = new boolean[none.length];
    last[none.length - 1] = true;
    Expected sums = Expected.of(List.of(x, y), null, Fold.SUM, last, false);
    look(sums, rig.readAsGpu(product.sum(none.length - 1), change), true, what + ", summed");
  }

  private void look(Expected expected, Result result, boolean sum, String what) {
    assertNull(expected.differs(result, sum), what);
    result.reports().forEach(r -> r.plan().passes().forEach(p -> kernels.add(p.kernel())));
  }

  @Test
  void everyKernelGivesTheSameBitsAsOnCpus() {
    everyKernel(List.of(DType.FLOAT32));
    seenAll();
  }

  @Test
  @Tag("long")
  void everyKernelGivesTheSameBitsForEveryType() {
    everyKernel(List.of(DType.values()));
    seenAll();
  }

  /** Alone and shared, with vectors of every length, odd parts and odd work-groups. */
  @Test
  void otherSchedulesGiveTheSameBits() {
    List<Configuration> schedules =
        List.of(
            new Configuration(32, 3, 1, false, 0, 64).withInFlight(new InFlight(4, 64)),
            new Configuration(16, 5, 2, false, 100, 3),
            new Configuration(64, 4, 8, false, 0, 64).withInFlight(new InFlight(256, 0)),
            new Configuration(8, 2, 16, false, 37, 2),
            new Configuration(37, 3, 2, true, 0, 16).withInFlight(new InFlight(16, 168)),
            new Configuration(64, 2, 8, true, 37, 2).withInFlight(new InFlight(1024, 255)),
            new Configuration(128, 3, 1, true, 64, 4));
    for (Configuration schedule : schedules) {
      change = byDefault -> schedule.withStores(Long.MAX_VALUE, byDefault.tile());
      everyKernel(List.of(DType.FLOAT32));
    }
  }

  private void seenAll() {
    assertEquals(
        Set.of(
            "elementwise",
            "merge_records",
            "reduce_columns",
            "reduce_rows",
            "reduce_short",
            "shared_tiles",
            "short_rows"),
        kernels);
  }

  private void everyKernel(List<DType> types) {
    Random random = new Random(SEED);
    try (Rig rig = new Rig()) {
      for (DType dtype : types) {
        Sample.Numbers numbers =
            dtype.isWhole() ? Sample.Numbers.ANY_BITS : Sample.Numbers.WIDE_WITH_CANCELLATION;
        Sample box = Sample.c(dtype, 7, 61, 83).fill(numbers, random);
        sums(rig, box, 0, 1, 2);
        sums(rig, box, 2);
        sums(rig, box, 0, 1);
        sums(rig, box, 1);
        sums(rig, Sample.c(dtype, 5000, 3).fill(numbers, random), 1);
        Sample long1 = Sample.c(dtype, 40_003).fill(numbers, random);
        sums(rig, long1, 0);
        // Rows at multiples of every vector that end in the midst of one, and rows that do not.
        Sample padded = new Sample(dtype, new long[] {61, 83}, new long[] {96, 1}, 0, false, 0);
        sums(rig, padded.fill(numbers, random), 1);
        sums(rig, padded, 0);
        Sample whole = Sample.c(dtype, 9, 64, 96).fill(numbers, random);
        sums(rig, whole, 2);
        sums(rig, whole, 0, 1);
        sums(rig, Sample.c(dtype, 640, 3).fill(numbers, random), 1);
        Sample rows = Sample.c(dtype, 61, 83).fill(Sample.Numbers.SMALL_INTEGERS, random);
        Sample turned =
            new Sample(dtype, new long[] {61, 83}, new long[] {1, 61}, 0, false, 0)
                .fill(Sample.Numbers.SMALL_INTEGERS, random);
        products(rig, box, rows);
        products(rig, rows, Sample.c(dtype, 61, 1).fill(Sample.Numbers.SMALL_INTEGERS, random));
        products(rig, rows, turned);
        products(rig, box, turned);
        Sample pixels = Sample.c(dtype, 5000, 3).fill(Sample.Numbers.SMALL_INTEGERS, random);
        products(rig, pixels, Sample.c(dtype, 3).fill(Sample.Numbers.SMALL_INTEGERS, random));
      }
    }
  }
}
