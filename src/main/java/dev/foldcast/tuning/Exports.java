package dev.foldcast.tuning;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Predicate;

/**
 * What is known of a device, as texts to take elsewhere: nothing in them tells whose computer it
 * is.
 */
public final class Exports {
  private final Stored stored;
  private final List<RecordedSearch> searches;

  /**
   * Reads what is known.
   *
   * @param cache the folder that keeps it
   * @param which operations count
   * @throws dev.foldcast.error.FormatException if the journal is there and cannot be read
   */
  public Exports(Path cache, DeviceKey device, Predicate<Subject> which) {
    Stored all = new UserStore(cache).read(device);
    stored =
        new Stored(
            all.entries().stream().filter(e -> which.test(e.key().subject())).toList(),
            all.rejected().stream().filter(r -> which.test(r.key().subject())).toList(),
            List.of());
    searches =
        RecordedSearch.of(cache, device).stream()
            .filter(s -> which.test(s.key().subject()))
            .toList();
  }

  /** The entries. */
  public List<Entry> entries() {
    return stored.entries();
  }

  /** The searches that are recorded, in their order, broken-off ones too. */
  public List<RecordedSearch> searches() {
    return searches;
  }

  /** Every recorded search as T4 results, schema 1.0.0. */
  public String t4() {
    return T4.text(searches, stored.rejected());
  }

  /** The entries in the form of {@code tuning/*.json}, each with what its race measured. */
  public String store() {
    return StoreText.text(
        stored.entries().stream().map(this::entry).toList(),
        stored.rejected().stream().map(Exports::shareable).map(EntryJson::of).toList());
  }

  private ObjectNode entry(Entry entry) {
    ObjectNode json = EntryJson.of(entry);
    searches.stream()
        .filter(s -> s.key().equals(entry.key()) && !s.rounds().isEmpty())
        .reduce((earlier, later) -> later)
        .ifPresent(search -> Raced.put(Raced.of(search), json));
    return json;
  }

  private static Rejected shareable(Rejected rejected) {
    return new Rejected(
        rejected.key(), rejected.configuration(), rejected.kind(), withoutFolders(rejected.what()));
  }

  /** Compilers name files with the folders that they lie in, and those often name people. */
  static String withoutFolders(String text) {
    return text.replaceAll("(?<![\\w.])(?:~?/|[A-Za-z]:\\\\)(?:[^\\s/\\\\:'\"]+[/\\\\])+", "");
  }
}
