package dev.foldcast.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.foldcast.opencl.ClDevices;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** {@code foldcast bench} on arrays too small to say anything: that it works, not what it says. */
class BenchTest {
  private static final Cli CLI = Cli.open();
  private static final String[] SMALL = {"bench", "--size=64KiB", "--time=1ms"};

  @TempDir Path folder;

  @AfterAll
  static void close() {
    CLI.close();
  }

  private static Cli.Run bench(String... more) {
    String[] words = java.util.Arrays.copyOf(SMALL, SMALL.length + more.length);
    System.arraycopy(more, 0, words, SMALL.length, more.length);
    return CLI.run(words);
  }

  private static JsonNode json(Cli.Run run) throws IOException {
    assertEquals(0, run.code(), run.err());
    return new ObjectMapper().readTree(run.out());
  }

  private static void plausible(JsonNode sample) {
    double median = sample.get("median").asDouble();
    assertTrue(median > 0, sample.toString());
    assertTrue(sample.get("min").asDouble() <= sample.get("low").asDouble(), sample.toString());
    assertTrue(sample.get("low").asDouble() <= median, sample.toString());
    assertTrue(median <= sample.get("high").asDouble(), sample.toString());
    assertTrue(sample.get("high").asDouble() <= sample.get("max").asDouble(), sample.toString());
    assertTrue(sample.get("runs").asInt() >= 3, sample.toString());
  }

  @Test
  void everyFamilyIsMeasuredBesideTheLimits() throws IOException {
    JsonNode json = json(bench("--json", "--dtype=float32,bool"));
    assertEquals(1, json.get("foldcast_bench").asInt());
    assertEquals(65536, json.get("size_bytes").asLong());
    assertTrue(json.get("device").get("name").asText().length() > 0);
    assertEquals(9, json.get("limits").size(), "read, copy and fill beside types and hard sums");
    for (JsonNode limit : json.get("limits")) {
      plausible(limit.get("kernel_seconds"));
      assertTrue(limit.get("gb_per_s").get("median").asDouble() > 0, limit.toString());
    }
    builds(json.get("builds"));
    Set<String> families = new HashSet<>();
    Set<String> keys = new HashSet<>();
    for (JsonNode line : json.get("lines")) {
      families.add(line.get("family").asText());
      assertTrue(keys.add(line.get("key").asText()), "twice: " + line);
      plausible(line.get("kernel_seconds"));
      plausible(line.get("call_seconds"));
      assertTrue(line.get("share_of_limit").asDouble() > 0, line.toString());
      double rate = line.get("gb_per_s").get("median").asDouble();
      double seconds = line.get("kernel_seconds").get("median").asDouble();
      assertEquals(line.get("least_bytes").asLong() / seconds / 1e9, rate, 1e-9 * rate);
    }
    assertEquals(
        Set.of(
            "reduce_full",
            "reduce_rows",
            "reduce_columns",
            "reduce_short",
            "elementwise",
            "outer",
            "general",
            "contract"),
        families);
    assertTrue(keys.contains("float32 reduce_full x exact"), keys.toString());
    assertTrue(keys.contains("float32 reduce_full x fast"), keys.toString());
    assertTrue(keys.contains("bool outer x*row"), keys.toString());
    // A device with memory of its own says where results begin.
    boolean shared =
        ClDevices.choose(null, System.getenv("FOLDCAST_DEVICE")).device().info().hostMemory();
    assertEquals(shared, keys.contains("float32 outer x*row at 16"), keys.toString());
    assertEquals(shared, keys.contains("bool outer x*row at 64"), keys.toString());
  }

  @Test
  void programsAreBuiltFromSourceAndFromWhatIsKept() {
    Cli.Run run = bench("--only=builds", "--dtype=int8");
    assertEquals(0, run.code(), run.err());
    assertTrue(run.out().contains("building, int8 "), run.out());
    assertTrue(run.out().contains("  reduce_full    1000 elements "), run.out());
    assertTrue(run.out().lines().allMatch(line -> line.length() <= 100), run.out());
  }

  private static void builds(JsonNode builds) {
    Set<String> what = new HashSet<>();
    for (JsonNode line : builds) {
      what.add(line.get("family").asText() + " " + line.get("what").asText());
      assertEquals("float32", line.get("dtype").asText());
      plausible(line.get("compiled_seconds"));
      if (line.has("kept_seconds")) { // not every driver hands out what it compiles
        plausible(line.get("kept_seconds"));
      }
    }
    assertEquals(
        Set.of(
            "reduce_full 1000 elements",
            "reduce_full x",
            "reduce_columns axis=0",
            "elementwise x*y"),
        what);
  }

