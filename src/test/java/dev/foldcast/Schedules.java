package dev.foldcast;

import dev.foldcast.plan.Configuration;
import java.util.List;

/** Schedules that must not change an exact answer. */
final class Schedules {
  private Schedules() {}

  /** One worker, several, groups of them, several parts of an output, and groups that share. */
  static final List<Configuration> OF_ALL_KINDS =
      List.of(
          new Configuration(1, 1, 1, false, 0, 2),
          new Configuration(1, 5, 2, false, 0, 2),
          new Configuration(3, 2, 4, false, 0, 16),
          new Configuration(1, 3, 16, false, 7, 2),
          new Configuration(4, 2, 8, true, 0, 16).withStores(1, 0));
}
