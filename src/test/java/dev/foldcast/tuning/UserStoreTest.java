package dev.foldcast.tuning;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.foldcast.array.DType;
import dev.foldcast.plan.Configuration;
import dev.foldcast.plan.Family;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The user's store, whole and damaged. */
class UserStoreTest {
  private static final Subject FULL =
      Entries.subject(Family.REDUCE_FULL, DType.FLOAT32, "one x huge x huge");
  private static final Subject ROWS =
      Entries.subject(Family.REDUCE_ROWS, DType.FLOAT64, "some x some x some");

  @TempDir private Path folder = Path.of("");
  private UserStore store = new UserStore(folder);
  private Path file = folder;

  @BeforeEach
  void fill() {
    store = new UserStore(folder);
    file = store.file(Entries.DEVICE);
    assertEquals(List.of(), store.put(Entries.of(FULL)));
    assertEquals(List.of(), store.put(Entries.of(ROWS)));
    assertEquals(List.of(), store.put(Entries.rejected(ROWS)));
  }

  private Stored read() {
    return store.read(Entries.DEVICE);
  }

  @Test
  void whatIsPutIsRead() {
    assertEquals(List.of(Entries.of(FULL), Entries.of(ROWS)), read().entries());
    assertEquals(List.of(Entries.rejected(ROWS)), read().rejected());
    assertEquals(List.of(), read().warnings());
  }

  @Test
  void aNewEntryTakesThePlaceOfTheOld() {
    Entry better = Entries.of(Entries.DEVICE, "3.1", FULL, new Configuration(1, 8, 8, false, 0, 2));
    store.put(better);
    assertEquals(List.of(Entries.of(ROWS), better), read().entries());
    Entry otherDriver = Entries.of(Entries.DEVICE, "4.0", FULL, Entries.CONFIGURATION);
    store.put(otherDriver);
    assertEquals(List.of(Entries.of(ROWS), better, otherDriver), read().entries());
  }

  @Test
  void whatIsForgottenIsGone() {
    assertEquals(List.of(), store.forget(Entries.DEVICE, s -> s.family() == Family.REDUCE_ROWS));
    assertEquals(List.of(Entries.of(FULL)), read().entries());
    assertEquals(List.of(), read().rejected());
  }

  @Test
  void theFileIsJsonOfTheDocumentedForm() throws IOException {
    JsonNode json = new ObjectMapper().readTree(Files.readString(file));
    assertEquals("foldcast-tuning", json.get("schema").asText());
    assertEquals(1, json.get("version").asInt());
    JsonNode first = json.get("entries").get(0);
    assertEquals("reduce_full", first.get("family").asText());
    assertEquals("one x huge x huge", first.get("shape").asText());
    assertEquals(37, first.get("configuration").get("workgroup").asInt());
    assertEquals(0.52, first.get("evidence").get("default_gb_per_s").asDouble()); // 2^20 / 2 ms
    assertEquals("timeout", json.get("rejected").get(0).get("invalidity").asText());
    try (Stream<Path> files = Files.list(file.getParent())) {
      assertEquals(2, files.count(), "the file and its lock");
    }
  }

  private void warnsOnceOf(String what) {
    Stored stored = read();
    assertEquals(1, stored.warnings().size(), stored.warnings().toString());
    String warning = stored.warnings().get(0);
    assertTrue(warning.startsWith(file.toString()) && warning.contains(what), warning);
  }

  @Test
  void aTruncatedFileKeepsTheEntriesBeforeTheCut() throws IOException {
    String whole = Files.readString(file);
    for (int length = 0; length < whole.length() - 3; length += 7) {
      Files.writeString(file, whole.substring(0, length));
      String left = whole.substring(0, length) + "\n";
      int first = whole.indexOf("{\"family\"");
      boolean hasFirst = length >= whole.indexOf("\n", first) - 1;
      assertEquals(hasFirst, read().entries().contains(Entries.of(FULL)), left);
      assertEquals(1, read().warnings().size(), left);
    }
  }

