package dev.foldcast.tuning;

import dev.foldcast.measure.Sample;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.function.BooleanSupplier;

/**
 * A race of candidates: rounds over all that are left, in another order each time, so that whatever
 * slows the computer for a while slows them all alike. Times count as ratios to that of candidate
 * 0, the default, in the same round. A candidate leaves on evidence alone: when even the lower end
 * of its median's interval is above the upper end of the best one's. Knows no device.
 */
final class Race {
  /** Candidates this close are equal. */
  static final double EQUAL = 1.02;

  /** After one round only those far behind leave. */
  private static final double HOPELESS = 3;

  /** Few runs have intervals that promise less: they must differ by this besides. */
  private static final double FEW_RUNS = 1.10;

  /** Runs from which on {@link Sample}'s interval holds the median with 95 %. */
  private static final int ENOUGH = 6;

  private final Random order;
  private final Map<Integer, List<Double>> ratios = new TreeMap<>();
  private final int mostRounds;
  private int rounds;

  /**
   * A race.
   *
   * @param candidates numbers of those that start, 0 among them
   */
  Race(Iterable<Integer> candidates, int mostRounds, Random order) {
    candidates.forEach(c -> ratios.put(c, new ArrayList<>()));
    this.mostRounds = mostRounds;
    this.order = order;
  }

  /** Runs candidates once each. */
  interface Runner {
    /**
     * One round.
     *
     * @return seconds of each candidate; those that failed are missing
     */
    Map<Integer, Double> round(List<Integer> order);
  }

  /** Runs rounds until it is decided, or the time is up. */
  void run(Runner runner, BooleanSupplier timeLeft) {
    while (!decided() && (rounds < 2 || timeLeft.getAsBoolean())) {
      List<Integer> turns = new ArrayList<>(ratios.keySet());
      Collections.shuffle(turns, order);
      add(runner.round(turns));
    }
  }

  /** Takes the times of one round, measured now or in an earlier process. */
  void add(Map<Integer, Double> seconds) {
    Double reference = seconds.get(0);
    if (reference == null) {
      throw new IllegalStateException("the default failed");
    }
    rounds++;
    Map<Integer, Double> left = new HashMap<>(seconds);
    ratios.keySet().removeIf(c -> !left.containsKey(c));
    ratios.forEach((c, all) -> all.add(left.getOrDefault(c, reference) / reference));
    drop();
  }

  private void drop() {
    Sample best = sample(best());
    double bound =
        rounds == 1 ? HOPELESS * best.median() : best.high() * (rounds < ENOUGH ? FEW_RUNS : 1);
    ratios.keySet().removeIf(c -> c != 0 && sample(c).low() > bound);
  }

  /** Whether there is nothing left to find out. */
  boolean decided() {
    return rounds >= mostRounds || ratios.size() <= 1 || (rounds >= ENOUGH && allEqual());
  }

  private boolean allEqual() {
    Sample best = sample(best());
    return ratios.keySet().stream()
        .allMatch(c -> c == 0 || sample(c).median() <= EQUAL * best.median());
  }

  private int best() {
    return ratios.keySet().stream()
        .min(Comparator.comparingDouble(c -> sample(c).median()))
        .orElseThrow();
  }

  private Sample sample(int candidate) {
    List<Double> all = ratios.getOrDefault(candidate, List.of());
    return Sample.of(all.stream().mapToDouble(Double::doubleValue).toArray());
  }

  /** Of those as good as the best, the first: the default, or the most like it. */
  int winner() {
    if (rounds == 0) {
      return 0;
    }
    double bound = EQUAL * sample(best()).median();
    return ratios.keySet().stream()
        .filter(c -> sample(c).median() <= bound)
        .findFirst()
        .orElseThrow();
  }

  /** Those that are still in it. */
  List<Integer> survivors() {
    return List.copyOf(ratios.keySet());
  }

  int rounds() {
    return rounds;
  }
}
