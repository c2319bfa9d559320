package dev.foldcast.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.foldcast.Foldcast;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code bench --serve}: one answer a line, whatever the line. */
class BenchServerTest {
  @TempDir Path folder;

  @Test
  void operationsAreTimedOnArraysThatStay() throws IOException {
    String x = Cli.doubles(folder.resolve("x.npy"), "(2, 3)", 1, 2, 3, 4, 5, 6);
    Path out = folder.resolve("out.npy");
    Path means = folder.resolve("means.npy");
    List<String> lines =
        List.of(
            "load x " + x,
            "sum x axis=1 fast",
            "multiply x x",
            "write " + out + " multiply x x",
            "limit copy",
            "write " + means + " mean x axis=1",
            "sum y",
            "sum x slowly",
            "multiply x",
            "frob",
            "",
            "load z " + folder.resolve("none.npy"),
            "free x",
            "sum x");
    List<JsonNode> answers = new ArrayList<>();
    try (Cli cli = Cli.withStdin(String.join("\n", lines))) {
      Cli.Run run = cli.run("bench", "--serve", "--size=64KiB");
      assertEquals(0, run.code(), run.err());
      for (String line : run.out().lines().toList()) {
        answers.add(new ObjectMapper().readTree(line));
      }
    }
    assertEquals(lines.size(), answers.size());
    assertEquals("(2, 3)", answers.get(0).get("shape").asText());
    JsonNode sum = answers.get(1);
    assertTrue(sum.get("kernel_seconds").asDouble() > 0, sum.toString());
    assertTrue(sum.get("call_seconds").asDouble() > 0, sum.toString());
    assertEquals(48, sum.get("read_bytes").asLong());
    assertEquals(16, sum.get("written_bytes").asLong());
    assertEquals(48, answers.get(2).get("written_bytes").asLong());
    assertTrue(answers.get(4).get("gb_per_s").get(0).asDouble() > 0);
    for (int i : new int[] {6, 7, 8, 9, 10, 11, 13}) {
      assertTrue(answers.get(i).has("error"), lines.get(i) + ": " + answers.get(i));
    }
    assertTrue(answers.get(12).isEmpty(), "an array can be freed");
    try (Foldcast foldcast = Foldcast.open()) {
      assertEquals(91, foldcast.npy(out).sum().toDouble());
      assertEquals(2 + 5, foldcast.npy(means).sum().toDouble());
    }
  }
}
