package dev.foldcast.cli;

import dev.foldcast.Array;
import dev.foldcast.ReduceOptions;
import org.jspecify.annotations.Nullable;

/** The commands that reduce an array, by name. */
final class Reductions {
  private Reductions() {}

  /** The reduced array; null if no such command has the name. */
  static @Nullable Array of(String name, Array x, ReduceOptions options) {
    return switch (name) {
      case "sum" -> x.sum(options);
      case "mean" -> x.mean(options);
      case "max" -> x.max(options);
      case "min" -> x.min(options);
      default -> null;
    };
  }
}
