package dev.foldcast;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Tests that run out of disk fail in ways that tell little: this one says so. */
class DiskSpaceTest {
  private static void require(long bytes, String what) throws IOException {
    Path folder = Path.of(System.getProperty("java.io.tmpdir"));
    long free = Files.getFileStore(folder).getUsableSpace();
    assertTrue(
        free >= bytes,
        () ->
            String.format(
                Locale.ROOT,
                "%s needs %d bytes of disk at %s, which has %d",
                what,
                bytes,
                folder,
                free));
  }

  @Test
  void thereIsDiskForTheTests() throws IOException {
    require(1_000_000_000L, "mvn verify");
  }

  @Test
  @Tag("long")
  void thereIsDiskForTheLongTests() throws IOException {
    require(6_000_000_000L, "mvn verify -Plong");
  }
}
