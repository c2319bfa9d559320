package dev.foldcast.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.foldcast.tuning.Recordings;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The files of {@code foldcast tune}: {@code --export} and {@code --compare}. */
class TuneFilesTest {
  private static final Cli CLI = Cli.open();
  private static final ObjectMapper MAPPER = new ObjectMapper();

  @TempDir private Path folder = Path.of("");
  private String desktop = "";
  private String laptop = "";

  @AfterAll
  static void close() {
    CLI.close();
  }

  /** The desktop has 8 units and wants vectors of 16, the laptop 2 and vectors of 4. */
  @BeforeEach
  void export() throws IOException {
    desktop = export("desktop", 8, 16);
    laptop = export("laptop", 2, 4);
  }

  private String export(String name, int units, int bestVector) throws IOException {
    String text =
        Recordings.export(folder.resolve(name), Recordings.device(name, units), bestVector);
    return Files.writeString(folder.resolve(name + ".json"), text).toString();
  }

  private void failsWith(int code, String what, String... words) {
    Cli.Run run = CLI.run(words);
    assertEquals(code, run.code(), run.err());
    assertTrue(run.err().contains(what), run.err());
    if (code == ExitCode.BAD_INPUT) {
      assertEquals(1, run.errLines().size(), run.err());
      assertTrue(run.err().startsWith("foldcast: error: " + what), run.err());
    }
    assertEquals("", run.out());
  }

  @Test
  void aComparisonIsATableAndASentence() {
    Cli.Run run = CLI.run("tune", "--compare", desktop, laptop);
    assertEquals(0, run.code(), run.err());
    List<String> lines = run.out().lines().toList();
    assertEquals("A  " + desktop + ": desktop cpu of 8 units on pocl, driver 1.0", lines.get(0));
    assertEquals("B  " + laptop + ": laptop cpu of 2 units on pocl, driver 1.0", lines.get(1));
    lines.stream().skip(2).forEach(line -> assertTrue(line.length() <= 100, line));
    String table = String.join("\n", lines).replaceAll(" +", " ");
    // Two widths of vectors too far is 1.5 * 1.5 times as long, and one, the default, 1.5.
    assertTrue(
        table.contains("reduce_full float32 one x huge x huge A 1x64 v16 1.05 1.50 2.25"), table);
    assertTrue(table.contains("\n B 1x16 v4 1.05 1.50 2.25"), table);
    assertTrue(table.contains(" 1.00 the same"), table);
    assertTrue(
        table.endsWith(
            "Each machine wants its own schedule in 1 of 2 operations, where the other's winner takes"
                + " up to\n2.25 times as long on A and 2.25 on B; in 1 one serves both."),
        table);
    assertEquals("", run.err());
  }

  @Test
  void aComparisonAsJson() throws IOException {
    Cli.Run run = CLI.run("tune", "--compare", desktop, laptop, "--json");
    assertEquals(0, run.code(), run.err());
    JsonNode json = MAPPER.readTree(run.out());
    assertEquals(desktop, json.path("a").path("file").asText());
    assertEquals(2, json.path("operations").size());
    JsonNode elementwise = json.path("operations").get(0);
    JsonNode full = json.path("operations").get(1);
    if (full.path("family").asText().equals("elementwise")) {
      JsonNode other = elementwise;
      elementwise = full;
      full = other;
    }
    assertEquals("one_serves_both", elementwise.path("verdict").asText());
    assertEquals("each_its_own", full.path("verdict").asText());
    assertEquals(16, full.path("a").path("winner").path("vector").asInt());
    assertEquals(2.25, full.path("a").path("other_by_winner").asDouble(), 1e-3);
    assertEquals("measured", full.path("b").path("other").asText());
    assertTrue(json.path("conclusion").asText().startsWith("Each machine wants its own"));
  }

  @Test
  void theLongestWordsFit() throws IOException {
    for (String name : List.of(desktop, laptop)) {
      String text =
          Files.readString(Path.of(name))
              .replace("reduce_full", "reduce_columns")
              .replace("float32", "complex128")
              .replace("one x huge x huge", "huge x huge x huge");
      Files.writeString(Path.of(name), text);
    }
    String text =
        Files.readString(Path.of(desktop))
            .replaceFirst(
                "\"workgroup\":1,\"groups\":[0-9]+", "\"workgroup\":1024,\"groups\":131072")
            .replaceFirst("\"tree\":false,\"items\":0", "\"tree\":true,\"items\":65536")
            .replaceFirst("\"kernels\":\"[0-9a-f]+\"", "\"kernels\":\"0123\"");
    Files.writeString(Path.of(desktop), text);
    Cli.Run run = CLI.run("tune", "--compare", desktop, laptop);
    assertTrue(run.out().contains("A* 1024x131072 v16 tree 65536"), run.out());
    assertTrue(run.out().contains("note: * the two were tuned with different kernels"), run.out());
    assertTrue(run.out().contains(" not measured"), run.out());
    run.out().lines().skip(2).forEach(line -> assertTrue(line.length() <= 100, line));
  }

