package dev.foldcast.tuning;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * What became of one run in the measuring process.
 *
 * @param candidate number of the configuration
 * @param nanos that it took; 0 for a verification
 * @param failure why the configuration must not be used; null if it went well
 * @param what happened, in one line
 */
public record Ran(int candidate, long nanos, Rejected.@Nullable Kind failure, String what) {
  /**
   * The run that a journal's event tells of.
   *
   * @throws IllegalArgumentException if it tells of none
   */
  static Ran read(JsonNode event) {
    int candidate = event.path("c").asInt();
    if (event.has("invalidity")) {
      String kind = event.path("invalidity").asText().toUpperCase(Locale.ROOT);
      return new Ran(candidate, 0, Rejected.Kind.valueOf(kind), event.path("what").asText());
    }
    String wrong = event.path("wrong").asText();
    return new Ran(
        candidate,
        event.path("nanos").asLong(),
        wrong.isEmpty() ? null : Rejected.Kind.CORRECTNESS,
        wrong);
  }
}
