package dev.foldcast;

import dev.foldcast.array.DType;
import dev.foldcast.plan.Configuration;
import dev.foldcast.plan.Fold;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.jspecify.annotations.Nullable;

/**
 * The same input under many configurations, in a process of its own: a kernel that crashes or hangs
 * takes nobody along. Says what it begins before it begins it, and what is wrong.
 */
final class ConfigurationsChild {
  private ConfigurationsChild() {}

  /**
   * Work-groups of every kind up to the largest, trees and not, few and many groups, all vectors.
   * Those of one work-group share their kernels, of which each costs the driver a while.
   */
  static List<Configuration> some(int largest) {
    List<Configuration> some = new ArrayList<>();
    for (int workGroup : new int[] {1, 2, 3, 4, 5, 7, 8, 64, 4096}) {
      for (int groups : new int[] {1, 7, 64}) {
        if (workGroup <= largest) {
          some.add(new Configuration(workGroup, groups, 2, true, 1 + groups % 5, 2));
          some.add(new Configuration(workGroup, groups, 4, false, 3 + groups % 5, 2));
        }
      }
    }
    for (int vector : new int[] {1, 8, 16}) {
      some.add(new Configuration(1, 16, vector, false, 0, 1024));
    }
    // More than the stack of a driver's thread holds of all work-items, at a barrier and without.
    some.add(new Configuration(largest, 3, 16, true, 2, 2));
    some.add(new Configuration(largest, 3, 16, false, 2, 2));
    return some;
  }

  /** Every combination of many sizes with every vector. */
  static List<Configuration> all(int largest) {
    List<Configuration> all = new ArrayList<>();
    for (int workGroup = 1; workGroup <= largest; workGroup += 1 + workGroup * 2 / 5) {
      for (int vector = 1; vector <= 16; vector *= 2) {
        all.add(new Configuration(workGroup, 1 + workGroup % 64, vector, true, 2, 1 + vector % 3));
        all.add(new Configuration(workGroup, 1 + workGroup % 9, vector, false, 2, 2 + vector));
      }
    }
    all.add(new Configuration(largest, 3, 8, true, 1, 1));
    return all;
  }

  public static void main(String[] args) {
    int largest = Integer.parseInt(args[1]);
    int length = Integer.parseInt(args[2]);
    int runs =
        switch (args[0]) {
          case "some" -> configurations(some(largest), length);
          case "all" -> configurations(all(largest), length);
          default -> variants(args[0].equals("variants"));
        };
    System.out.println("done " + runs);
  }

  private static int configurations(List<Configuration> configurations, int length) {
    Random random = new Random(11);
    Sample hard = Sample.c(DType.FLOAT64, length);
    hard.fill(Sample.Numbers.WIDE_WITH_CANCELLATION, random);
    // Whatever is not finite would hide the rest.
    for (int i = 0; i < length; i++) {
      double x = hard.memory.getDouble(8 * i);
      hard.memory.putDouble(8 * i, Double.isFinite(x) ? x : i);
    }
    Sample columns = Sample.c(DType.FLOAT32, length / 50, 50);
    columns.fill(Sample.Numbers.TIES, random);
    Expected whole = Expected.of(List.of(hard), null, Fold.SUM, new boolean[] {true}, false);
    Sample crossing =
        new Sample(DType.FLOAT32, new long[] {29, 43}, new long[] {1, 29}, 0, false, 0);
    crossing.fill(Sample.Numbers.TIES, random);
    Sample rows = Sample.c(DType.FLOAT32, 29, 43).fill(Sample.Numbers.TIES, random);
    Expected products =
        Expected.of(List.of(rows, crossing), null, Fold.NONE, new boolean[2], false);
    Sample pixels = Sample.c(DType.COMPLEX128, 131, 16).fill(Sample.Numbers.TIES, random);
    Sample bands = Sample.c(DType.COMPLEX128, 16).fill(Sample.Numbers.TIES, random);
    Expected scaled = Expected.of(List.of(pixels, bands), null, Fold.NONE, new boolean[2], false);
    boolean[] outer = {true, false};
    Expected each = Expected.of(List.of(columns), null, Fold.MEAN, outer, false);
    int runs = 0;
    for (Configuration configuration : configurations) {
      System.out.println("begin " + configuration);
      // Groups share squares of 8 by 8 terms in local memory.
      Configuration tiled = configuration.withStores(0, configuration.tree() ? 8 : 0);
      try (Foldcast fc = Foldcast.open(Options.DEFAULT.withConfiguration(tiled))) {
        say(configuration, whole.differs(hard.in(fc).sum().read(), true));
        if (configuration.tree() && configuration.groups() == 7) {
          Array product = rows.in(fc).multiply(crossing.in(fc));
          say(configuration + " tile 8", products.differs(product.read(), false));
        }
        if (configuration.vector() == 16 && configuration.workGroup() > 1) {
          Array product = pixels.in(fc).multiply(bands.in(fc));
          say(configuration + " short rows", scaled.differs(product.read(), false));
        }
        if (configuration.workGroup() <= 2) {
          say(configuration, each.differs(columns.in(fc).mean(0).read(), true));
        }
      }
      runs++;
    }
    return runs;
  }

