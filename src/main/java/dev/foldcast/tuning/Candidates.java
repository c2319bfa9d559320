package dev.foldcast.tuning;

import dev.foldcast.array.DType;
import dev.foldcast.plan.Configuration;
import dev.foldcast.plan.DeviceLimits;
import dev.foldcast.plan.InFlight;
import dev.foldcast.plan.Lanes;
import dev.foldcast.plan.Pass;
import dev.foldcast.plan.Plan;
import dev.foldcast.plan.ProgramSpec;
import dev.foldcast.plan.Sharing;
import dev.foldcast.plan.Walk;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Function;

/**
 * The configurations that are worth trying: the default, then those that share its program, then
 * those of other programs, one program after the other. What the device cannot do, or would do in
 * the same way as another one, is not among them. CPU devices compile a kernel again for each
 * work-group size, so they get few.
 */
final class Candidates {
  /** Bytes of the loads that processors have, and twice that. */
  private static final int[] LOADS = {16, 32, 64, 128};

  /** Of the loads that GPUs have; of longer vectors each load is one of several. */
  private static final int[] GPU_LOADS = {4, 8, 16, 32};

  private final DeviceLimits limits;
  private final Effort effort;

  Candidates(DeviceLimits limits, Effort effort) {
    this.limits = limits;
    this.effort = effort;
  }

  /**
   * The candidates, the default first.
   *
   * @param folds whether the operation reduces
   * @param plan what the device would do under a configuration
   */
  List<Configuration> of(
      Configuration byDefault, DType dtype, boolean folds, Function<Configuration, Plan> plan) {
    Set<Configuration> all = new LinkedHashSet<>();
    all.add(byDefault);
    for (int workGroup : workGroups()) {
      for (int vector : vectors(dtype)) {
        for (int groups : groups()) {
          for (Sharing sharing : sharings(folds, workGroup)) {
            Configuration sized =
                new Configuration(
                        workGroup,
                        groups * limits.computeUnits(),
                        vector,
                        sharing.shares(),
                        0,
                        sharing.shares() ? 16 : byDefault.tree() ? 256 : byDefault.mergeItems())
                    .withSharing(sharing);
            all.addAll(folds ? summed(sized, byDefault) : stored(sized, byDefault));
          }
        }
      }
    }
    List<Configuration> sorted = new ArrayList<>(all);
    sorted.sort(
        Comparator.<Configuration>comparingInt(c -> otherProgram(c, byDefault))
            .thenComparingInt(c -> otherSizes(c, byDefault)));
    return different(sorted, plan);
  }

  /**
   * Sums by chunks of several lengths, in several types, whose results pass the caches by or not.
   */
  private List<Configuration> summed(Configuration c, Configuration byDefault) {
    List<Configuration> all = new ArrayList<>();
    for (int items : effort == Effort.EXHAUSTIVE ? new int[] {0, 4096, 65536} : new int[] {0}) {
      for (Lanes lanes : lanes(byDefault)) {
        Configuration sum = c.withItems(items).withLanes(lanes);
        // Work-items that share a unit walk in one way.
        for (Walk walk : c.tree() ? new Walk[] {byDefault.walk()} : Walk.values()) {
          for (InFlight each : inFlight(byDefault.inFlight())) {
            Configuration walked = sum.withWalk(walk).withInFlight(each);
            all.add(walked.withStores(byDefault.streamFrom(), 0));
            all.add(walked);
          }
        }
      }
    }
    return all;
  }

  /**
   * Registers, and in an exhaustive search batches as well. (An NVIDIA H200, exact sums of a GiB of
   * float32: with 168 registers 3390 GB/s by rows and 3312 by columns, with 128 3254 and 2866.)
   */
  private Set<InFlight> inFlight(InFlight byDefault) {
    Set<InFlight> all = new LinkedHashSet<>();
    all.add(byDefault);
    if (!limits.gpu() || effort == Effort.QUICK) {
      return all;
    }
    boolean every = effort == Effort.EXHAUSTIVE;
    for (int registers : every ? new int[] {64, 96, 128, 168, 255} : new int[] {128, 168}) {
      all.add(byDefault.withRegisters(registers));
    }
    for (int batch : every ? new int[] {64, 128, 256} : new int[] {}) {
      all.add(byDefault.withBatch(batch));
    }
    return all;
  }

