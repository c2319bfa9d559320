package dev.foldcast.tuning;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import dev.foldcast.error.FormatException;
import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A store that somebody hands over: read whole or not at all, because a comparison of half of it
 * would mislead.
 *
 * @param file as the user named it
 * @param operations what was found for each, the newest where there are several
 */
public record ExportedStore(String file, Map<Subject, Operation> operations) {
  /** No store of ours comes near. */
  private static final long LARGEST_BYTES = 32 << 20;

  /**
   * An entry and its race.
   *
   * @param raced empty where the file does not tell
   */
  public record Operation(Entry entry, List<Raced> raced) {}

  /**
   * Reads a file.
   *
   * @param name what messages call it
   * @throws FormatException if it cannot be read, or is no store of this version, or is damaged
   */
  public static ExportedStore read(String name, Path file) {
    try {
      if (Files.size(file) > LARGEST_BYTES) {
        throw trouble(name, "is larger than any tuning store", null);
      }
      return read(name, Files.readString(file, UTF_8));
    } catch (NoSuchFileException e) {
      throw trouble(name, "no such file", e);
    } catch (CharacterCodingException e) {
      throw trouble(name, "is no text in UTF-8", e);
    } catch (IOException e) {
      throw trouble(name, "cannot be read: " + UserStore.reason(e), e);
    }
  }

  static ExportedStore read(String name, String text) {
    JsonNode whole = parsed(name, text);
    if (!whole.path("schema").asText().equals(StoreText.SCHEMA)) {
      throw trouble(name, "is no tuning store of Foldcast", null);
    }
    if (whole.path("version").asInt() != StoreText.VERSION) {
      String version = whole.path("version").asText("?");
      String facts =
          String.format(
              Locale.ROOT,
              "has schema version %s, and this Foldcast knows %d",
              version,
              StoreText.VERSION);
      throw trouble(name, facts, null);
    }
    if (!whole.path("entries").isArray()) {
      throw trouble(name, "is damaged: it has no entries", null);
    }
    Map<Subject, Operation> operations = new HashMap<>();
    for (JsonNode json : whole.path("entries")) {
      Operation operation = operation(name, json);
      operations.merge(operation.entry.key().subject(), operation, ExportedStore::newer);
    }
    return new ExportedStore(name, Map.copyOf(operations));
  }

  private static JsonNode parsed(String name, String text) {
    try {
      return JsonText.parse(text);
    } catch (JsonProcessingException e) {
      throw trouble(name, "is damaged, or no tuning store of Foldcast: it is no JSON", e);
    }
  }

  private static Operation operation(String name, JsonNode json) {
    try {
      return new Operation(EntryJson.entry(json), Raced.read(json));
    } catch (IllegalArgumentException | ArithmeticException e) {
      throw trouble(name, "is damaged: an entry makes no sense (" + e.getMessage() + ")", e);
    }
  }

  /** Several drivers of one device; days are written so that their texts are in order. */
  private static Operation newer(Operation a, Operation b) {
    return a.entry.evidence().date().compareTo(b.entry.evidence().date()) > 0 ? a : b;
  }

  private static FormatException trouble(String name, String facts, @Nullable Exception cause) {
    return new FormatException(
        name, facts + "; name a file of 'foldcast tune --export json FILE'", cause);
  }
}
