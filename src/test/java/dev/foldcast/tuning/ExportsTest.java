package dev.foldcast.tuning;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.foldcast.error.FormatException;
import dev.foldcast.plan.Configuration;
import dev.foldcast.plan.Family;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What {@code tune --export} writes, from searches whose every time is known. */
class ExportsTest {
  private static final DeviceKey DEVICE = Recordings.device("any", 2);
  private static final Key KEY = Recordings.key(DEVICE, Family.REDUCE_FULL);
  private static final List<Configuration> CANDIDATES = Recordings.candidates(2);
  private static final String LOG =
      "clBuildProgram: /home/someone/.cache/foldcast/pocl/A/program.cl:3:1: error: expected ')'";

  private static final Map<Integer, Simulated.Fault> FAULTS =
      Map.of(
          1, new Simulated.Fault(Rejected.Kind.COMPILE, LOG),
          2, new Simulated.Fault(Rejected.Kind.CORRECTNESS, "3 is not 4"),
          3, new Simulated.Fault(Rejected.Kind.TIMEOUT, "did not end within 2.0 s"),
          4, new Simulated.Fault(Rejected.Kind.CONSTRAINTS, "no memory"),
          5, new Simulated.Fault(Rejected.Kind.RUNTIME, "died", Simulated.Fault.EARLIER));

  private static final ObjectMapper MAPPER = new ObjectMapper();

  @TempDir private Path cache = Path.of("");

  /** The default takes 1 ms, vectors of 16 half of it, and 16 groups of them a tenth more. */
  private static double seconds(Configuration c) {
    return c.vector() != 16 ? 1e-3 : c.groups() == 16 ? 5.5e-4 : 5e-4;
  }

  @BeforeEach
  void record() {
    Recordings.record(cache, KEY, CANDIDATES, ExportsTest::seconds, FAULTS, 1, 0);
  }

  private Exports exports() {
    return new Exports(cache, DEVICE, subject -> true);
  }

  private JsonNode t4() throws IOException {
    return MAPPER.readTree(exports().t4());
  }

  private static JsonNode of(JsonNode t4, int candidate) {
    JsonNode found = null;
    for (JsonNode result : t4.path("results")) {
      Configuration c = ConfigurationJson.read(result.path("configuration"));
      if (c.equals(CANDIDATES.get(candidate))) {
        assertTrue(found == null, "twice: " + c);
        found = result;
      }
    }
    return Objects.requireNonNull(found, () -> "no result of " + candidate);
  }

  private static JsonNode measurement(JsonNode result, String name) {
    for (JsonNode measurement : result.path("measurements")) {
      if (measurement.path("name").asText().equals(name)) {
        return measurement;
      }
    }
    throw new AssertionError("no " + name + " in " + result);
  }

  @Test
  void t4HasEveryCandidateWithItsTimesAndFailures() throws IOException {
    JsonNode t4 = t4();
    assertEquals("1.0.0", t4.path("schema_version").asText());
    assertEquals("milliseconds", t4.path("metadata").path("timeunit").asText());
    assertEquals(CANDIDATES.size(), t4.path("results").size());
    String[] invalidity = {
      "correct", "compile", "correctness", "timeout", "constraints", "runtime", "correct"
    };
    for (int c = 0; c < invalidity.length; c++) {
      assertEquals(invalidity[c], of(t4, c).path("invalidity").asText());
      assertEquals(c == 0 || c == 6 ? 1 : 0, of(t4, c).path("correctness").asInt());
    }
    JsonNode byDefault = of(t4, 0);
    assertEquals("reduce_full", byDefault.path("problem").path("family").asText());
    assertTrue(byDefault.path("times").path("runtimes").size() > 21, "rounds and 21 pairs");
    byDefault.path("times").path("runtimes").forEach(ms -> assertEquals(1, ms.asDouble(), 1e-9));
    JsonNode slower = of(t4, 6); // 16 groups
    assertTrue(slower.path("times").path("runtimes").size() > 1);
    slower.path("times").path("runtimes").forEach(ms -> assertEquals(0.55, ms.asDouble(), 1e-9));
    assertEquals(0.55, measurement(slower, "time").path("value").asDouble(), 1e-9);
    assertEquals("ms", measurement(slower, "time").path("unit").asText());
    assertEquals(0.55, measurement(slower, "time_by_default").path("value").asDouble(), 1e-9);
    assertEquals(0, of(t4, 3).path("times").path("runtimes").size());
    assertEquals(
        "did not end within 2.0 s", measurement(of(t4, 3), "reason").path("value").asText());
  }

  /** The schema's rules in our words; the schema itself is asked in the next test. */
  @Test
  void t4KeepsTheRulesOfItsSchema() throws IOException {
    T4Rules.check(t4());
    Exports nothing = new Exports(cache, Recordings.device("another", 2), subject -> true);
    T4Rules.check(MAPPER.readTree(nothing.t4()));
  }

