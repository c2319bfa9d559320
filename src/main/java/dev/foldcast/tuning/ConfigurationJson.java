package dev.foldcast.tuning;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.foldcast.plan.Configuration;
import dev.foldcast.plan.InFlight;
import dev.foldcast.plan.Lanes;
import dev.foldcast.plan.Sharing;
import dev.foldcast.plan.Walk;

/**
 * Configurations as JSON, under the names of {@code --configuration}. Reading takes defaults for
 * fields that are missing and ignores those that it does not know, so that stores outlive a change
 * of the record: a field never changes an answer.
 */
public final class ConfigurationJson {
  private ConfigurationJson() {}

  /** The fields of a configuration. */
  public static ObjectNode of(Configuration schedule) {
    ObjectNode json =
        JsonNodeFactory.instance
            .objectNode()
            .put("workgroup", schedule.workGroup())
            .put("groups", schedule.groups())
            .put("vector", schedule.vector());
    if (schedule.sharing() == Sharing.SUBGROUPS) {
      json.put("tree", schedule.sharing().toString());
    } else {
      json.put("tree", schedule.tree());
    }
    return json.put("items", schedule.items())
        .put("merge", schedule.mergeItems())
        .put("stream", schedule.streamFrom())
        .put("tile", schedule.tile())
        .put("lanes", schedule.lanes().toString())
        .put("walk", schedule.walk().toString())
        .put("batch", schedule.inFlight().batch())
        .put("registers", schedule.inFlight().registers());
  }

  /**
   * The configuration of these fields.
   *
   * @throws IllegalArgumentException if a value is no number or out of range
   */
  static Configuration read(JsonNode json) {
    if (!json.isObject()) {
      throw new IllegalArgumentException("a configuration is no object");
    }
    return new Configuration(
        Math.toIntExact(number(json, "workgroup", 1)),
        Math.toIntExact(number(json, "groups", 32)),
        Math.toIntExact(number(json, "vector", 8)),
        Sharing.named(json.path("tree").asText(Sharing.ALONE.toString())),
        number(json, "items", 0),
        Math.toIntExact(number(json, "merge", 64)),
        number(json, "stream", Long.MAX_VALUE),
        Math.toIntExact(number(json, "tile", 0)),
        Lanes.named(json.path("lanes").asText(Lanes.FLOAT64.toString())),
        Walk.named(json.path("walk").asText(Walk.PARTS.toString())),
        new InFlight(
            Math.toIntExact(number(json, "batch", InFlight.DEFAULT.batch())),
            Math.toIntExact(number(json, "registers", InFlight.DEFAULT.registers()))));
  }

  private static long number(JsonNode json, String field, long otherwise) {
    JsonNode value = json.path(field);
    if (value.isMissingNode()) {
      return otherwise;
    }
    if (!value.isIntegralNumber() || !value.canConvertToLong()) {
      throw new IllegalArgumentException(field + " is no whole number: " + value);
    }
    return value.longValue();
  }
}
