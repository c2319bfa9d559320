package dev.foldcast.tuning;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.foldcast.array.DType;
import dev.foldcast.plan.Accuracy;
import java.util.Locale;

/**
 * A workload of a type and size: what the measuring process is asked to prepare.
 *
 * @param workload its name
 * @param bytes of the largest operand
 * @param working bytes of memory that all operands of all runs together come from, at least: more
 *     than caches hold
 */
public record Trial(String workload, DType dtype, Accuracy accuracy, long bytes, long working) {
  /** Elements of the largest operand. */
  long size() {
    return bytes / dtype.itemBytes();
  }

  ObjectNode json() {
    return JsonNodeFactory.instance
        .objectNode()
        .put("workload", workload)
        .put("dtype", dtype.numpyName())
        .put("accuracy", accuracy.name().toLowerCase(Locale.ROOT))
        .put("bytes", bytes)
        .put("working", working);
  }

  static Trial read(JsonNode json) {
    return new Trial(
        json.path("workload").asText(),
        DType.named(json.path("dtype").asText()).orElseThrow(),
        Accuracy.valueOf(json.path("accuracy").asText().toUpperCase(Locale.ROOT)),
        json.path("bytes").asLong(),
        json.path("working").asLong());
  }

  @Override
  public String toString() {
    return String.format(
        Locale.ROOT,
        "%s of %s, %d bytes, %s",
        workload,
        dtype,
        bytes,
        accuracy.name().toLowerCase(Locale.ROOT));
  }
}