  @Test
  void theSchemaThatKernelTunerHasAcceptsIt() throws IOException, InterruptedException {
    Path file = Files.writeString(cache.resolve("t4.json"), exports().t4());
    Path log = cache.resolve("log");
    Process python;
    try {
      python =
          new ProcessBuilder("python3", "-", file.toString())
              .redirectInput(Path.of("src/test/resources/tuning/check_t4.py").toFile())
              .redirectErrorStream(true)
              .redirectOutput(log.toFile())
              .start();
    } catch (IOException e) {
      Assumptions.abort("python3 is not there");
      return;
    }
    int code = python.waitFor();
    Assumptions.assumeTrue(code != 77, () -> "Kernel Tuner or jsonschema is not installed");
    assertEquals(0, code, Files.readString(log, UTF_8));
  }

  @Test
  void aStoreIsReadAsShippedOnesAre() throws IOException {
    String text = exports().store();
    Stored read = StoreText.read("shipped", text);
    Stored own = new UserStore(cache).read(DEVICE);
    assertEquals(List.of(), read.warnings());
    assertEquals(own.entries(), read.entries());
    assertEquals(CANDIDATES.get(7), read.entries().get(0).configuration());
    assertEquals(5, read.rejected().size());
    JsonNode json = MAPPER.readTree(text);
    assertEquals("foldcast-tuning", json.path("schema").asText());
    assertEquals(1, json.path("version").asInt());
  }

  @Test
  void aStoreTellsWhatEachCandidateTookAndTheUsersOwnDoesNot() throws IOException {
    Map<Subject, ExportedStore.Operation> read =
        ExportedStore.read("a", exports().store()).operations();
    List<Raced> raced = Objects.requireNonNull(read.get(KEY.subject())).raced();
    assertEquals(
        List.of(0, 6, 7, 8),
        raced.stream().map(r -> CANDIDATES.indexOf(r.configuration())).toList());
    assertEquals(List.of(1.0, 0.55, 0.5, 0.5), raced.stream().map(Raced::ratio).toList());
    assertTrue(raced.stream().allMatch(r -> r.rounds() > 0));
    Path file = new UserStore(cache).file(DEVICE);
    String own = Files.readString(file, UTF_8);
    assertFalse(own.contains("measured"), own);
    ExportedStore without = ExportedStore.read("b", file);
    assertEquals(
        List.of(), Objects.requireNonNull(without.operations().get(KEY.subject())).raced());
  }

  @Test
  void nothingTellsWhoseComputerItIs() {
    for (String text : List.of(exports().t4(), exports().store())) {
      assertFalse(text.contains("someone"), text);
      assertFalse(text.contains(cache.toString()), text);
      assertTrue(text.contains("clBuildProgram: program.cl:3:1: error: expected ')'"), text);
    }
    assertEquals("a/b and 1/2", Exports.withoutFolders("a/b and 1/2"));
    assertEquals("in k.cl", Exports.withoutFolders("in C:\\Users\\someone\\k.cl"));
  }

  @Test
  void aJournalThatCannotBeReadIsNamed() throws IOException {
    DeviceKey other = Recordings.device("other", 2);
    Path journal = Workshop.journal(cache.resolve("tuning"), other);
    Files.createDirectory(journal);
    FormatException thrown =
        assertThrows(FormatException.class, () -> new Exports(cache, other, subject -> true));
    assertEquals(journal.toString(), thrown.file());
  }

  @Test
  void onlyWhatIsAskedForIsExported() throws IOException {
    Exports none = new Exports(cache, DEVICE, subject -> subject.family() == Family.OUTER);
    assertEquals(0, MAPPER.readTree(none.t4()).path("results").size());
    assertEquals(Map.of(), ExportedStore.read("none", none.store()).operations());
    assertEquals(0, MAPPER.readTree(none.store()).path("rejected").size());
  }

  @Test
  void aFileThatIsNoWholeStoreIsNamed() {
    String whole = exports().store();
    for (String text :
        List.of(
            "",
            "[1, 2]",
            "{\"schema\":\"another\"}",
            whole.substring(0, whole.length() - 20),
            whole.replace("\"version\":1", "\"version\":2"),
            whole.replace("\"ratio\":0.55", "\"ratio\":0"),
            whole.replace("\"entries\"", "\"entrees\""),
            whole.replaceFirst("\"vector\":16", "\"vector\":17"))) {
      String message =
          String.valueOf(
              assertThrows(FormatException.class, () -> ExportedStore.read("x.json", text), text)
                  .getMessage());
      assertTrue(
          message.startsWith("x.json: ") && message.endsWith("--export json FILE'"), message);
      assertEquals(1, message.lines().count(), message);
    }
    Path missing = cache.resolve("missing.json");
    assertThrows(FormatException.class, () -> ExportedStore.read("missing.json", missing));
  }
}
