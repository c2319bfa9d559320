package dev.foldcast.tuning;

import dev.foldcast.error.DeviceException;
import dev.foldcast.measure.Sample;
import dev.foldcast.plan.Configuration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.ToDoubleFunction;
import org.jspecify.annotations.Nullable;

/**
 * The search for one subject: verify, race, and a last paired run against the default. Candidate 0
 * is the default. What fails is handed on and never run again. Each step goes into the journal, and
 * a search that was broken off goes on with what is there.
 */
final class Search {
  private static final long LEAST_RUN_NANOS = TimeUnit.SECONDS.toNanos(2);

  /** Times that a candidate may be under way when everything ends, until it is to blame. */
  private static final int COINCIDENCES = 1;

  private final List<? extends Runs> sandboxes;
  private final Runs sandbox;
  private final Trial trial;
  private final List<Configuration> candidates;
  private final RecordedSearch past;
  private final Effort effort;
  private final long deadlineNanos;
  private final Consumer<Ran> failed;
  private final TuningEvents events;
  private final Random order = new Random(1);
  private final TreeSet<Integer> left = new TreeSet<>();
  private int rejected;
  private long verifyNanos;

  /**
   * A search.
   *
   * @param sandboxes all of them verify; the first one also times
   * @param past what is known of it already; its candidates are this one's, the default first
   * @param deadlineNanos by {@link System#nanoTime}: from then on it only finishes
   * @param failed hears of each candidate that must not be used
   */
  Search(
      List<? extends Runs> sandboxes,
      RecordedSearch past,
      Effort effort,
      long deadlineNanos,
      Consumer<Ran> failed,
      TuningEvents events) {
    this.sandboxes = sandboxes;
    this.sandbox = sandboxes.get(0);
    this.past = past;
    this.trial = past.trial();
    this.candidates = past.candidates();
    this.effort = effort;
    this.deadlineNanos = deadlineNanos;
    this.failed = failed;
    this.events = events;
  }

  /**
   * What was found.
   *
   * @param winner number of the configuration to use; 0 if nothing is proven faster than the
   *     default
   * @param defaultSeconds median in the paired run
   * @param tunedSeconds likewise of the winner
   * @param ratio of the pairs
   * @param verified candidates whose results were right
   * @param rejected candidates that must not be used
   * @param verifyNanos what it took to verify the default, compiling included
   */
  record Found(
      int winner,
      double defaultSeconds,
      double tunedSeconds,
      Sample ratio,
      int verified,
      int rejected,
      long verifyNanos) {}

  /**
   * Searches.
   *
   * @throws DeviceException if even the default fails
   */
  Found run() {
    sandbox.begin(trial);
    verifyNanos = verify();
    long limit = Math.max(LEAST_RUN_NANOS, 20 * verifyNanos);
    int verified = left.size();
    Race race = new Race(left, effort.rounds(), order);
    past.rounds().stream().map(this::stillIn).forEach(race::add);
    race.run(turns -> round(turns, limit, race), () -> System.nanoTime() < deadlineNanos);
    events.doing("the last pairs");
    return pairs(race.winner(), limit, verified);
  }

  /** Fills {@link #left}; nanoseconds that the default took. */
  private long verify() {
    Verification verification =
        new Verification(sandboxes, trial, candidates, this::reject, events);
    left.add(0);
    List<Integer> open = new ArrayList<>();
    for (int c = 1; c < candidates.size(); c++) {
      Ran known = known(c);
      if (known == null) {
        open.add(c);
      } else if (known.failure() == null) {
        left.add(c);
      } else {
        reject(known);
      }
    }
    // Compiling takes longer than racing. Who is not verified by then does not take part.
    long end = System.nanoTime() + (deadlineNanos - System.nanoTime()) / 4 * 3;
    Verification.Verified verified = verification.run(open, end);
    left.addAll(verified.right());
    return verified.defaultNanos();
  }

  /** What the journal tells of a candidate; null if it is open. */
  private @Nullable Ran known(int candidate) {
    if (Collections.frequency(past.unfinished(), candidate) > COINCIDENCES) {
      String what = "tuning ended twice while it ran";
      return new Ran(candidate, 0, Rejected.Kind.RUNTIME, what);
    }
    return past.verified().get(candidate);
  }

