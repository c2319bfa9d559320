package dev.foldcast.tuning.report;

import dev.foldcast.tuning.Entry;
import dev.foldcast.tuning.Evidence;
import dev.foldcast.tuning.Key;
import dev.foldcast.tuning.RecordedSearch;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * All that is known of one key: what was found, how, or both.
 *
 * @param entry what was found; null if the search was broken off
 * @param search the last one; null if nothing is recorded
 */
record Tuned(Key key, @Nullable Entry entry, @Nullable RecordedSearch search) {
  private static final Comparator<Tuned> ORDER =
      Comparator.comparing((Tuned t) -> t.key.subject().family())
          .thenComparing(t -> t.key.subject().dtype())
          .thenComparing(t -> t.key.subject().accuracy())
          .thenComparing(t -> t.key.subject().shape().toString())
          .thenComparing(t -> t.key.driver())
          .thenComparing(t -> t.key.kernels());

  /** Entries and searches, of each key the last, in the same order every time. */
  static List<Tuned> of(List<Entry> entries, List<RecordedSearch> searches) {
    Map<Key, Entry> found = new LinkedHashMap<>();
    Map<Key, RecordedSearch> recorded = new LinkedHashMap<>();
    searches.forEach(s -> recorded.put(s.key(), s));
    recorded.forEach(
        (key, search) -> {
          if (search.entry() != null) {
            found.put(key, search.entry());
          }
        });
    entries.forEach(e -> found.put(e.key(), e));
    return Stream.concat(found.keySet().stream(), recorded.keySet().stream())
        .distinct()
        .map(key -> new Tuned(key, found.get(key), recorded.get(key)))
        .sorted(ORDER)
        .toList();
  }

  /** What was found, with its evidence. */
  static Stream<Evidence> evidence(List<Tuned> all) {
    return all.stream().map(Tuned::entry).filter(Objects::nonNull).map(Entry::evidence);
  }

  /** Configurations that were tried. */
  int tried() {
    if (entry != null) {
      return entry.evidence().candidates();
    }
    return search == null ? 0 : search.verified().size();
  }

  /** Configurations among them that must not be used. */
  long rejected() {
    if (entry != null) {
      return entry.evidence().rejected();
    }
    return search == null ? 0 : listed(search);
  }

  /** Rejections that the record of the search tells of. */
  private static long listed(RecordedSearch search) {
    return search.verified().values().stream().filter(r -> r.failure() != null).count();
  }
}
