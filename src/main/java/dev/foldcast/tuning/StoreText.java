package dev.foldcast.tuning;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.foldcast.plan.Family;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.Consumer;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * The text of a store: one JSON object, in which each entry has a line of its own. Of a damaged
 * text every line that is whole still counts.
 */
final class StoreText {
  static final String SCHEMA = "foldcast-tuning";

  /** Raised when older programs would misread what is written. */
  static final int VERSION = 1;

  private static final Pattern OTHER_VERSION =
      Pattern.compile("\"version\"\\s*:\\s*(?!" + VERSION + "\\b)");

  private final String name;
  private final List<Entry> entries = new ArrayList<>();
  private final List<Rejected> rejected = new ArrayList<>();
  private int unreadable;

  private StoreText(String name) {
    this.name = name;
  }

  static String write(List<Entry> entries, List<Rejected> rejected) {
    return text(
        entries.stream().map(EntryJson::of).toList(),
        rejected.stream().map(EntryJson::of).toList());
  }

  /** The text of entries and rejected configurations that may have fields besides. */
  static String text(List<ObjectNode> entries, List<ObjectNode> rejected) {
    ObjectNode head = JsonNodeFactory.instance.objectNode().put("schema", SCHEMA);
    String start = head.put("version", VERSION).toString();
    return String.format(
        Locale.ROOT,
        "%s,\n\"entries\":[%s],\n\"rejected\":[%s]}\n",
        start.substring(0, start.length() - 1),
        lines(entries),
        lines(rejected));
  }

  private static String lines(List<ObjectNode> items) {
    return items.stream()
        .map(item -> "\n" + item)
        .collect(Collectors.joining(",", "", items.isEmpty() ? "" : "\n"));
  }

  /**
   * Reads a text, as much of it as can be read.
   *
   * @param name what warnings call it
   */
  static Stored read(String name, String text) {
    return new StoreText(name).read(text);
  }

  /**
   * The entries of one family: its lines alone. A store that is exported also has all that was
   * measured, and to read that took a process 0.1 s.
   */
  static Stored read(String name, String text, Family family) {
    StoreText store = new StoreText(name);
    if (!OTHER_VERSION.matcher(text.substring(0, text.indexOf('\n') + 1)).find()) {
      String start = "{\"family\":\"" + family.key() + "\"";
      text.lines().filter(line -> line.startsWith(start)).forEach(store::salvage);
    }
    return new Stored(store.entries, List.of(), List.of());
  }

  private Stored read(String text) {
    JsonNode whole = parsed(text);
    if (whole != null && !whole.path("schema").asText().equals(SCHEMA)) {
      return stored("is no tuning store of Foldcast");
    }
    if (whole != null && whole.path("version").asInt() != VERSION) {
      return stored(
          String.format(
              Locale.ROOT,
              "has schema version %s, and this Foldcast knows %d",
              whole.path("version").asText("?"),
              VERSION));
    }
    if (whole == null || !whole.path("entries").isArray() || !whole.path("rejected").isArray()) {
      if (!OTHER_VERSION.matcher(text).find()) {
        text.lines().forEach(this::salvage);
      }
      int kept = entries.size() + rejected.size();
      return stored(
          String.format(
              Locale.ROOT,
              "is damaged; %s of it can be used",
              kept == 0 ? "nothing" : kept + " entries"));
    }
    whole.path("entries").forEach(json -> add(json, j -> entries.add(EntryJson.entry(j))));
    whole.path("rejected").forEach(json -> add(json, j -> rejected.add(EntryJson.rejected(j))));
    return stored(
        unreadable == 0
            ? ""
            : String.format(Locale.ROOT, "has %d entries that make no sense", unreadable));
  }

  private Stored stored(String trouble) {
    return new Stored(
        entries,
        rejected,
        trouble.isEmpty()
            ? List.of()
            : List.of(name + " " + trouble + "; 'foldcast tune' writes a new one"));
  }

  private static @Nullable JsonNode parsed(String text) {
    try {
      return JsonText.parse(text);
    } catch (JsonProcessingException e) {
      return null;
    }
  }

  private void salvage(String line) {
    String object = line.strip().replaceFirst(",$", "");
    JsonNode json = object.startsWith("{") && object.endsWith("}") ? parsed(object) : null;
    if (json != null && json.has("invalidity")) {
      add(json, j -> rejected.add(EntryJson.rejected(j)));
    } else if (json != null) {
      add(json, j -> entries.add(EntryJson.entry(j)));
    }
  }

  private void add(JsonNode json, Consumer<JsonNode> reader) {
    try {
      reader.accept(json);
    } catch (IllegalArgumentException | ArithmeticException e) {
      unreadable++;
    }
  }
}
