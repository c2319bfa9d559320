package dev.foldcast.tuning;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.foldcast.measure.Sample;
import dev.foldcast.plan.Configuration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Searches as T4 results, schema 1.0.0: the form in which tuners hand on what they measured, failed
 * configurations included. Times are in milliseconds, as Kernel Tuner's. {@code problem} is ours:
 * the schema has no place for what was tuned, and one file holds every search.
 */
final class T4 {
  private static final String VERSION = "1.0.0";

  private final List<Rejected> rejected;
  private final List<ObjectNode> results = new ArrayList<>();

  private T4(List<Rejected> rejected) {
    this.rejected = rejected;
  }

  /**
   * The text, a result a line.
   *
   * @param rejected what the store knows besides: a search passes over what failed in earlier ones
   */
  static String text(List<RecordedSearch> searches, List<Rejected> rejected) {
    T4 t4 = new T4(rejected);
    searches.forEach(t4::add);
    return String.format(
        Locale.ROOT,
        "{\"schema_version\":\"%s\",\n\"metadata\":{\"timeunit\":\"milliseconds\"},\n\"results\":[%s]}\n",
        VERSION,
        t4.results.stream().map(result -> "\n" + result).collect(Collectors.joining(",")));
  }

  private void add(RecordedSearch search) {
    for (int c = 0; c < search.candidates().size(); c++) {
      Ran ran = search.verified().get(c);
      if (ran == null) {
        ran = earlier(search.key(), search.candidates().get(c), c);
      }
      if (ran != null) {
        results.add(result(search, ran));
      }
    }
  }

  /** What an earlier search found out; null if the candidate was never run. */
  private @Nullable Ran earlier(Key key, Configuration configuration, int candidate) {
    return rejected.stream()
        .filter(r -> r.key().equals(key) && r.configuration().equals(configuration))
        .findFirst()
        .map(r -> new Ran(candidate, 0, r.kind(), r.what()))
        .orElse(null);
  }

  private static ObjectNode result(RecordedSearch search, Ran ran) {
    ObjectNode result = JsonNodeFactory.instance.objectNode();
    ObjectNode problem = EntryJson.key(search.key());
    result.set("problem", problem.put("work", search.work()).put("bytes", search.bytes()));
    result.set("configuration", ConfigurationJson.of(search.candidates().get(ran.candidate())));
    double[] runtimes = milliseconds(search, ran.candidate());
    ArrayNode list = result.putObject("times").putArray("runtimes");
    for (double runtime : runtimes) {
      list.add(runtime);
    }
    Rejected.Kind failure = ran.failure();
    result.put("invalidity", failure == null ? "correct" : failure.key());
    result.put("correctness", failure == null ? 1 : 0);
    result.putArray("objectives").add("time");
    ArrayNode measurements = result.putArray("measurements");
    if (failure != null) {
      measurement(measurements, "reason", "").put("value", Exports.withoutFolders(ran.what()));
    } else if (runtimes.length > 0) {
      measurement(measurements, "time", "ms").put("value", Sample.of(runtimes).median());
      double[] ratios = Raced.ratios(search, ran.candidate());
      if (ratios.length > 0) {
        measurement(measurements, "time_by_default", "").put("value", Sample.of(ratios).median());
      }
    }
    return result;
  }

  private static ObjectNode measurement(ArrayNode list, String name, String unit) {
    return list.addObject().put("name", name).put("unit", unit);
  }

  /** Every time that was measured: the rounds of the race, then the pairs. */
  private static double[] milliseconds(RecordedSearch search, int candidate) {
    List<Double> seconds = new ArrayList<>();
    for (Map<Integer, Double> round : search.rounds()) {
      if (round.containsKey(candidate)) {
        seconds.add(round.get(candidate));
      }
    }
    for (RecordedSearch.Pair pair : search.pairs()) {
      if (candidate == 0) {
        seconds.add(pair.defaultSeconds());
      } else if (candidate == pair.candidate()) {
        seconds.add(pair.seconds());
      }
    }
    return seconds.stream().mapToDouble(s -> 1e3 * s).toArray();
  }
}
