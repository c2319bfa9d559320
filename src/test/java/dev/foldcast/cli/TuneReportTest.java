package dev.foldcast.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code foldcast tune --report}. */
class TuneReportTest {
  private static final Cli CLI = Cli.open();

  @TempDir private Path folder = Path.of("");

  @Test
  void whatIsKnownBecomesAPage() throws Exception {
    Path page = folder.resolve("tuned.html");
    Files.writeString(page, "old");
    Cli.Run run = CLI.run("tune", "--show", "--report", page.toString());
    assertEquals(0, run.code(), run.err());
    assertEquals(
        "html",
        DocumentBuilderFactory.newInstance()
            .newDocumentBuilder()
            .parse(page.toFile())
            .getDocumentElement()
            .getTagName());
    assertEquals(List.of("tuned.html"), files());
  }

  private List<String> files() throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      return files.map(f -> f.getFileName().toString()).toList();
    }
  }

  @Test
  void aPageThatCannotBeWrittenIsSaidBeforeAnythingIsDone() {
    Path missing = folder.resolve("missing").resolve("tuned.html");
    for (String device : List.of("cpu", "no such device")) {
      Cli.Run run = CLI.run("tune", "--report", missing.toString(), "--device", device);
      assertEquals(4, run.code(), run.err());
      assertEquals(1, run.errLines().size(), run.err());
      assertTrue(run.err().contains("there is no folder"), run.err());
      assertEquals("", run.out());
    }
  }

  @Test
  void whatFailsLeavesTheOldPage() throws IOException {
    Path page = folder.resolve("tuned.html");
    Files.writeString(page, "old");
    Cli.Run run = CLI.run("tune", "--report", page.toString(), "--device", "no such device");
    assertEquals(3, run.code(), run.err());
    assertEquals("old", Files.readString(page));
    assertEquals(List.of("tuned.html"), files());
  }

  @Test
  void forgettingMakesNoPage() throws IOException {
    Path page = folder.resolve("tuned.html");
    Cli.Run run = CLI.run("tune", "--forget", "--report", page.toString());
    assertEquals(2, run.code(), run.err());
    assertEquals(List.of(), files());
  }
}
