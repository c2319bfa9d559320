package dev.foldcast.tuning;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.foldcast.plan.Configuration;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * A search as the journal tells it: enough to go on with it, to show it, and to run it again
 * without the device. Candidates are numbers; 0 is the default, what is used without tuning.
 *
 * @param key what was searched for
 * @param trial what was run
 * @param work the operation that was timed, in words
 * @param bytes least bytes that it must move
 * @param candidates by number
 * @param verified what came of those whose results were compared
 * @param rounds seconds of each candidate, round by round
 * @param pairs seconds of the default and of the winner, side by side
 * @param unfinished candidates whose run was begun and is not known to have ended, each time
 * @param entry what was found; null if the search did not come to an end
 */
public record RecordedSearch(
    Key key,
    Trial trial,
    String work,
    long bytes,
    List<Configuration> candidates,
    Map<Integer, Ran> verified,
    List<Map<Integer, Double>> rounds,
    List<Pair> pairs,
    List<Integer> unfinished,
    @Nullable Entry entry) {

  /** Seconds of the default and of a candidate that ran beside it. */
  public record Pair(int candidate, double defaultSeconds, double seconds) {}

  /**
   * What is recorded of a device, in its order.
   *
   * @param cache the folder that keeps what is found
   * @throws dev.foldcast.error.FormatException if the record is there and cannot be read
   */
  public static List<RecordedSearch> of(Path cache, DeviceKey device) {
    return all(Journal.read(Workshop.journal(cache.resolve("tuning"), device)));
  }

  /** The event that begins a search. */
  static ObjectNode begin(
      Key key, Trial trial, String work, long bytes, List<Configuration> candidates) {
    ObjectNode event = Journal.event("search");
    event.setAll(EntryJson.key(key));
    event.set("trial", trial.json());
    event.put("work", work).put("bytes", bytes);
    ArrayNode list = event.putArray("candidates");
    candidates.forEach(c -> list.add(ConfigurationJson.of(c)));
    return event;
  }

  /** The key of a search that begins; null if the event makes no sense. */
  static @Nullable Key keyOf(JsonNode event) {
    try {
      return EntryJson.key(event);
    } catch (IllegalArgumentException e) {
      return null;
    }
  }

  /** The event of a round. */
  static ObjectNode round(Map<Integer, Double> seconds) {
    ObjectNode event = Journal.event("round");
    ArrayNode list = event.putArray("seconds");
    seconds.forEach((c, s) -> list.addObject().put("c", c).put("s", s));
    return event;
  }

  /** The event of a pair. */
  static ObjectNode pair(Pair pair) {
    return Journal.event("pair")
        .put("c", pair.candidate)
        .put("default", pair.defaultSeconds)
        .put("s", pair.seconds);
  }

  /** The event that ends a search. */
  static ObjectNode end(Entry entry) {
    ObjectNode event = Journal.event("found");
    event.set("entry", EntryJson.of(entry));
    return event;
  }

  /** Every search in a journal's events, in their order; what makes no sense is left out. */
  static List<RecordedSearch> all(Iterable<JsonNode> events) {
    List<RecordedSearch> all = new ArrayList<>();
    Reader reader = null;
    for (JsonNode event : events) {
      try {
        if (event.path("event").asText().equals("search")) {
          if (reader != null) {
            all.add(reader.search(null));
          }
          reader = null; // also where this one makes no sense
          reader = new Reader(event);
        } else if (reader != null && event.path("event").asText().equals("found")) {
          all.add(reader.search(EntryJson.entry(event.path("entry"))));
          reader = null;
        } else if (reader != null) {
          reader.add(event);
        }
      } catch (IllegalArgumentException | ArithmeticException e) {
        // A line of another version, or damaged: it tells nothing.
      }
    }
    if (reader != null) {
      all.add(reader.search(null));
    }
    return all;
  }

  /** Puts a search together from its events. */
  private static final class Reader {
    private final Key key;
    private final Trial trial;
    private final String work;
    private final long bytes;
    private final List<Configuration> candidates = new ArrayList<>();
    private final Map<Integer, Ran> verified = new TreeMap<>();
    private final List<Map<Integer, Double>> rounds = new ArrayList<>();
    private final List<Pair> pairs = new ArrayList<>();

    /** Begun and not ended, by the process that runs it; processes may take turns. */
    private final Map<Long, Integer> running = new LinkedHashMap<>();

    private final List<Integer> unfinished = new ArrayList<>();

    Reader(JsonNode event) {
      key = EntryJson.key(event);
      trial = Trial.read(event.path("trial"));
      work = event.path("work").asText();
      bytes = event.path("bytes").asLong();
      event.path("candidates").forEach(c -> candidates.add(ConfigurationJson.read(c)));
      if (candidates.isEmpty()) {
        throw new IllegalArgumentException("a search of no candidates");
      }
    }

    void add(JsonNode event) {
      long process = event.path("process").asLong();
      switch (event.path("event").asText()) {
        case "resumed" -> {
          unfinished.addAll(running.values());
          running.clear();
        }
        case "run" -> running.put(process, candidate(event));
        case "ran" -> {
          running.remove(process);
          if (event.has("wrong")) {
            verified.put(candidate(event), Ran.read(event));
          }
        }
        case "failed" -> {
          running.remove(process);
          if (event.path("c").asInt() >= 0) {
            verified.put(candidate(event), Ran.read(event));
          }
        }
        case "round" -> rounds.add(seconds(event));
        case "pair" ->
            pairs.add(new Pair(candidate(event), seconds(event, "default"), seconds(event, "s")));
        default -> {}
      }
    }

    private Map<Integer, Double> seconds(JsonNode event) {
      Map<Integer, Double> seconds = new LinkedHashMap<>();
      event.path("seconds").forEach(turn -> seconds.put(candidate(turn), seconds(turn, "s")));
      if (!seconds.containsKey(0)) {
        throw new IllegalArgumentException("a round without the default");
      }
      return seconds;
    }

    private int candidate(JsonNode event) {
      int candidate = event.path("c").asInt(-1);
      if (candidate < 0 || candidate >= candidates.size()) {
        throw new IllegalArgumentException("no candidate " + candidate);
      }
      return candidate;
    }

    private static double seconds(JsonNode event, String field) {
      double seconds = event.path(field).asDouble();
      if (!(seconds > 0) || Double.isInfinite(seconds)) {
        throw new IllegalArgumentException("no time: " + seconds);
      }
      return seconds;
    }

    RecordedSearch search(@Nullable Entry entry) {
      List<Integer> open = new ArrayList<>(unfinished);
      open.addAll(running.values());
      return new RecordedSearch(
          key, trial, work, bytes, candidates, verified, rounds, pairs, open, entry);
    }
  }
}
