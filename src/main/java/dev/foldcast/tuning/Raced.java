package dev.foldcast.tuning;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.foldcast.measure.Sample;
import dev.foldcast.plan.Configuration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * What a candidate of a race took, whether it won or not. Exported stores keep these beside each
 * entry, in the field {@code measured}, so that another device's winner can be looked up; the store
 * in the cache folder has none, and who does not know the field passes it over.
 *
 * @param ratio median of its time by the default's of the same round
 * @param rounds that it took part in
 */
public record Raced(Configuration configuration, double ratio, int rounds) {
  private static final String FIELD = "measured";

  /** Every candidate that was timed and never failed, the default first. */
  static List<Raced> of(RecordedSearch search) {
    List<Raced> all = new ArrayList<>();
    for (int c = 0; c < search.candidates().size(); c++) {
      double[] ratios = ratios(search, c);
      Ran ran = search.verified().get(c);
      if (ratios.length > 0 && (ran == null || ran.failure() == null)) {
        double median = Sample.of(ratios).median();
        all.add(new Raced(search.candidates().get(c), median, ratios.length));
      }
    }
    return all;
  }

  /** Of each round that a candidate took part in: its time by the default's. */
  static double[] ratios(RecordedSearch search, int candidate) {
    List<Double> ratios = new ArrayList<>();
    for (Map<Integer, Double> round : search.rounds()) {
      Double seconds = round.get(candidate);
      Double reference = round.get(0);
      if (seconds != null && reference != null) {
        ratios.add(seconds / reference);
      }
    }
    return ratios.stream().mapToDouble(Double::doubleValue).toArray();
  }

  /** Adds them to an entry's object: of each configuration the fields that differ from its own. */
  static void put(List<Raced> all, ObjectNode entry) {
    if (all.isEmpty()) {
      return;
    }
    JsonNode own = entry.path("configuration");
    ArrayNode list = entry.putArray(FIELD);
    for (Raced raced : all) {
      ObjectNode json = ConfigurationJson.of(raced.configuration);
      json.properties().removeIf(field -> field.getValue().equals(own.path(field.getKey())));
      double ratio = Math.round(1e4 * raced.ratio) / 1e4;
      list.add(json.put("ratio", Math.max(1e-4, ratio)).put("rounds", raced.rounds));
    }
  }

  /**
   * Those of an entry's object; none if it has none.
   *
   * @throws IllegalArgumentException if they make no sense
   */
  static List<Raced> read(JsonNode entry) {
    List<Raced> all = new ArrayList<>();
    for (JsonNode json : entry.path(FIELD)) {
      ObjectNode whole = JsonNodeFactory.instance.objectNode();
      entry.path("configuration").properties().forEach(f -> whole.set(f.getKey(), f.getValue()));
      json.properties().forEach(field -> whole.set(field.getKey(), field.getValue()));
      double ratio = whole.path("ratio").asDouble();
      if (!(ratio > 0) || Double.isInfinite(ratio)) {
        throw new IllegalArgumentException("a measured ratio is no positive number");
      }
      all.add(new Raced(ConfigurationJson.read(whole), ratio, whole.path("rounds").asInt()));
    }
    return all;
  }
}
