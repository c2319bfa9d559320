package dev.foldcast.tuning;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.foldcast.plan.Family;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The stores of {@code tuning/}: whole, in their place, and with evidence. */
class ShippedStoreTest {
  private static List<Path> files() throws IOException {
    try (Stream<Path> files = Files.list(Path.of("tuning"))) {
      return files.filter(file -> file.toString().endsWith(".json")).sorted().toList();
    }
  }

  @Test
  void everyFileIsWhole() throws IOException {
    assertFalse(files().isEmpty());
    for (Path file : files()) {
      Stored stored = StoreText.read(file.toString(), Files.readString(file));
      assertEquals(List.of(), stored.warnings());
      assertFalse(stored.entries().isEmpty(), file.toString());
      Set<Subject> subjects = new HashSet<>();
      for (Entry entry : stored.entries()) {
        String what = file + ": " + entry.key();
        assertTrue(subjects.add(entry.key().subject()), what);
        assertTrue(entry.evidence().bytes() > 0 && entry.evidence().candidates() > 1, what);
        assertTrue(entry.evidence().command().startsWith("foldcast tune"), what);
      }
    }
  }

  /** A family's lines are all that it has in the file, read as the whole is. */
  @Test
  void aFamilyIsReadAsTheWholeIs() throws IOException {
    for (Path file : files()) {
      String text = Files.readString(file);
      List<Entry> all = StoreText.read("", text).entries();
      for (Family family : Family.values()) {
        List<Entry> own =
            all.stream().filter(entry -> entry.key().subject().family() == family).toList();
        assertEquals(own, StoreText.read("", text, family).entries(), file + ", " + family);
      }
      String later = text.replaceFirst("\"version\":1", "\"version\":2");
      assertEquals(List.of(), StoreText.read("", later, Family.OUTER).entries());
    }
  }

  @Test
  void everyFileIsFoundByTheDevicesInIt() throws IOException {
    for (Path file : files()) {
      String name = file.getFileName().toString().replace(".json", "");
      for (Entry entry : StoreText.read("", Files.readString(file)).entries()) {
        DeviceKey device = entry.key().device();
        List<String> names =
            List.of(device.file(), device.vendor() + "-" + device.type(), device.type());
        assertTrue(names.contains(name), name + " among " + names);
      }
    }
  }
}
