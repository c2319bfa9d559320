package dev.foldcast.tuning.report;

import dev.foldcast.measure.Sample;
import dev.foldcast.plan.Configuration;
import dev.foldcast.tuning.Entry;
import dev.foldcast.tuning.RecordedSearch;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** What the rounds of a race tell of each candidate: its times by the default's, round by round. */
final class Standings {
  private final RecordedSearch search;
  private final Map<Integer, List<Double>> ratios = new TreeMap<>();
  private final Map<Integer, Integer> last = new TreeMap<>();

  Standings(RecordedSearch search) {
    this.search = search;
    for (int round = 1; round <= rounds(); round++) {
      Map<Integer, Double> seconds = search.rounds().get(round - 1);
      double reference = seconds.getOrDefault(0, Double.NaN); // a round has it, or is not recorded
      for (Map.Entry<Integer, Double> turn : seconds.entrySet()) {
        int candidate = turn.getKey();
        ratios.computeIfAbsent(candidate, c -> new ArrayList<>()).add(turn.getValue() / reference);
        last.put(candidate, round);
      }
    }
  }

  int rounds() {
    return search.rounds().size();
  }

  /** Who ran in any round, the fastest first. */
  List<Integer> byTime() {
    return ratios.keySet().stream()
        .sorted(Comparator.<Integer>comparingDouble(c -> time(c).median()).thenComparing(c -> c))
        .toList();
  }

  /** Times by the default's. */
  Sample time(int candidate) {
    return timeAfter(candidate, Integer.MAX_VALUE);
  }

  /** The same of its first rounds. */
  private Sample timeAfter(int candidate, int rounds) {
    List<Double> all = ratios.getOrDefault(candidate, List.of());
    return Sample.of(all.stream().limit(rounds).mapToDouble(Double::doubleValue).toArray());
  }

  /** Median speed, as times as fast as the default. */
  double speed(int candidate) {
    return 1 / time(candidate).median();
  }

  /** The same after its first rounds. */
  double speedAfter(int candidate, int rounds) {
    return 1 / timeAfter(candidate, rounds).median();
  }

  /** Rounds that a candidate ran in. */
  int runs(int candidate) {
    return ratios.getOrDefault(candidate, List.of()).size();
  }

  /** Candidates in a round. */
  int left(int round) {
    return search.rounds().get(round - 1).size();
  }

  /** The last round that a candidate ran in. */
  int last(int candidate) {
    return last.getOrDefault(candidate, 0);
  }

  /** Whether it ran until the end. */
  boolean finished(int candidate) {
    return last(candidate) == rounds();
  }

  /** Who ran in a round and not in the next one, the fastest first. */
  List<Integer> droppedAfter(int round) {
    return byTime().stream().filter(c -> last(c) == round && !finished(c)).toList();
  }

  /** What is used: the number of the configuration that was found; -1 while nothing is. */
  int chosen() {
    Entry entry = search.entry();
    return entry == null ? -1 : search.candidates().indexOf(entry.configuration());
  }

  Configuration configuration(int candidate) {
    return search.candidates().get(candidate);
  }
}
