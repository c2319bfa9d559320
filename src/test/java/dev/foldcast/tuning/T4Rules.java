package dev.foldcast.tuning;

import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import java.util.Set;

/**
 * What T4's results schema 1.0.0 (TuningSchema, the autotuning methodology's) asks of a file, in
 * our words: names, types, and which fields must be there.
 */
final class T4Rules {
  private static final Set<String> INVALIDITY =
      Set.of("timeout", "compile", "runtime", "correctness", "constraints", "correct");

  private T4Rules() {}

  static void check(JsonNode whole) {
    String version = whole.path("schema_version").asText();
    assertTrue(version.matches("[0-9]+\\.[0-9]+\\.[0-9]+"), version);
    assertTrue(whole.path("results").isArray());
    whole.path("results").forEach(T4Rules::result);
  }

  private static void result(JsonNode result) {
    for (String needed : List.of("configuration", "times", "invalidity", "correctness")) {
      assertTrue(result.has(needed), needed + " is missing: " + result);
    }
    assertTrue(result.path("configuration").isObject());
    assertTrue(result.path("times").isObject());
    assertTrue(result.path("correctness").isNumber());
    assertTrue(INVALIDITY.contains(result.path("invalidity").asText()), result.toString());
    assertTrue(!result.has("timestamp") || result.path("timestamp").isTextual());
    assertTrue(!result.has("objectives") || result.path("objectives").isArray());
    JsonNode times = result.path("times");
    for (String number :
        List.of("compilation_time", "framework", "search_algorithm", "validation")) {
      assertTrue(!times.has(number) || times.path(number).isNumber(), number);
    }
    assertTrue(!times.has("runtimes") || times.path("runtimes").isArray());
    for (JsonNode measurement : result.path("measurements")) {
      assertTrue(measurement.path("name").isTextual(), measurement.toString());
      assertTrue(measurement.path("unit").isTextual(), measurement.toString());
      JsonNode value = measurement.path("value");
      assertTrue(value.isNumber() || value.isTextual() || value.isArray(), measurement.toString());
    }
  }
}
