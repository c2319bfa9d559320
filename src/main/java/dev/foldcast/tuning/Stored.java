package dev.foldcast.tuning;

import java.util.List;

/**
 * What a store holds.
 *
 * @param warnings what could not be read: one line each, which names the file
 */
public record Stored(List<Entry> entries, List<Rejected> rejected, List<String> warnings) {
  /** A store of nothing. */
  public static final Stored NOTHING = new Stored(List.of(), List.of(), List.of());

  public Stored {
    entries = List.copyOf(entries);
    rejected = List.copyOf(rejected);
    warnings = List.copyOf(warnings);
  }
}