  @Test
  void garbageNeverThrowsAndTakesItsOwnLinesOnly() throws IOException {
    byte[] whole = Files.readAllBytes(file);
    Random random = new Random(3);
    for (int round = 0; round < 500; round++) {
      byte[] damaged = whole.clone();
      int at = random.nextInt(damaged.length);
      damaged[at] = (byte) random.nextInt();
      Files.write(file, damaged);
      int kept = read().entries().size();
      int lines =
          (int)
              new String(whole, 0, at, java.nio.charset.StandardCharsets.UTF_8)
                  .chars()
                  .filter(c -> c == '\n')
                  .count();
      int others = lines == 2 || lines == 3 ? 1 : 2;
      assertTrue(kept >= others || lines <= 1, "seed 3, round " + round + ", byte " + at);
    }
    byte[] noise = new byte[4096];
    random.nextBytes(noise);
    Files.write(file, noise);
    warnsOnceOf("damaged");
  }

  @Test
  void foreignFilesAndOtherVersionsAreNamed() throws IOException {
    String whole = Files.readString(file);
    Files.writeString(file, "[1, 2]");
    warnsOnceOf("is no tuning store");
    Files.writeString(file, whole.replace("\"version\":1", "\"version\":2"));
    warnsOnceOf("has schema version 2, and this Foldcast knows 1");
    Files.writeString(file, whole.replace("\"version\":1", "\"version\":2").substring(0, 800));
    warnsOnceOf("damaged; nothing");
  }

  @Test
  void anEntryThatMakesNoSenseCostsItselfAlone() throws IOException {
    String whole = Files.readString(file);
    for (String[] change :
        new String[][] {
          {"\"workgroup\":37", "\"workgroup\":-1"},
          {"\"workgroup\":37", "\"workgroup\":99999999999"},
          {"\"workgroup\":37", "\"workgroup\":\"many\""},
          {"\"ratio\":0.5", "\"ratio\":0"},
          {"reduce_full", "reduce_empty"},
          {"one x huge x huge", "one"},
          {"float32", "float31"}
        }) {
      Files.writeString(file, whole.replaceFirst(change[0], change[1]));
      assertEquals(List.of(Entries.of(ROWS)), read().entries(), change[1]);
      warnsOnceOf("1 entries that make no sense");
    }
  }

  @Test
  void fieldsMayComeAndGo() throws IOException {
    ObjectMapper mapper = new ObjectMapper();
    ObjectNode json = (ObjectNode) mapper.readTree(Files.readString(file));
    ObjectNode schedule = (ObjectNode) json.get("entries").get(0).get("configuration");
    schedule.put("store", "nontemporal").remove("merge");
    Files.writeString(file, mapper.writeValueAsString(json));
    assertEquals(37, read().entries().get(0).configuration().workGroup());
    assertEquals(List.of(), read().warnings());
  }

  @Test
  void aDamagedFileIsPutAsideWhenItIsWritten() throws IOException {
    String whole = Files.readString(file);
    String damaged = whole.substring(0, whole.length() - 100);
    Files.writeString(file, damaged);
    Subject columns = Entries.subject(Family.REDUCE_COLUMNS, DType.FLOAT32, "some x some x some");
    assertEquals(1, store.put(Entries.of(columns)).size());
    assertEquals(3, read().entries().size());
    assertEquals(List.of(), read().warnings());
    assertEquals(damaged, Files.readString(Path.of(file + ".damaged")));
  }

  @Test
  void aStoreThatCannotBeWrittenCostsAWarning() throws IOException {
    Path blocked = Files.createFile(folder.resolve("blocked"));
    UserStore none = new UserStore(blocked);
    List<String> warnings = none.put(Entries.of(FULL));
    assertEquals(1, warnings.size());
    assertTrue(warnings.get(0).contains("cannot be written"), warnings.get(0));
    assertEquals(List.of(), none.read(Entries.DEVICE).entries());
    assertFalse(Files.isDirectory(blocked));
  }
}
