package dev.foldcast.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** The whole demo: half a minute and 3 GB. */
@Tag("long")
class DemoTest {
  @Test
  void theDemoIsRightAndLeavesNothing() throws IOException {
    try (Cli cli = Cli.open()) {
      Cli.Run run = cli.run("demo", "--json");
      assertEquals(0, run.code(), run.err());
      JsonNode scenes = new ObjectMapper().readTree(run.out());
      assertEquals(3, scenes.size());
      for (JsonNode scene : scenes) {
        assertTrue(scene.get("right").asBoolean(), run.out());
        assertTrue(scene.get("seconds").asDouble() > 0, run.out());
      }
      assertEquals("16777216.0", scenes.get("stuck_sum").get("naive_answer").asText());
      assertEquals("30000000.0", scenes.get("stuck_sum").get("answer").asText());
    }
    try (Stream<Path> temporary = Files.list(Path.of(System.getProperty("java.io.tmpdir")))) {
      assertTrue(temporary.noneMatch(f -> f.getFileName().toString().startsWith("foldcast-demo")));
    }
  }
}
