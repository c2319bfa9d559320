package dev.foldcast.cli;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.foldcast.tuning.JsonText;
import java.util.List;

/** Makes and writes JSON. */
final class Json {
  private Json() {}

  static ObjectNode object() {
    return JsonNodeFactory.instance.objectNode();
  }

  static ArrayNode array(List<? extends JsonNode> items) {
    return JsonNodeFactory.instance.arrayNode().addAll(items);
  }

  static ArrayNode array(long[] numbers) {
    ArrayNode array = JsonNodeFactory.instance.arrayNode();
    for (long number : numbers) {
      array.add(number);
    }
    return array;
  }

  /**
   * Reads a text.
   *
   * @throws JsonProcessingException if it is no JSON
   */
  static JsonNode parse(String text) throws JsonProcessingException {
    return JsonText.parse(text);
  }

  /** On one line. */
  static String compact(JsonNode node) {
    return node.toString();
  }

  /** With line breaks and indentation. */
  static String pretty(JsonNode node) {
    return node.toPrettyString();
  }
}