  private static void say(Object what, @Nullable String wrong) {
    if (wrong != null) {
      System.out.println("wrong " + what + ": " + wrong);
    }
  }

  /**
   * Kernel variants at small shapes, with inputs that a command wrote.
   *
   * @param every or one third, still each type and each kind of sum
   */
  private static int variants(boolean every) {
    Random random = new Random(12);
    int runs = 0;
    int number = 0;
    try (Rig rig = new Rig()) {
      for (DType dtype : DType.values()) {
        for (boolean tree : new boolean[] {false, true}) {
          for (int axis = 0; axis < 3; axis++) {
            boolean chosen = (number / 6 + number % 6) % 3 == 0;
            number++;
            if (!every && !chosen) {
              continue;
            }
            int vector = 1 << (runs * 3 + axis) % 5;
            Configuration configuration =
                new Configuration(tree ? 3 : 2, 2, vector, tree, 2, tree ? 1 : 2);
            boolean float64 = dtype.component() != DType.FLOAT32 || runs % 4 != 0;
            Sample sample = Sample.c(dtype, 5, 19);
            sample.fill(
                runs % 2 == 0 ? Sample.Numbers.WIDE_WITH_CANCELLATION : Sample.Numbers.TIES,
                random);
            String what = dtype + " axis " + axis + " " + configuration + " float64 " + float64;
            System.out.println("begin " + what);
            Array array = rig.uploaded(sample);
            boolean[] reduced = {axis != 1, axis != 0};
            Fold fold = runs % 3 == 0 ? Fold.MEAN : Fold.SUM;
            int[] axes = axis == 2 ? new int[] {0, 1} : new int[] {axis};
            Array result = fold == Fold.SUM ? array.sum(axes) : array.mean(axes);
            Expected expected = Expected.of(List.of(sample), null, fold, reduced, false);
            say(what, expected.differs(rig.read(result, configuration, float64), true));
            if (axis == 0) {
              Expected square =
                  Expected.of(List.of(sample, sample), null, Fold.NONE, reduced, false);
              Array product = array.multiply(array);
              say(what, square.differs(rig.read(product, configuration, float64), false));
              if (dtype.kind() != DType.Kind.INTEGER) {
                rig.read(array.sum(ReduceOptions.ALL.fast()), configuration, float64);
              }
            }
            if (axis == 1) {
              Sample pixels = Sample.c(dtype, 37, 3).fill(Sample.Numbers.TIES, random);
              Sample bands = Sample.c(dtype, 3).fill(Sample.Numbers.TIES, random);
              Expected scaled =
                  Expected.of(List.of(pixels, bands), null, Fold.NONE, new boolean[2], false);
              Array product = rig.uploaded(pixels).multiply(rig.uploaded(bands));
              say(
                  what + " short rows",
                  scaled.differs(rig.read(product, configuration, float64), false));
            }
            array.free();
            runs++;
          }
        }
      }
    }
    return runs;
  }
}
