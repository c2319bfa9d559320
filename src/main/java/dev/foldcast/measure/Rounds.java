package dev.foldcast.measure;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.function.LongSupplier;

/**
 * Runs tasks in turn, round after round in another order each time, so that whatever slows the
 * computer for a while slows them all alike. Each is run once before, unmeasured: it may compile
 * and touch its memory for the first time.
 */
public final class Rounds {
  /** Least runs of each task, whatever the time. */
  public static final int LEAST_RUNS = 3;

  private static final int MOST_RUNS = 1000;

  private final List<Watched> tasks;
  private final long budgetNanos;
  private final LongSupplier clock;
  private final Random order = new Random(1);
  private long start;

  private Rounds(List<Task> tasks, long budgetNanos, LongSupplier clock) {
    this.tasks = tasks.stream().map(Watched::new).toList();
    this.budgetNanos = budgetNanos;
    this.clock = clock;
  }

  /** Hears about progress. */
  @FunctionalInterface
  public interface Listener {
    /** A run of {@code task} begins, in round {@code round}; round 0 warms up. */
    void begins(int round, int task);
  }

  /**
   * Runs tasks for about so long.
   *
   * @param budgetNanos from the end of the warm-up; after that only tasks with fewer than {@link
   *     #LEAST_RUNS} runs are run
   * @return the times of each task
   */
  public static List<Measured> run(List<? extends Task> tasks, long budgetNanos, Listener hears) {
    return run(tasks, budgetNanos, hears, System::nanoTime);
  }

  /** As the other, by a clock that counts nanoseconds. */
  static List<Measured> run(
      List<? extends Task> tasks, long budgetNanos, Listener hears, LongSupplier clock) {
    return new Rounds(List.copyOf(tasks), budgetNanos, clock).run(hears);
  }

  private List<Measured> run(Listener hears) {
    List<Integer> turns = new ArrayList<>();
    for (int i = 0; i < tasks.size(); i++) {
      hears.begins(0, i);
      tasks.get(i).task.run();
      turns.add(i);
    }
    start = clock.getAsLong();
    boolean any = !turns.isEmpty();
    for (int round = 1; any && round <= MOST_RUNS; round++) {
      any = false;
      Collections.shuffle(turns, order);
      for (int i : turns) {
        if (isDue(tasks.get(i))) {
          hears.begins(round, i);
          tasks.get(i).run();
          any = true;
        }
      }
    }
    return tasks.stream().map(Watched::measured).toList();
  }

  /** Slow tasks leave the rounds early, so that the others can have many runs. */
  private boolean isDue(Watched task) {
    if (task.times.size() < LEAST_RUNS) {
      return true;
    }
    return clock.getAsLong() - start < budgetNanos && task.spent < 2 * budgetNanos / tasks.size();
  }

  /** A task and its times. */
  private static final class Watched {
    final Task task;
    final List<Timing> times = new ArrayList<>();
    long spent;

    Watched(Task task) {
      this.task = task;
    }

    void run() {
      Timing time = task.run();
      times.add(time);
      spent += time.callNanos();
    }

    Measured measured() {
      return new Measured(
          Sample.of(times.stream().mapToDouble(t -> t.kernelNanos() / 1e9).toArray()),
          Sample.of(times.stream().mapToDouble(t -> t.callNanos() / 1e9).toArray()));
    }
  }
}