  @Test
  void aMachineBesideItself() {
    Cli.Run run = CLI.run("tune", "--compare", desktop, desktop);
    assertTrue(
        run.out().strip().endsWith("One schedule serves both machines in 2 of 2 operations."),
        run.out());
  }

  @Test
  void whatWasNotMeasuredIsCalledThat() throws IOException {
    for (String name : List.of(desktop, laptop)) {
      JsonNode store = MAPPER.readTree(Path.of(name).toFile());
      store
          .path("entries")
          .forEach(e -> ((com.fasterxml.jackson.databind.node.ObjectNode) e).remove("measured"));
      Files.writeString(Path.of(name), MAPPER.writeValueAsString(store));
    }
    Cli.Run run = CLI.run("tune", "--compare", desktop, laptop);
    assertTrue(run.out().contains(" 1.50 not measured"), run.out());
    assertTrue(
        run.out().contains("in 1 of 2 operations; for 1 the other's was not measured"), run.out());
  }

  @Test
  void filesThatAreNoStoresAreNamed() throws IOException {
    String damaged = folder.resolve("damaged.json").toString();
    Files.writeString(Path.of(damaged), Files.readString(Path.of(desktop)).substring(0, 900));
    failsWith(ExitCode.BAD_INPUT, damaged + ": ", "tune", "--compare", desktop, damaged);
    failsWith(ExitCode.BAD_INPUT, damaged + ": ", "tune", "--compare", damaged, desktop);
    String foreign = folder.resolve("foreign.json").toString();
    Files.writeString(Path.of(foreign), "{\"schema\":\"other\"}");
    failsWith(ExitCode.BAD_INPUT, foreign + ": ", "tune", "--compare", desktop, foreign);
    Files.write(Path.of(foreign), new byte[] {(byte) 0xff, (byte) 0xfe, 0});
    failsWith(ExitCode.BAD_INPUT, foreign + ": ", "tune", "--compare", desktop, foreign);
    String missing = folder.resolve("missing.json").toString();
    failsWith(ExitCode.BAD_INPUT, missing + ": ", "tune", "--compare", missing, desktop);
    failsWith(ExitCode.BAD_INPUT, folder + ": ", "tune", "--compare", folder.toString(), desktop);
  }

  @Test
  void contradictionsAreUsageErrors() throws IOException {
    String file = folder.resolve("out.json").toString();
    failsWith(ExitCode.USAGE, "--compare", "tune", "--compare", desktop, laptop, "--show");
    failsWith(
        ExitCode.USAGE, "--compare", "tune", "--compare", desktop, laptop, "--compare", "c", "d");
    failsWith(ExitCode.USAGE, "--compare", "tune", "--compare", desktop);
    failsWith(ExitCode.USAGE, "--export", "tune", "--forget", "--export", "t4", file);
    failsWith(ExitCode.USAGE, "none of t4, json", "tune", "--show", "--export", "xml", file);
    failsWith(ExitCode.USAGE, "--export", "tune", "--export", "t4");
    assertFalse(Files.exists(Path.of(file)));
  }

  /** Without --show: were it not refused at once, it would tune for a minute. */
  @Test
  void aFileThatCannotBeWrittenIsSaidBeforeTuning() throws IOException {
    String nowhere = folder.resolve("no/such/folder/t4.json").toString();
    failsWith(ExitCode.BAD_INPUT, nowhere + ": ", "tune", "--export", "t4", nowhere);
    failsWith(ExitCode.BAD_INPUT, folder + ": ", "tune", "--export", "json", folder.toString());
    String fine = folder.resolve("fine.json").toString();
    failsWith(
        ExitCode.BAD_INPUT,
        nowhere + ": ",
        "tune",
        "--export",
        "t4",
        fine,
        "--export",
        "t4",
        nowhere);
    try (Stream<Path> files = Files.list(folder)) {
      assertFalse(files.anyMatch(path -> path.toString().contains("fine.json")), "not even a temp");
    }
  }

  @Test
  void whatIsKnownIsExportedWithoutTuning() throws IOException {
    Path t4 = folder.resolve("t4.json");
    Path store = Files.writeString(folder.resolve("store.json"), "an older one");
    Cli.Run run =
        CLI.run(
            "tune",
            "--show",
            "--export",
            "t4",
            t4.toString(),
            "--export",
            "json",
            store.toString());
    assertEquals(0, run.code(), run.err());
    JsonNode results = MAPPER.readTree(Files.readString(t4, UTF_8));
    assertEquals("1.0.0", results.path("schema_version").asText());
    JsonNode entries = MAPPER.readTree(Files.readString(store, UTF_8));
    assertEquals("foldcast-tuning", entries.path("schema").asText());
    assertTrue(entries.path("entries").isArray());
    Cli.Run compared = CLI.run("tune", "--compare", store.toString(), store.toString());
    assertEquals(0, compared.code(), compared.err());
  }
}