  /** Many GPUs are slow at float64; on CPUs both types take about the same time. */
  private Lanes[] lanes(Configuration byDefault) {
    boolean both = effort == Effort.EXHAUSTIVE || (effort == Effort.NORMAL && limits.gpu());
    return both ? Lanes.values() : new Lanes[] {byDefault.lanes()};
  }

  /** Products whose results go past the caches or not, row by row or by tiles. */
  private List<Configuration> stored(Configuration c, Configuration byDefault) {
    int[] tiles =
        c.tree()
            ? new int[] {0, 16, 32, 64}
            : effort == Effort.QUICK ? new int[] {0, 16} : new int[] {0, 4, 16, 64};
    List<Configuration> all = new ArrayList<>();
    for (int tile : tiles) {
      for (Walk walk : Walk.values()) {
        Configuration walked = c.withWalk(walk);
        all.add(walked.withStores(byDefault.streamFrom(), tile));
        all.add(walked.withStores(Long.MAX_VALUE, tile));
      }
    }
    return all;
  }

  /** What decides all that a device does. */
  private record Work(ProgramSpec program, List<Pass> passes) {}

  private static List<Configuration> different(
      List<Configuration> all, Function<Configuration, Plan> planner) {
    Set<Work> seen = new HashSet<>();
    List<Configuration> different = new ArrayList<>();
    for (Configuration c : all) {
      Plan plan = planner.apply(c);
      if (seen.add(new Work(plan.program(), plan.passes()))) {
        different.add(c);
      }
    }
    return different;
  }

  /** Compiling takes most of the time: what shares a program comes together. */
  private static int otherProgram(Configuration a, Configuration b) {
    int vector =
        Math.abs(
            Integer.numberOfTrailingZeros(a.vector()) - Integer.numberOfTrailingZeros(b.vector()));
    return 20 * (a.sharing() == b.sharing() ? 0 : 1)
        + 10 * (a.lanes() == b.lanes() ? 0 : 1)
        + 5 * (a.workGroup() == b.workGroup() ? 0 : 1)
        + 5 * (a.inFlight().equals(b.inFlight()) ? 0 : 1)
        + vector;
  }

  private static int otherSizes(Configuration a, Configuration b) {
    return (a.groups() == b.groups() ? 0 : 1)
        + (a.items() == b.items() ? 0 : 1)
        + (a.walk() == b.walk() ? 0 : 1);
  }

  private List<Integer> workGroups() {
    int[] sizes =
        limits.gpu()
            ? new int[] {32, 64, 128, 256, 512, 1024}
            : switch (effort) {
              case QUICK -> new int[] {1};
              case NORMAL -> new int[] {1, 8};
              case EXHAUSTIVE -> new int[] {1, 4, 8, 16, 64};
            };
    List<Integer> possible = new ArrayList<>();
    for (int size : sizes) {
      if (size <= limits.maxWorkGroup()) {
        possible.add(size);
      }
    }
    return possible;
  }

  private List<Integer> vectors(DType dtype) {
    List<Integer> vectors = new ArrayList<>();
    for (int bytes : limits.gpu() ? GPU_LOADS : LOADS) {
      int vector = Math.min(16, bytes / dtype.component().itemBytes());
      if (vector >= dtype.components() && !vectors.contains(vector)) {
        vectors.add(vector);
      }
    }
    return vectors;
  }

  /** For each compute unit. */
  private int[] groups() {
    return switch (effort) {
      case QUICK -> new int[] {4, 16, 64};
      case NORMAL -> new int[] {1, 2, 4, 8, 16, 32, 64, 256};
      case EXHAUSTIVE -> new int[] {1, 2, 4, 8, 16, 32, 64, 128, 256, 512};
    };
  }

  /** Groups share units where that lets neighbouring work-items read neighbours, as GPUs want. */
  private Sharing[] sharings(boolean folds, int workGroup) {
    boolean shares = workGroup > 1 && (limits.gpu() || (folds && effort == Effort.EXHAUSTIVE));
    return !shares
        ? new Sharing[] {Sharing.ALONE}
        : limits.subGroups() && folds
            ? Sharing.values()
            : new Sharing[] {Sharing.ALONE, Sharing.TREE};
  }
}
