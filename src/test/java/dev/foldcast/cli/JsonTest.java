package dev.foldcast.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The shape of JSON: of results, devices and traces. */
class JsonTest {
  private static final ObjectMapper MAPPER = new ObjectMapper();
  private static final Cli CLI = Cli.open();

  @TempDir Path folder;

  @AfterAll
  static void close() {
    CLI.close();
  }

  private static JsonNode json(String... args) throws IOException {
    Cli.Run run = CLI.run(args);
    assertEquals(0, run.code(), run.err());
    assertEquals("", run.err());
    return MAPPER.readTree(run.out());
  }

  private static Set<String> names(JsonNode node) {
    Set<String> names = new HashSet<>();
    node.fieldNames().forEachRemaining(names::add);
    return names;
  }

  @Test
  void aResultHasExactlyTheDocumentedFields() throws IOException {
    String x = Cli.doubles(folder.resolve("x.npy"), "(2, 2)", 0.1, 0.2, 1e300, -0.0);
    JsonNode sum = json("sum", x, "--axis=0", "--json");
    assertEquals(
        Set.of(
            "result",
            "shape",
            "dtype",
            "device",
            "configuration",
            "seconds",
            "passes",
            "peak_device_bytes",
            "uploaded_bytes",
            "copied_bytes",
            "readback_bytes"),
        names(sum));
    assertEquals("[\"1e+300\",\"0.2\"]", sum.get("result").toString());
    assertEquals("[2]", sum.get("shape").toString());
    assertEquals("float64", sum.get("dtype").asText());
    assertEquals(
        Set.of("build", "upload", "kernel", "download", "total"), names(sum.get("seconds")));
    assertEquals(16, sum.get("readback_bytes").asLong());
    assertTrue(sum.get("passes").asInt() >= 1);
    assertTrue(sum.get("configuration").get("reason").asText().contains("default"));
    assertTrue(sum.get("seconds").get("total").asDouble() > 0);

    assertEquals("\"1e+300\"", json("sum", x, "--json").get("result").toString());
    assertEquals("[]", json("sum", x, "--json").get("shape").toString());
    JsonNode same = json("multiply", x, x, "--json");
    assertEquals(
        "[[\"0.010000000000000002\",\"0.04000000000000001\"],[\"inf\",\"0.0\"]]",
        same.get("result").toString());
  }

  @Test
  void anOutputIsNamedInsteadOfAResult() throws IOException {
    String x = Cli.doubles(folder.resolve("x.npy"), "(2,)", 1, 2);
    String out = folder.resolve("out.npy").toString();
    JsonNode sum = json("sum", x, "--axis=()", "--json", "-o", out);
    assertEquals(out, sum.get("output").asText());
    assertTrue(!sum.has("result") && Files.exists(Path.of(out)));
  }

  @Test
  void devicesAreListedWithTheDefaultAndWhy() throws IOException {
    JsonNode devices = json("devices", "--json");
    String chosen = devices.get("default").asText();
    assertTrue(devices.get("devices").findValuesAsText("address").contains(chosen));
    assertTrue(!devices.get("reason").asText().isEmpty());
    Cli.Run text = CLI.run("devices", "--device", chosen);
    assertTrue(text.out().contains("Device " + chosen + ": "), text.out());
    assertTrue(text.out().contains("<- default"), text.out());
    assertTrue(text.out().contains("chosen by --device " + chosen), text.out());
    assertTrue(CLI.run("devices", "-v").out().contains("extensions: "));
  }

  @Test
  void aTraceHasATrackForEachKindAndNestsInItsOperation() throws IOException {
    String x = Cli.doubles(folder.resolve("x.npy"), "(100000,)", new double[100_000]);
    Path trace = folder.resolve("trace.json");
    Cli.Run run =
        CLI.run(
            "sum", x, "--trace", trace.toString(), "--configuration", "groups=7,items=64,merge=9");
    assertEquals(0, run.code(), run.err());
    JsonNode events = MAPPER.readTree(trace.toFile()).get("traceEvents");
    Set<String> tracks = new HashSet<>();
    int kernels = 0;
    double last = 0;
    for (JsonNode event : events) {
      if (event.get("name").asText().equals("thread_name")) {
        tracks.add(event.get("args").get("name").asText());
      } else if (event.get("ph").asText().equals("X")) {
        assertTrue(event.get("dur").asDouble() >= 0);
        if (event.get("cat").asText().equals("kernel")) {
          kernels++;
          assertTrue(event.get("ts").asDouble() >= last, "passes run one after the other");
          last = event.get("ts").asDouble() + event.get("dur").asDouble();
        }
      }
    }
    assertEquals(Set.of("build", "upload", "kernel", "download", "write"), tracks);
    // 1563 parts of 64, then 174, 20, 3, 1 records.
    assertEquals(5, kernels);
  }

  @Test
  void reportsForPeopleGoToStderr() throws IOException {
    String x = Cli.doubles(folder.resolve("x.npy"), "(2,)", 1, 2);
    Cli.Run run = CLI.run("sum", x, "-v");
    assertEquals(List.of("3.0"), run.out().lines().toList());
    for (String name : List.of("device", "family", "schedule", "build", "kernel", "total")) {
      assertTrue(run.errLines().stream().anyMatch(l -> l.startsWith(name + " ")), run.err());
    }
    assertTrue(run.errLines().stream().noneMatch(l -> l.contains("#define")));
    assertTrue(CLI.run("sum", x, "-vv").err().contains("#define VEC"));
  }
}
