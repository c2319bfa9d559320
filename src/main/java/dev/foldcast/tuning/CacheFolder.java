package dev.foldcast.tuning;

import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Where what can be made again is kept. */
public final class CacheFolder {
  private CacheFolder() {}

  /**
   * {@code FOLDCAST_CACHE}, else {@code foldcast} in {@code XDG_CACHE_HOME}, else in {@code
   * ~/.cache}; null where none of them is set.
   */
  public static @Nullable Path of(Map<String, String> environment) {
    Path own = path(environment.get("FOLDCAST_CACHE"));
    if (own != null) {
      return own;
    }
    Path shared = path(environment.get("XDG_CACHE_HOME"));
    if (shared != null) {
      return shared.resolve("foldcast");
    }
    Path home = path(environment.get("HOME"));
    return home == null ? null : home.resolve(".cache").resolve("foldcast");
  }

  /**
   * Where programs' binaries are kept: {@code FOLDCAST_BINARIES}, else {@code binaries} in the
   * cache folder; null where there is none, or where that variable is {@code none}.
   */
  public static @Nullable Path binaries(Map<String, String> environment) {
    String own = environment.get("FOLDCAST_BINARIES");
    if ("none".equals(own)) {
      return null;
    }
    Path named = path(own);
    Path cache = of(environment);
    return named != null || cache == null ? named : binaries(cache);
  }

  /** Where they are kept in a cache folder. */
  public static Path binaries(Path cache) {
    return cache.resolve("binaries");
  }

  /**
   * The folder that the launcher has tried, and made for what PoCL writes while this process runs;
   * null where another one serves.
   */
  public static @Nullable Path ofPocl() {
    return path(System.getProperty("foldcast.pocl.folder"));
  }

  private static @Nullable Path path(@Nullable String text) {
    try {
      return text == null || text.isBlank() ? null : Path.of(text);
    } catch (InvalidPathException e) {
      return null;
    }
  }
}
