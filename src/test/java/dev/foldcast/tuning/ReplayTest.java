package dev.foldcast.tuning;

import static java.util.stream.Collectors.toMap;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;

import com.fasterxml.jackson.databind.JsonNode;
import dev.foldcast.plan.Configuration;
import dev.foldcast.plan.Family;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Recorded searches, run again without the device. */
class ReplayTest {
  private static final List<Configuration> CANDIDATES = Recordings.candidates(2);
  private static final Configuration BEST = CANDIDATES.get(8);

  /** Vectors of 16: 6 fails before it is timed, 7 after two rounds, 8 is the best. */
  private static final Map<Integer, Simulated.Fault> FAULTS =
      Map.of(
          3, new Simulated.Fault(Rejected.Kind.COMPILE, "3 does not compile"),
          5, new Simulated.Fault(Rejected.Kind.CORRECTNESS, "5 is wrong"),
          6, new Simulated.Fault(Rejected.Kind.TIMEOUT, "6 does not end"),
          7, new Simulated.Fault(Rejected.Kind.RUNTIME, "7 dies", 2));

  @TempDir private Path cache = Path.of("");

  private static double seconds(Configuration c) {
    return c.equals(BEST) ? 5e-4 : c.vector() == 16 ? 5.2e-4 : c.vector() == 8 ? 1e-3 : 2e-3;
  }

  private RecordedSearch recorded(long seed) {
    Key key = Recordings.key(Recordings.device("any", 2), Family.REDUCE_FULL);
    return Recordings.record(cache, key, CANDIDATES, ReplayTest::seconds, FAULTS, seed, 0.3);
  }

  private static Map<Integer, Rejected.Kind> kinds(List<Ran> failed) {
    return failed.stream()
        .collect(toMap(Ran::candidate, ran -> Objects.requireNonNull(ran.failure())));
  }

  private static List<Map<Integer, Double>> rounds(List<JsonNode> notes) {
    List<Map<Integer, Double>> rounds = new ArrayList<>();
    for (JsonNode note : notes) {
      if (note.path("event").asText().equals("round")) {
        Map<Integer, Double> round = new HashMap<>();
        note.path("seconds").forEach(s -> round.put(s.path("c").asInt(), s.path("s").asDouble()));
        rounds.add(round);
      }
    }
    return rounds;
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 5})
  void aReplayFindsWhatTheSearchFound(long seed) {
    RecordedSearch recorded = recorded(seed);
    Entry entry = Objects.requireNonNull(recorded.entry());
    Replay replay = new Replay(recorded);
    RecordedSearch again = replay.search();
    assertEquals(Map.of(), again.verified(), "nothing is known beforehand");
    List<Ran> failed = new ArrayList<>();

    Search.Found found = Recordings.search(replay, again, Effort.NORMAL, failed).run();

    assertEquals(BEST, again.candidates().get(found.winner()));
    assertEquals(entry.configuration(), again.candidates().get(found.winner()));
    assertEquals(entry.evidence().ratio(), found.ratio().median());
    assertEquals(recorded.rounds(), rounds(replay.notes()));
    assertEquals(
        Map.of(
            3, Rejected.Kind.COMPILE,
            5, Rejected.Kind.CORRECTNESS,
            6, Rejected.Kind.TIMEOUT,
            7, Rejected.Kind.RUNTIME),
        kinds(failed));
    long rounds = recorded.rounds().stream().filter(round -> round.containsKey(7)).count();
    assertEquals(2, rounds, "it fails when it is timed for the third time, and not before");
  }

  /** The rule of many tuners: each is timed once, and the fastest wins. */
  @Test
  void anotherRuleIsJudgedOnTheSameRecord() {
    RecordedSearch recorded = recorded(7);
    Replay replay = new Replay(recorded);
    List<Integer> timed = List.copyOf(recorded.rounds().get(0).keySet());
    Race once = new Race(timed, 1, new Random(1));
    once.run(
        turns ->
            replay
                .time(
                    turns.stream().map(c -> new Runs.Wanted(c, CANDIDATES.get(c))).toList(),
                    Long.MAX_VALUE)
                .stream()
                .collect(toMap(Ran::candidate, ran -> ran.nanos() / 1e9)),
        () -> true);
    Map<Integer, Double> first = recorded.rounds().get(0);
    double least = first.values().stream().mapToDouble(Double::doubleValue).min().orElseThrow();
    assertEquals(1, once.rounds());
    double chosen = Objects.requireNonNull(first.get(once.winner()));
    assertEquals(least, chosen, 0.02 * chosen, "winners are equal within 2 %");
    List<Ran> failed = new ArrayList<>();
    Replay quick = new Replay(recorded);
    Search.Found found = Recordings.search(quick, quick.search(), Effort.QUICK, failed).run();
    assertEquals(BEST, quick.search().candidates().get(found.winner()));
  }

  @Test
  void aSearchThatWasBrokenOffReplaysToo() {
    RecordedSearch whole = recorded(9);
    List<JsonNode> events =
        Journal.read(Workshop.journal(cache.resolve("tuning"), whole.key().device()));
    int rounds = 0;
    int end = 0;
    while (rounds < 3) {
      rounds += events.get(end++).path("event").asText().equals("round") ? 1 : 0;
    }
    RecordedSearch broken = RecordedSearch.all(events.subList(0, end)).get(0);
    assertNull(broken.entry());
    Replay replay = new Replay(broken);
    RecordedSearch again = replay.search();
    Search.Found found = Recordings.search(replay, again, Effort.NORMAL, new ArrayList<>()).run();
    assertEquals(BEST, again.candidates().get(found.winner()));
  }

  @Test
  void whatWasNotRecordedIsNotMadeUp() {
    Replay replay = new Replay(recorded(1));
    List<Runs.Wanted> unknown = List.of(new Runs.Wanted(1, Entries.CONFIGURATION));
    assertThrows(IllegalArgumentException.class, () -> replay.verify(unknown, 1));
    assertThrows(IllegalArgumentException.class, () -> replay.time(unknown, 1));
  }
}
