package dev.foldcast.cli;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import dev.foldcast.error.FormatException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * An earlier benchmark, read from what {@code bench --json} printed.
 *
 * @param file as the user named it
 * @param date when it was made
 * @param device the device's name and driver
 * @param bytes of its largest array
 * @param lines each line by {@link BenchLine#key}
 */
record BenchOld(String file, String date, String device, long bytes, Map<String, Line> lines) {

  /** GB/s, the median and its interval, and the share of the limit of then. */
  record Line(double median, double low, double high, double share) {
    /** Whether the other's interval has no point in common with this one. */
    boolean isApart(BenchResult.Rate other) {
      return other.low() > high || other.high() < low;
    }
  }

  /**
   * Reads a file.
   *
   * @throws FormatException if it is none of {@code bench --json}
   */
  static BenchOld read(String name) {
    Path file = Inputs.path(name);
    try {
      JsonNode json = Json.parse(Files.readString(file));
      if (json.path(BenchJson.MARK).asInt() != BenchJson.LAYOUT || !json.path("lines").isArray()) {
        throw foreign(name, null);
      }
      Map<String, Line> lines = new LinkedHashMap<>();
      for (JsonNode line : json.path("lines")) {
        lines.put(text(name, line.path("key")), line(name, line));
      }
      JsonNode device = json.path("device");
      return new BenchOld(
          name,
          json.path("date").asText("unknown date"),
          device.path("name").asText() + ", driver " + device.path("driver").asText(),
          json.path("size_bytes").asLong(),
          lines);
    } catch (NoSuchFileException e) {
      throw new FormatException(name, "no such file; make one with 'foldcast bench --json'", e);
    } catch (JsonProcessingException e) {
      throw foreign(name, e);
    } catch (IOException e) {
      throw new FormatException(name, "cannot be read: " + e.getMessage(), e);
    }
  }

  private static Line line(String file, JsonNode line) {
    JsonNode rate = line.path("gb_per_s");
    return new Line(
        number(file, rate.path("median")),
        number(file, rate.path("low")),
        number(file, rate.path("high")),
        number(file, line.path("share_of_limit")));
  }

  private static String text(String file, JsonNode node) {
    if (!node.isTextual()) {
      throw foreign(file, null);
    }
    return node.asText();
  }

  private static double number(String file, JsonNode node) {
    if (!node.isNumber() || !(node.asDouble() > 0)) {
      throw foreign(file, null);
    }
    return node.asDouble();
  }

  private static FormatException foreign(String name, @Nullable Exception cause) {
    return new FormatException(
        name, "not what 'foldcast bench --json' of this version prints; name such a file", cause);
  }
}
