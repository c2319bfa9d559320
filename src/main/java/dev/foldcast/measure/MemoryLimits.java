package dev.foldcast.measure;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/**
 * The fastest way to read, copy and fill on a device: its limits. The candidates race in rounds;
 * those that fall far behind leave.
 */
public final class MemoryLimits {
  /** A candidate leaves when its best run took so many times the best of all. */
  private static final double HOPELESS = 1.25;

  private static final int ROUNDS = 4;

  private final LimitKernels kernels;
  private final Map<LimitKind, LimitSchedule> best = new EnumMap<>(LimitKind.class);

  private MemoryLimits(LimitKernels kernels) {
    this.kernels = kernels;
  }

  /** Finds the best schedule of each kind. */
  public static MemoryLimits find(LimitKernels kernels) {
    MemoryLimits limits = new MemoryLimits(kernels);
    for (LimitKind kind : LimitKind.values()) {
      limits.best.put(kind, limits.race(kernels.candidates(kind)));
    }
    return limits;
  }

  private LimitSchedule race(List<LimitSchedule> candidates) {
    List<Runner> runners = new ArrayList<>(candidates.stream().map(Runner::new).toList());
    runners.forEach(r -> kernels.run(r.schedule)); // compiles, and touches memory the first time
    for (int round = 0; round < ROUNDS; round++) {
      for (Runner runner : runners) {
        runner.times.add(kernels.run(runner.schedule).kernelNanos() / 1e9);
      }
      double fastest = runners.stream().mapToDouble(r -> r.sample().min()).min().orElseThrow();
      runners.removeIf(r -> r.sample().min() > HOPELESS * fastest);
    }
    // The median of few runs is noise; the least says what the schedule can do.
    return runners.stream()
        .min(Comparator.comparingDouble(r -> r.sample().min()))
        .orElseThrow()
        .schedule;
  }

  /** A candidate and its times, seconds. */
  private static final class Runner {
    final LimitSchedule schedule;
    final List<Double> times = new ArrayList<>();

    Runner(LimitSchedule schedule) {
      this.schedule = schedule;
    }

    Sample sample() {
      return Sample.of(times.stream().mapToDouble(Double::doubleValue).toArray());
    }
  }

  /** The fastest schedule found. */
  public LimitSchedule schedule(LimitKind kind) {
    LimitSchedule schedule = best.get(kind);
    if (schedule == null) {
      throw new IllegalStateException("no schedule for " + kind);
    }
    return schedule;
  }

  /** Runs at the limit, to be timed again and again beside other work. */
  public Task task(LimitKind kind) {
    return () -> kernels.run(schedule(kind));
  }
}
