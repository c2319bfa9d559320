package dev.foldcast.measure;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/**
 * The fastest ways to read, copy and fill on a device: its limits. The candidates race in rounds;
 * those that fall far behind leave.
 */
public final class MemoryLimits {
  /** A candidate leaves when its best run took so many times the best of all. */
  private static final double HOPELESS = 1.25;

  private static final int ROUNDS = 4;

  /** On a busy computer a short race shows who is bad, not who is best. */
  private static final int FINALISTS = 3;

  private final LimitKernels kernels;
  private final Map<LimitKind, List<LimitSchedule>> best = new EnumMap<>(LimitKind.class);

  private MemoryLimits(LimitKernels kernels) {
    this.kernels = kernels;
  }

  /** Finds the best schedules of each kind. */
  public static MemoryLimits find(LimitKernels kernels) {
    MemoryLimits limits = new MemoryLimits(kernels);
    for (LimitKind kind : LimitKind.values()) {
      limits.best.put(kind, limits.race(kernels.candidates(kind)));
    }
    return limits;
  }

  private List<LimitSchedule> race(List<LimitSchedule> candidates) {
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
        .sorted(Comparator.comparingDouble(r -> r.sample().min()))
        .limit(FINALISTS)
        .map(r -> r.schedule)
        .toList();
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

  /** The fastest schedules found: to be timed beside other work, and the best of them kept. */
  public List<LimitSchedule> finalists(LimitKind kind) {
    return best.getOrDefault(kind, List.of());
  }

  /** Runs a schedule. */
  public Task task(LimitSchedule schedule) {
    return () -> kernels.run(schedule);
  }
}