  @Test
  void exactSumsOfHardNumbersAreMeasuredBesideAPlainOne() throws IOException {
    JsonNode json = json(bench("--json", "--dtype=float64,int32", "--only=reduce_full"));
    Set<String> hard = new HashSet<>();
    for (JsonNode line : json.get("lines")) {
      if (line.has("times_fast")) {
        hard.add(line.get("dtype").asText() + " " + line.get("what").asText());
        plausible(line.get("kernel_seconds"));
        assertTrue(line.get("times_fast").asDouble() > 0, line.toString());
      }
    }
    assertEquals(
        Set.of(
            "float64 bytes",
            "float64 mask",
            "float64 pairs",
            "float64 one NaN",
            "float64 wide",
            "float64 all scales"),
        hard);
  }

  @Test
  void theTextFitsAndNamesWhatWasAskedFor() {
    Cli.Run run = bench("--only=reduce_full,outer", "--dtype=float64");
    assertEquals(0, run.code(), run.err());
    List<String> lines = run.out().lines().toList();
    assertTrue(lines.stream().allMatch(line -> line.length() <= 100), run.out());
    for (String start : List.of("  limit          fill", "  reduce_full    x", "  outer")) {
      assertTrue(lines.stream().anyMatch(line -> line.startsWith(start)), start + "\n" + run.out());
    }
    assertTrue(lines.stream().noneMatch(line -> line.startsWith("  reduce_rows")), run.out());
    assertEquals("", run.err());
  }

  @Test
  void anOldRunIsComparedLineByLine() throws IOException {
    Path old = folder.resolve("old.json");
    Files.writeString(old, bench("--json", "--dtype=int8", "--only=reduce_full").out());
    String[] again = {"--dtype=int8,int16", "--only=reduce_full", "--compare", old.toString()};
    Cli.Run text = bench(again);
    assertEquals(0, text.code(), text.err());
    assertTrue(text.out().contains("Beside " + old), text.out());
    assertTrue(text.out().contains("  int8 reduce_full x exact"), text.out());

    String[] asJson = java.util.Arrays.copyOf(again, again.length + 1);
    asJson[again.length] = "--json";
    JsonNode comparison = json(bench(asJson)).get("comparison");
    assertEquals(2, comparison.size(), "sum and max; int16 was not in the old run");
    JsonNode line = comparison.get(0);
    double before = line.get("old_gb_per_s").asDouble();
    double now = line.get("new_gb_per_s").asDouble();
    assertEquals(now / before, line.get("ratio").asDouble(), 1e-12);
    assertTrue(line.get("intervals_apart").isBoolean());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "nothing|no such file",
        "''|not what 'foldcast bench --json'",
        "{|not what",
        "[1, 2]|not what",
        "{\"foldcast_bench\": 1}|not what",
        "{\"foldcast_bench\": 2, \"lines\": []}|not what",
        "{\"foldcast_bench\": 1, \"lines\": [{\"key\": \"x\"}]}|not what"
      })
  void anOldRunThatIsNoneIsOneLine(String text, String error) throws IOException {
    Path old = folder.resolve("old.json");
    if (!text.equals("nothing")) {
      Files.writeString(old, text);
    }
    Cli.Run run = bench("--compare", old.toString());
    assertEquals(ExitCode.BAD_INPUT, run.code());
    assertEquals(1, run.errLines().size(), run.err());
    assertTrue(run.err().startsWith("foldcast: error: " + old + ": " + error), run.err());
    assertEquals("", run.out());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "--only=reduce_ful|none of reduce_full",
        "--dtype=float31|none of bool",
        "--size=1GiBi|is no size",
        "--size=3GiB|not between",
        "--time=soon|is no time"
      })
  void wrongUsageIsOneLine(String option, String error) {
    Cli.Run run = bench(option);
    assertEquals(ExitCode.USAGE, run.code());
    assertEquals(1, run.errLines().size(), run.err());
    assertTrue(run.err().contains(error), run.err());
  }

  @Test
  void methodsAreSideBySideWithTheirAnswers() throws IOException {
    JsonNode json = json(bench("--methods", "--json"));
    assertEquals(16384, json.get("elements").asInt());
    Set<String> names = new HashSet<>();
    for (JsonNode method : json.get("methods")) {
      names.add(method.get("name").asText());
      plausible(method.get("call_seconds"));
      double exact = json.get("exact").asDouble();
      double answer = Double.parseDouble(method.get("answer").asText());
      assertEquals(exact, answer, 1e-3 * exact, method.toString());
      assertTrue(
          method.get("right").asBoolean() || !method.get("name").asText().equals("foldcast"));
    }
    assertTrue(
        names.containsAll(
            List.of("atomic adds", "host loop", "scalar tree", "foldcast", "foldcast fast")),
        names.toString());
    Cli.Run text = bench("--methods");
    assertTrue(text.out().lines().allMatch(line -> line.length() <= 100), text.out());
    assertTrue(text.out().contains("The exact sum, rounded once"), text.out());
  }
}
