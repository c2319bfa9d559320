package dev.foldcast.tuning;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.foldcast.plan.Configuration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * A recorded search in the place of a device. Candidates are recognised by their configuration, so
 * that another list of them may be tried. The k-th time of one is its k-th recorded one; when there
 * are no more, what failed then fails, and others begin again. A time is told as its ratio to the
 * default of the same round, so that rounds that the computer was slow in stay comparable when
 * another search takes part in more or fewer of them.
 */
final class Replay implements Runs {
  private final RecordedSearch recorded;
  private final Map<Configuration, Integer> timed = new HashMap<>();
  private final List<JsonNode> notes = new ArrayList<>();

  Replay(RecordedSearch recorded) {
    this.recorded = recorded;
  }

  /** The search to be run again: of what was run, and nothing is known of it. */
  RecordedSearch search() {
    List<Configuration> run = new ArrayList<>();
    for (int c = 0; c < recorded.candidates().size(); c++) {
      if (recorded.verified().containsKey(c)) {
        run.add(recorded.candidates().get(c));
      }
    }
    return new RecordedSearch(
        recorded.key(),
        recorded.trial(),
        recorded.work(),
        recorded.bytes(),
        run,
        Map.of(),
        List.of(),
        List.of(),
        List.of(),
        null);
  }

  /** What the search noted: rounds and pairs. */
  List<JsonNode> notes() {
    return notes;
  }

  @Override
  public void begin(Trial trial) {
    if (!trial.equals(recorded.trial())) {
      throw new IllegalArgumentException("recorded was " + recorded.trial() + ", not " + trial);
    }
  }

  @Override
  public List<Ran> verify(List<Wanted> runs, long limitNanos) {
    return runs.stream().map(run -> verify(run, number(run))).toList();
  }

  private Ran verify(Wanted run, int number) {
    Ran ran = recorded.verified().get(number);
    if (ran == null) {
      throw new IllegalArgumentException("was not run: " + run.configuration());
    }
    // What has times was right, and failed later.
    return moments(number).isEmpty() ? as(run, ran) : new Ran(run.candidate(), 0, null, "");
  }

  private static Ran as(Wanted run, Ran ran) {
    return new Ran(run.candidate(), ran.nanos(), ran.failure(), ran.what());
  }

  private int number(Wanted run) {
    int number = recorded.candidates().indexOf(run.configuration());
    if (number < 0) {
      throw new IllegalArgumentException("is not recorded: " + run.configuration());
    }
    return number;
  }

  @Override
  public List<Ran> time(List<Wanted> runs, long limitNanos) {
    return runs.stream().map(this::time).toList();
  }

  private Ran time(Wanted run) {
    int number = number(run);
    int turn = timed.merge(run.configuration(), 1, Integer::sum) - 1;
    List<RecordedSearch.Pair> moments = moments(number);
    Ran ran = recorded.verified().get(number);
    if (ran != null && ran.failure() != null && turn >= moments.size()) {
      return as(run, ran);
    }
    List<RecordedSearch.Pair> defaults = moments(0);
    RecordedSearch.Pair moment = moments.get(turn % moments.size());
    double reference = defaults.get(turn % defaults.size()).defaultSeconds();
    double seconds = reference * (moment.seconds() / moment.defaultSeconds());
    return new Ran(run.candidate(), Math.round(1e9 * seconds), null, "");
  }

  /** Each time of a candidate beside that of the default: the race's, then the pairs'. */
  private List<RecordedSearch.Pair> moments(int number) {
    List<RecordedSearch.Pair> all = new ArrayList<>();
    for (Map<Integer, Double> round : recorded.rounds()) {
      Double seconds = round.get(number);
      Double reference = round.get(0);
      if (seconds != null && reference != null) {
        all.add(new RecordedSearch.Pair(number, reference, seconds));
      }
    }
    for (RecordedSearch.Pair pair : recorded.pairs()) {
      if (number == 0) {
        all.add(new RecordedSearch.Pair(0, pair.defaultSeconds(), pair.defaultSeconds()));
      } else if (number == pair.candidate()) {
        all.add(pair);
      }
    }
    return all;
  }

  @Override
  public void note(ObjectNode event) {
    notes.add(event);
  }
}
