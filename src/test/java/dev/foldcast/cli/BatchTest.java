package dev.foldcast.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Batches: quoting, answers, exit codes. */
class BatchTest {
  @TempDir Path folder;

  @BeforeEach
  void writeInputs() throws IOException {
    Cli.doubles(folder.resolve("x.npy"), "(2, 2)", 1, 2, 3, 4);
    Cli.doubles(folder.resolve("it's \"x\".npy"), "(1,)", 5);
  }

  private Cli.Run batch(String text) {
    try (Cli cli = Cli.withStdin(text.replace("DIR/", folder + "/"))) {
      return cli.run("batch", "-");
    }
  }

  @Test
  void everyCommandIsAnsweredByOneLine() {
    Cli.Run run =
        batch(
            """
            # comment

            sum DIR/x.npy
            foldcast mean DIR/x.npy --axis=0   # a comment after a command
              sum "DIR/it's \\"x\\".npy"
            sum DIR/'it'\\''s "x".npy' --axis -1 -o DIR/two\\ words.npy
            """);
    assertEquals("", run.err());
    assertEquals(
        List.of(
            "{\"line\":3,\"code\":0,\"result\":\"10.0\"}",
            "{\"line\":4,\"code\":0,\"result\":[\"2.0\",\"3.0\"]}",
            "{\"line\":5,\"code\":0,\"result\":\"5.0\"}",
            String.format(
                Locale.ROOT,
                "{\"line\":6,\"code\":0,\"output\":\"%s\"}",
                folder.resolve("two words.npy"))),
        run.out().lines().toList());
    assertEquals(0, run.code());
    assertTrue(Files.exists(folder.resolve("two words.npy")));
  }

  /** As editors on Windows save it. */
  @Test
  void aByteOrderMarkAndCarriageReturnsAreNoText() throws IOException {
    String lines = "\ufeffsum DIR/x.npy\r\n# comment\r\nmean DIR/x.npy\r\n";
    List<String> answers =
        List.of(
            "{\"line\":1,\"code\":0,\"result\":\"10.0\"}",
            "{\"line\":3,\"code\":0,\"result\":\"2.5\"}");
    assertEquals(answers, batch(lines).out().lines().toList());
    Path file = folder.resolve("commands.txt");
    Files.writeString(file, lines.replace("DIR", folder.toString()));
    try (Cli cli = Cli.open()) {
      assertEquals(answers, cli.run("batch", file.toString()).out().lines().toList());
    }
    assertEquals("", batch("\ufeff").out());
    assertEquals("", batch("").out());
  }

  @Test
  void failuresAreAnswersAndTheHighestIsTheExitCode() {
    Cli.Run run =
        batch(
            """
            sum DIR/nope.npy
            sum DIR/x.npy
            sum -
            sum DIR/x.npy -o -
            batch -
            sum "DIR/x.npy
            nonsense
            sum DIR/x.npy --axis
            sum DIR/x.npy""");
    List<String> lines = run.out().lines().toList();
    int[] codes = {4, 0, 2, 2, 2, 2, 2, 2, 0};
    assertEquals(codes.length, lines.size(), run.out());
    for (int i = 0; i < codes.length; i++) {
      String start =
          String.format(
              Locale.ROOT,
              "{\"line\":%d,\"code\":%d,\"%s\":\"",
              i + 1,
              codes[i],
              codes[i] == 0 ? "result" : "error");
      assertTrue(lines.get(i).startsWith(start), lines.get(i));
    }
    assertEquals("", run.err());
    assertEquals(4, run.code());
  }

  @Test
  void optionsDoNotLeakIntoTheNextLine() {
    Cli.Run run =
        batch(
            """
            sum DIR/x.npy --axis=0 --keepdims --dtype float32 --json
            sum DIR/x.npy
            sum DIR/x.npy --axis=0
            """);
    List<String> lines = run.out().lines().toList();
    assertTrue(lines.get(0).contains("\"result\":[[\"4.0\",\"6.0\"]],\"shape\":[1,2]"), run.out());
    assertTrue(lines.get(0).contains("\"dtype\":\"float32\""), run.out());
    assertEquals("{\"line\":2,\"code\":0,\"result\":\"10.0\"}", lines.get(1));
    assertEquals("{\"line\":3,\"code\":0,\"result\":[\"4.0\",\"6.0\"]}", lines.get(2));
  }

  @Test
  void commandsInAFileAndItsDevice() throws IOException {
    Path file = folder.resolve("commands.txt");
    Files.writeString(
        file, String.format(Locale.ROOT, "sum %s/x.npy\ndevices\nsum --help\n", folder));
    try (Cli cli = Cli.open()) {
      Cli.Run run = cli.run("batch", file.toString());
      assertEquals(0, run.code(), run.err());
      assertEquals(3, run.out().lines().count());
      assertEquals(3, cli.run("batch", file.toString(), "--device", "9:9").code());
    }
  }

  @Test
  void notesAreInTheAnswer() throws IOException {
    Cli.longs(folder.resolve("big.npy"), "(2,)", Long.MAX_VALUE, 1);
    Cli.Run run = batch("sum DIR/big.npy");
    assertTrue(run.out().contains("\"notes\":[\"an integer sum did not fit"), run.out());
    assertEquals("", run.err());
  }

  @Test
  void wordsAreSplitAsInAShell() {
    assertEquals(List.of("a", "b c", "d"), ShellWords.split(" a 'b c'\td "));
    assertEquals(List.of("ab\"c", ""), ShellWords.split("a\"b\\\"\"c ''"));
    assertEquals(List.of("\\n", "$x", "a#b"), ShellWords.split("\"\\n\" '$x' a#b #c"));
    assertEquals(List.of("a b"), ShellWords.split("a\\ b"));
    for (String bad : List.of("'a", "\"a", "a\\", "\"a\\\"")) {
      assertThrows(IllegalArgumentException.class, () -> ShellWords.split(bad), bad);
    }
  }
}
