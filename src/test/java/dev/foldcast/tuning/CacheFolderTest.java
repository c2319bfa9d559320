package dev.foldcast.tuning;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;

import java.nio.file.Path;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CacheFolderTest {
  @Test
  void binariesLieInTheCacheUnlessToldOtherwise() {
    assertEquals(Path.of("/c/binaries"), binaries(Map.of("FOLDCAST_CACHE", "/c")));
    assertEquals(
        Path.of("/x/foldcast/binaries"), binaries(Map.of("XDG_CACHE_HOME", "/x", "HOME", "/h")));
    assertEquals(
        Path.of("/b"), binaries(Map.of("FOLDCAST_CACHE", "/c", "FOLDCAST_BINARIES", "/b")));
    assertEquals(
        Path.of("/c/binaries"), binaries(Map.of("FOLDCAST_CACHE", "/c", "FOLDCAST_BINARIES", "")));
    assertNull(binaries(Map.of("FOLDCAST_CACHE", "/c", "FOLDCAST_BINARIES", "none")));
    assertNull(binaries(Map.of()));
  }

  @Test
  void processesThatMeasureUseTheFolderThatWasTried(@TempDir Path folder) {
    String given = "foldcast.pocl.folder";
    assertEquals(folder.resolve("pocl"), ChildCommand.programs(folder));
    System.setProperty(given, "/tried");
    try {
      assertEquals(Path.of("/tried/measuring"), ChildCommand.programs(folder));
    } finally {
      System.clearProperty(given);
    }
  }

  private static @Nullable Path binaries(Map<String, String> environment) {
    return CacheFolder.binaries(environment);
  }
}
