package dev.foldcast.tuning;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.foldcast.error.DeviceException;
import dev.foldcast.measure.Sample;
import dev.foldcast.plan.Configuration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/**
 * The search for one subject: verify, race, and a last paired run against the default. Candidate 0
 * is the default. What fails is handed on and never run again.
 */
final class Search {
  /** Failures in a row after which the default shows whether the device still works at all. */
  private static final int SUSPICIOUS = 3;

  private static final long LEAST_VERIFY_NANOS = TimeUnit.SECONDS.toNanos(5);
  private static final long LEAST_RUN_NANOS = TimeUnit.SECONDS.toNanos(2);
  private static final long DEFAULT_NANOS = TimeUnit.SECONDS.toNanos(60);

  private final Sandbox sandbox;
  private final Trial trial;
  private final List<Configuration> candidates;
  private final Effort effort;
  private final long deadlineNanos;
  private final Consumer<Ran> failed;
  private final TuningEvents events;
  private final Random order = new Random(1);
  private final TreeSet<Integer> left = new TreeSet<>();
  private int rejected;

  /**
   * A search.
   *
   * @param candidates the default first
   * @param deadlineNanos by {@link System#nanoTime}: from then on it only finishes
   * @param failed hears of each candidate that must not be used
   */
  Search(
      Sandbox sandbox,
      Trial trial,
      List<Configuration> candidates,
      Effort effort,
      long deadlineNanos,
      Consumer<Ran> failed,
      TuningEvents events) {
    this.sandbox = sandbox;
    this.trial = trial;
    this.candidates = candidates;
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
   */
  record Found(
      int winner,
      double defaultSeconds,
      double tunedSeconds,
      Sample ratio,
      int verified,
      int rejected) {}

  /**
   * Searches.
   *
   * @throws DeviceException if even the default fails
   */
  Found run() {
    sandbox.begin(trial);
    long verifyNanos = verifyDefault();
    verifyOthers(Math.max(LEAST_VERIFY_NANOS, 20 * verifyNanos));
    long limit = Math.max(LEAST_RUN_NANOS, 20 * verifyNanos);
    int verified = left.size();
    Race race = new Race(left, effort.rounds(), order);
    race.run(turns -> round(turns, limit, race), () -> System.nanoTime() < deadlineNanos);
    events.doing("the last pairs");
    return pairs(race.winner(), limit, verified);
  }

  private Sandbox.Wanted wanted(int candidate) {
    return new Sandbox.Wanted(candidate, candidates.get(candidate));
  }

  /** Nanoseconds that it takes, compiling included. */
  private long verifyDefault() {
    events.doing("the default");
    long start = System.nanoTime();
    Ran ran = sandbox.verify(List.of(wanted(0)), DEFAULT_NANOS).get(0);
    if (ran.failure() != null && ran.failure() != Rejected.Kind.CORRECTNESS) {
      ran = sandbox.verify(List.of(wanted(0)), DEFAULT_NANOS).get(0); // drivers die of luck, too
    }
    if (ran.failure() != null) {
      throw new DeviceException(
          ("even the default configuration fails (%s: %s), so nothing can be tuned; restart the"
                  + " computer or mend the driver")
              .formatted(trial, ran.what()),
          "",
          0,
          "",
          null);
    }
    left.add(0);
    return System.nanoTime() - start;
  }

  /** Half of the time is for this: who is not verified by then does not take part. */
  private void verifyOthers(long limit) {
    long end = System.nanoTime() + (deadlineNanos - System.nanoTime()) / 2;
    int inRow = 0;
    for (int c = 1; c < candidates.size() && System.nanoTime() < end; c++) {
      events.doing("verifying %d of %d".formatted(c + 1, candidates.size()));
      Ran ran = sandbox.verify(List.of(wanted(c)), limit).get(0);
      if (ran.failure() == null) {
        left.add(c);
        inRow = 0;
      } else {
        reject(ran);
        inRow++;
      }
      if (inRow == SUSPICIOUS) {
        verifyDefault();
        inRow = 0;
      }
    }
  }

  private void reject(Ran ran) {
    rejected++;
    left.remove(ran.candidate());
    failed.accept(ran);
  }

  private Map<Integer, Double> round(List<Integer> turns, long limit, Race race) {
    events.doing("round %d, %d candidates".formatted(race.rounds() + 1, turns.size()));
    Map<Integer, Double> seconds = timed(turns, limit);
    ObjectNode round = Journal.event("round");
    ArrayNode order = round.putArray("seconds");
    seconds.forEach((c, s) -> order.addObject().put("c", c).put("s", s));
    sandbox.note(round);
    return seconds;
  }

  /** Default and winner side by side, in random order; the winner stays if it is proven faster. */
  private Found pairs(int winner, long limit, int verified) {
    List<Double> defaults = new ArrayList<>();
    List<Double> tuned = new ArrayList<>();
    List<Double> ratios = new ArrayList<>();
    for (int i = 0; i < effort.pairs(); i++) {
      Map<Integer, Double> seconds = pair(winner, limit);
      Double first = seconds.get(0);
      Double second = seconds.get(winner);
      if (first == null || second == null) {
        return winner == 0 ? stays(defaults, verified) : pairs(0, limit, verified);
      }
      defaults.add(first);
      tuned.add(second);
      ratios.add(second / first);
    }
    Sample ratio = sample(ratios);
    if (winner == 0 || ratio.high() >= 1) {
      return stays(defaults, verified);
    }
    return new Found(
        winner, sample(defaults).median(), sample(tuned).median(), ratio, verified, rejected);
  }

  private Map<Integer, Double> pair(int winner, long limit) {
    List<Integer> turns =
        winner == 0 ? List.of(0) : order.nextBoolean() ? List.of(0, winner) : List.of(winner, 0);
    return timed(turns, limit);
  }

  /** Seconds of each; those that fail are rejected and missing. */
  private Map<Integer, Double> timed(List<Integer> turns, long limit) {
    Map<Integer, Double> seconds = new HashMap<>();
    for (Ran ran : sandbox.time(turns.stream().map(this::wanted).toList(), limit)) {
      if (ran.failure() == null) {
        seconds.put(ran.candidate(), Math.max(1, ran.nanos()) / 1e9);
      } else {
        reject(ran);
      }
    }
    return seconds;
  }

  private Found stays(List<Double> defaults, int verified) {
    if (defaults.isEmpty()) {
      throw new DeviceException("the default configuration fails: " + trial, "", 0, "", null);
    }
    double seconds = sample(defaults).median();
    return new Found(0, seconds, seconds, Sample.of(1), verified, rejected);
  }

  private static Sample sample(List<Double> values) {
    return Sample.of(values.stream().mapToDouble(Double::doubleValue).toArray());
  }
}
