package dev.foldcast.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Standard input as a shell gives it to a process: a pipe, a file, nothing. */
@Timeout(1800) // against hangs alone
class StdinTest {
  @TempDir Path folder;

  private record Ran(int code, String out, String err) {}

  @BeforeEach
  void writeInputs() throws IOException {
    Cli.doubles(folder.resolve("x.npy"), "(3,)", 1, 2, 3);
    Cli.doubles(folder.resolve("y.npy"), "(3,)", 4, 5, 6);
    Files.createDirectory(folder.resolve("tmp"));
  }

  /** Runs a script in the folder; {@code foldcast} in it is ours. */
  private ProcessBuilder shell(String script) {
    ProcessBuilder builder =
        new ProcessBuilder("sh", "-c", "foldcast() { " + ours() + " \"$@\"; }\n" + script);
    builder.environment().put("TMPDIR", folder.resolve("tmp").toString());
    return builder.directory(folder.toFile()).redirectError(folder.resolve("stderr").toFile());
  }

  private Ran run(String script) throws Exception {
    Process process = shell(script).start();
    String out = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    int code = process.waitFor();
    return new Ran(code, out, Files.readString(folder.resolve("stderr")));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "cat x.npy | foldcast sum -",
        "foldcast sum - < x.npy",
        "cat x.npy | foldcast sum - --no-map",
        "foldcast sum - --no-map < x.npy"
      })
  void anArrayComesThroughAPipeOrARedirection(String script) throws Exception {
    assertEquals(new Ran(0, "6.0\n", ""), run(script));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "cat x.npy y.npy | { foldcast sum - && foldcast sum -; }",
        "cat x.npy y.npy > two && { foldcast sum - && foldcast sum -; } < two"
      })
  void whatFollowsAnArrayIsLeftToTheNextProcess(String script) throws Exception {
    assertEquals(new Ran(0, "6.0\n15.0\n", ""), run(script));
  }

  @Test
  void anOperandMayComeInAndTheResultGoOut() throws Exception {
    String script =
        "foldcast multiply x.npy - -o - < y.npy | foldcast multiply - y.npy -o out.npy"
            + " && foldcast sum out.npy";
    // 1*4*4 + 2*5*5 + 3*6*6
    assertEquals(new Ran(0, "174.0\n", ""), run(script));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "foldcast sum - < /dev/null                # stdin: is empty",
        "true | foldcast sum -                     # stdin: is empty",
        "head -c 130 x.npy | foldcast sum -        # stdin: stream ends after 2 of 24 data bytes",
        "head -c 130 x.npy > s; foldcast sum - < s # stdin: stream ends after 2 of 24 data bytes",
        "head -c 9 x.npy | foldcast sum -          # stdin: ends after 9 of at least 10 header",
        "echo 1 2 3 | foldcast sum -               # stdin: not a .npy file but text",
        "foldcast sum - < .                        # stdin: cannot be read: Is a directory"
      })
  void whatIsNoArrayIsOneLine(String line) throws Exception {
    String[] parts = line.split(" *# ", 2);
    Ran ran = run(parts[0]);
    assertEquals(4, ran.code, ran.err);
    assertEquals("", ran.out);
    assertTrue(ran.err.startsWith("foldcast: error: " + parts[1]), ran.err);
    assertEquals(1, ran.err.lines().count(), ran.err);
  }

  /** A header of 17 MiB of int8: too many to be kept in memory. */
  private void writeLargeHeader() throws IOException {
    Files.write(
        folder.resolve("header"), Cli.header("|i1", String.format(Locale.ROOT, "(%d,)", 17 << 20)));
  }

  @Test
  void aDiskThatIsTooSmallIsOneLineAndKeepsNothing() throws Exception {
    writeLargeHeader();
    // A limit of the shell's stands for a full disk: a megabyte or two, in its blocks.
    Ran ran = run("ulimit -f 2000; cat header /dev/zero | foldcast sum -");
    assertEquals(4, ran.code, ran.err);
    assertTrue(ran.err.startsWith("foldcast: error: stdin: File too large after "), ran.err);
    assertTrue(ran.err.contains(" bytes of a temporary copy in " + folder.resolve("tmp")), ran.err);
    assertEquals(1, ran.err.lines().count(), ran.err);
    assertEquals(List.of(), kept());
  }

  private List<String> kept() throws IOException {
    try (Stream<Path> files = Files.list(folder.resolve("tmp"))) {
      return files.map(f -> f.getFileName().toString()).toList();
    }
  }

  @Test
  void aTemporaryCopyHasNoNameWhileItIsWritten() throws Exception {
    writeLargeHeader();
    Process process = shell("exec " + ours() + " sum -").start();
    try (OutputStream in = process.getOutputStream()) {
      in.write(Files.readAllBytes(folder.resolve("header")));
      in.write(new byte[1 << 20]);
      in.flush();
      while (!hasSpool(process.pid())) {
        assertTrue(process.isAlive(), () -> "ended early");
        Thread.sleep(20);
      }
      assertEquals(List.of(), kept());
    }
    assertEquals(4, process.waitFor());
    String err = Files.readString(folder.resolve("stderr"));
    assertTrue(err.contains("stream ends after 1048576 of 17825792 data bytes"), err);
  }

  private static String ours() {
    return ProcessTest.foldcast(List.of()).command().stream()
        .map(word -> "'" + word + "'")
        .collect(Collectors.joining(" "));
  }

  private static boolean hasSpool(long pid) throws IOException {
    try (Stream<Path> open = Files.list(Path.of("/proc", Long.toString(pid), "fd"))) {
      return open.anyMatch(
          link -> {
            try {
              return Files.readSymbolicLink(link).toString().endsWith(".spool (deleted)");
            } catch (IOException e) {
              return false;
            }
          });
    }
  }

  @Test
  void aLargeStreamIsSummed() throws Exception {
    writeLargeHeader();
    String bytes = "head -c 17825792 /dev/zero | tr '\\0' '\\1'";
    for (String option : List.of("", " --no-map")) {
      Ran ran = run("{ cat header; " + bytes + "; } | foldcast sum -" + option);
      assertEquals(new Ran(0, "17825792\n", ""), ran);
    }
    assertEquals(List.of(), kept());
  }
}