  /** The part of an earlier round that counts. */
  private Map<Integer, Double> stillIn(Map<Integer, Double> round) {
    Map<Integer, Double> seconds = new HashMap<>(round);
    seconds.keySet().retainAll(left);
    return seconds;
  }

  private Runs.Wanted wanted(int candidate) {
    return new Runs.Wanted(candidate, candidates.get(candidate));
  }

  private void reject(Ran ran) {
    rejected++;
    left.remove(ran.candidate());
    failed.accept(ran);
  }

  private Map<Integer, Double> round(List<Integer> turns, long limit, Race race) {
    events.doing(
        String.format(Locale.ROOT, "round %d, %d candidates", race.rounds() + 1, turns.size()));
    Map<Integer, Double> seconds = timed(turns, limit);
    sandbox.note(RecordedSearch.round(seconds));
    return seconds;
  }

  /** Default and winner side by side, in random order; the winner stays if it is proven faster. */
  private Found pairs(int winner, long limit, int verified) {
    List<RecordedSearch.Pair> pairs = new ArrayList<>();
    past.pairs().stream().filter(p -> p.candidate() == winner).forEach(pairs::add);
    while (pairs.size() < effort.pairs()) {
      Map<Integer, Double> seconds = pair(winner, limit);
      Double first = seconds.get(0);
      Double second = seconds.get(winner);
      if (first == null || second == null) {
        return winner == 0 ? stays(pairs, verified) : pairs(0, limit, verified);
      }
      RecordedSearch.Pair pair = new RecordedSearch.Pair(winner, first, second);
      sandbox.note(RecordedSearch.pair(pair));
      pairs.add(pair);
    }
    Sample ratio = sample(pairs, p -> p.seconds() / p.defaultSeconds());
    if (winner == 0 || ratio.high() >= 1) {
      return stays(pairs, verified);
    }
    return new Found(
        winner,
        sample(pairs, RecordedSearch.Pair::defaultSeconds).median(),
        sample(pairs, RecordedSearch.Pair::seconds).median(),
        ratio,
        verified,
        rejected,
        verifyNanos);
  }

  private Map<Integer, Double> pair(int winner, long limit) {
    List<Integer> turns =
        winner == 0 ? List.of(0) : order.nextBoolean() ? List.of(0, winner) : List.of(winner, 0);
    return timed(turns, limit);
  }

  /** Seconds of each; those that fail are rejected and missing. */
  private Map<Integer, Double> timed(List<Integer> turns, long limit) {
    Map<Integer, Double> seconds = new HashMap<>();
    for (Ran first : sandbox.time(turns.stream().map(this::wanted).toList(), limit)) {
      Ran ran = first.candidate() == 0 && first.failure() != null ? byDefaultAgain(limit) : first;
      if (ran.failure() == null) {
        seconds.put(ran.candidate(), Math.max(1, ran.nanos()) / 1e9);
      } else {
        reject(ran);
      }
    }
    return seconds;
  }

  /** The default once more: drivers die of luck, too. */
  private Ran byDefaultAgain(long limit) {
    Ran ran = sandbox.time(List.of(wanted(0)), limit).get(0);
    if (ran.failure() != null) {
      String facts =
          String.format(
              Locale.ROOT,
              "the default configuration was right and now fails (%s: %s); try again",
              trial,
              ran.what());
      throw new DeviceException(facts, "", 0, "", null);
    }
    return ran;
  }

  private Found stays(List<RecordedSearch.Pair> pairs, int verified) {
    if (pairs.isEmpty()) {
      throw new DeviceException("the default configuration fails: " + trial, "", 0, "", null);
    }
    double seconds = sample(pairs, RecordedSearch.Pair::defaultSeconds).median();
    return new Found(0, seconds, seconds, Sample.of(1), verified, rejected, verifyNanos);
  }

  private static Sample sample(
      List<RecordedSearch.Pair> pairs, ToDoubleFunction<RecordedSearch.Pair> of) {
    return Sample.of(pairs.stream().mapToDouble(of).toArray());
  }
}
