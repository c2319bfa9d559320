package dev.foldcast.tuning;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.foldcast.array.DType;
import dev.foldcast.plan.Accuracy;
import dev.foldcast.plan.Family;
import java.util.Locale;

/** Entries and rejected configurations as JSON: one self-contained object each. */
public final class EntryJson {
  private EntryJson() {}

  /** The fields of an entry. */
  public static ObjectNode of(Entry entry) {
    ObjectNode json = key(entry.key());
    json.set("configuration", ConfigurationJson.of(entry.configuration()));
    Evidence found = entry.evidence();
    json.putObject("evidence")
        .put("date", found.date())
        .put("command", found.command())
        .put("work", found.work())
        .put("bytes", found.bytes())
        .put("default_seconds", found.defaultSeconds())
        .put("tuned_seconds", found.tunedSeconds())
        .put("default_gb_per_s", rate(found.bytes(), found.defaultSeconds()))
        .put("tuned_gb_per_s", rate(found.bytes(), found.tunedSeconds()))
        .put("ratio", found.ratio())
        .put("low", found.low())
        .put("high", found.high())
        .put("pairs", found.pairs())
        .put("share_of_limit", found.share())
        .put("candidates", found.candidates())
        .put("rejected", found.rejected());
    return json;
  }

  static ObjectNode of(Rejected rejected) {
    ObjectNode json = key(rejected.key());
    json.set("configuration", ConfigurationJson.of(rejected.configuration()));
    return json.put("invalidity", rejected.kind().key()).put("what", rejected.what());
  }

  /** For people who read the file: it is not read back. */
  private static double rate(long bytes, double seconds) {
    return Math.round(bytes / seconds / 1e7) / 100.0;
  }

  /** The fields of a key. */
  static ObjectNode key(Key key) {
    ObjectNode json = JsonNodeFactory.instance.objectNode();
    Subject subject = key.subject();
    json.put("family", subject.family().key())
        .put("dtype", subject.dtype().numpyName())
        .put("accuracy", subject.accuracy().name().toLowerCase(Locale.ROOT))
        .put("shape", subject.shape().toString());
    json.putObject("device")
        .put("platform", key.device().platform())
        .put("vendor", key.device().vendor())
        .put("type", key.device().type())
        .put("name", key.device().name())
        .put("units", key.device().units());
    return json.put("driver", key.driver()).put("kernels", key.kernels());
  }

  /**
   * The entry in an object.
   *
   * @throws IllegalArgumentException if it is none
   */
  static Entry entry(JsonNode json) {
    JsonNode found = json.path("evidence");
    return new Entry(
        key(json),
        ConfigurationJson.read(json.path("configuration")),
        new Evidence(
            text(found, "date"),
            text(found, "command"),
            text(found, "work"),
            found.path("bytes").asLong(),
            positive(found, "default_seconds"),
            positive(found, "tuned_seconds"),
            positive(found, "ratio"),
            positive(found, "low"),
            positive(found, "high"),
            found.path("pairs").asInt(),
            found.path("share_of_limit").asDouble(),
            found.path("candidates").asInt(),
            found.path("rejected").asInt()));
  }

  /**
   * The rejected configuration in an object.
   *
   * @throws IllegalArgumentException if it is none
   */
  static Rejected rejected(JsonNode json) {
    return new Rejected(
        key(json),
        ConfigurationJson.read(json.path("configuration")),
        Rejected.Kind.valueOf(text(json, "invalidity").toUpperCase(Locale.ROOT)),
        text(json, "what"));
  }

  /**
   * The key in an object.
   *
   * @throws IllegalArgumentException if there is none
   */
  static Key key(JsonNode json) {
    JsonNode device = json.path("device");
    Subject subject =
        new Subject(
            Family.valueOf(text(json, "family").toUpperCase(Locale.ROOT)),
            DType.named(text(json, "dtype"))
                .orElseThrow(() -> new IllegalArgumentException("no dtype")),
            Accuracy.valueOf(text(json, "accuracy").toUpperCase(Locale.ROOT)),
            ShapeClass.named(text(json, "shape")));
    DeviceKey key =
        new DeviceKey(
            text(device, "platform"),
            text(device, "vendor"),
            text(device, "type"),
            text(device, "name"),
            device.path("units").asInt());
    return new Key(key, text(json, "driver"), text(json, "kernels"), subject);
  }

  private static String text(JsonNode json, String field) {
    JsonNode value = json.path(field);
    if (!value.isTextual()) {
      throw new IllegalArgumentException(field + " is missing");
    }
    return value.textValue();
  }

  /** A figure that the rest divides by: a time of 0 breaks whoever trusts it. */
  private static double positive(JsonNode json, String field) {
    double value = json.path(field).asDouble();
    if (!(value > 0) || Double.isInfinite(value)) {
      throw new IllegalArgumentException(field + " is no positive number");
    }
    return value;
  }
}
