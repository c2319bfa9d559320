package dev.foldcast.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.foldcast.error.DeviceException;
import dev.foldcast.error.MemoryException;
import dev.foldcast.error.NoDeviceException;
import dev.foldcast.error.ShapeException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Everything that a user can get wrong: the documented exit code, one line, nothing left over. */
class ExitCodeTest {
  private static final Cli CLI = Cli.open();

  @TempDir static Path folder;

  @BeforeAll
  static void writeInputs() throws IOException {
    Cli.doubles(folder.resolve("x.npy"), "(3, 4)", Cli.values(12, i -> (double) i));
    Cli.doubles(folder.resolve("y.npy"), "(4, 3)", Cli.values(12, i -> (double) i));
    byte[] whole = Files.readAllBytes(folder.resolve("x.npy"));
    Files.write(folder.resolve("truncated.npy"), Arrays.copyOf(whole, whole.length - 9));
    Files.write(folder.resolve("header.npy"), Arrays.copyOf(whole, 30));
    Files.write(folder.resolve("garbage.npy"), new byte[] {5, 4, 3, 2, 1, 0, 9, 8, 7, 6});
    Files.write(folder.resolve("empty.npy"), new byte[0]);
    Files.writeString(folder.resolve("text.npy"), "1,2,3\n");
    Files.copy(Path.of(Cli.fixture("refused/object.npy")), folder.resolve("object.npy"));
    Files.copy(Path.of(Cli.fixture("npz/savez.npz")), folder.resolve("archive.npz"));
    Files.copy(folder.resolve("garbage.npy"), folder.resolve("garbage.npz"));
    Files.createDirectory(folder.resolve("folder"));
  }

  @AfterAll
  static void close() {
    CLI.close();
  }

  /** {@code DIR/} stands for the folder. */
  private static Cli.Run run(String line) {
    String[] args =
        ShellWords.split(line).stream()
            .map(word -> word.replace("DIR/", folder + "/"))
            .toArray(String[]::new);
    return CLI.run(args);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "2 | sum                                    | missing required parameter: 'FILE'",
        "2 | multiply DIR/x.npy                     | missing required parameter: 'B'",
        "2 | sum DIR/x.npy DIR/y.npy                | one argument too many",
        "2 | summ DIR/x.npy                         | did you mean sum?",
        "2 | sum DIR/x.npy --axsi=1                 | did you mean --axis?",
        "2 | --nonsense                             | unknown option",
        "2 | sum DIR/x.npy --axis=one               | names no axes",
        "2 | sum DIR/x.npy --axis=                  | names no axes",
        "2 | sum DIR/x.npy --axis=99999999999       | names no axes",
        "2 | sum DIR/x.npy --dtype=int7             | none of bool, int8",
        "2 | sum DIR/x.npy --accuracy=good          | none of exact, fast",
        "2 | sum DIR/x.npy --memory=1MiB            | the least is 64MiB",
        "2 | sum DIR/x.npy --memory=lots            | is no size",
        "2 | sum DIR/x.npy --configuration=vector=3 | vector width",
        "2 | sum DIR/x.npy --configuration=batch=48 | a power of two from 4 to 1024",
        "2 | sum DIR/x.npy --configuration=registers=8 | 16 to 255, or 0",
        "2 | sum DIR/x.npy --configuration=speed=9  | none of workgroup",
        "2 | sum DIR/x.npy --explain --json         | leave one of them out",
        "2 | sum DIR/x.npy -o - --json              | both print to stdout",
        "3 | sum DIR/x.npy --device 9:9             | no device matches",
        "3 | sum DIR/x.npy --device nonesuch        | no device matches",
        "3 | sum DIR/x.npy --explain --device 9:9   | no device matches",
        "4 | sum DIR/nope.npy                       | no such file",
        "4 | sum DIR/folder                         | is a folder",
        "4 | sum ''                                 | is no file name",
        "4 | sum DIR/truncated.npy                  | is the download complete?",
        "4 | sum DIR/header.npy                     | header",
        "4 | sum DIR/garbage.npy                    | not a .npy file",
        "4 | sum DIR/empty.npy                      | file is empty",
        "4 | sum DIR/text.npy                       | not a .npy file but text",
        "4 | sum DIR/object.npy                     | object",
        "2 | multiply - -                           | stdin can be read as one operand only",
        "4 | sum -                                  | stdin: is empty",
        "4 | sum DIR/a.npz:x                        | a.npz:x: no such file",
        "4 | sum DIR/a.npz                          | a.npz: no such file",
        "4 | sum DIR/archive.npz                    | It has x, z, n, none",
        "4 | sum DIR/archive.npz:                   | no such member; it has x, z, n, none",
        "4 | sum DIR/archive.npz:y                  | no such member; it has x, z, n, none",
        "4 | sum DIR/x.npy:y                        | is a .npy file, which has no members: name it alone",
        "4 | sum DIR/garbage.npz:y                  | no end record of a zip file",
        "4 | sum DIR/x.npy --axis=2                 | axis 2 is out of range for shape (3, 4)",
        "4 | sum DIR/x.npy --axis=-3                | axis -3 is out of range",
        "4 | sum DIR/x.npy --axis=0,-2              | named twice",
        "4 | sum DIR/x.npy --dtype=int32            | no defined value",
        "4 | multiply DIR/x.npy DIR/y.npy           | cannot broadcast (3, 4) with (4, 3)",
        "4 | sum DIR/x.npy -o DIR/folder            | is a folder",
        "4 | sum DIR/x.npy -o DIR/none/out.npy      | there is no folder",
        "4 | sum DIR/x.npy --trace DIR/none/t.json  | there is no folder",
        "4 | batch DIR/nope.txt                     | no such file"
      })
  void wrongUsageIsOneLineAndItsCode(int code, String line, String says) throws IOException {
    List<String> before = names();
    Cli.Run run = run(line);
    assertEquals(1, run.errLines().size(), run.err());
    assertTrue(run.err().startsWith("foldcast: error: "), run.err());
    assertTrue(run.err().contains(says), run.err());
    assertEquals("", run.out());
    assertEquals(code, run.code());
    assertEquals(before, names());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "4 | sum DIR/truncated.npy -o DIR/out.npy",
        "4 | sum DIR/x.npy --axis=7 -o DIR/out.npy",
        "4 | multiply DIR/x.npy DIR/y.npy -o DIR/out.npy",
        "2 | sum DIR/x.npy -o DIR/out.npy --axs=0"
      })
  void aFailureLeavesNoOutput(int code, String line) throws IOException {
    wrongUsageIsOneLineAndItsCode(code, line, "");
    assertFalse(Files.exists(folder.resolve("out.npy")));
  }

  private static List<String> names() throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      return files.map(f -> f.getFileName().toString()).sorted().toList();
    }
  }

  @Test
  void withoutArgumentsThereIsHelpAndExitCodeTwo() {
    Cli.Run run = CLI.run();
    assertEquals(2, run.code());
    assertEquals("", run.out());
    assertTrue(run.err().startsWith("Usage: foldcast"));
  }

  @Test
  void theStackTraceIsForDebugOnly() {
    assertEquals(1, run("sum DIR/nope.npy").errLines().size());
    assertTrue(run("sum DIR/nope.npy --debug").err().contains("\tat dev.foldcast."));
  }

  @Test
  void longResultsAsJsonNeedAnOutput() throws IOException {
    String big = Cli.doubles(folder.resolve("big.npy"), "(1001,)", new double[1001]);
    Cli.Run run = CLI.run("sum", big, "--axis=()", "--json");
    assertEquals(4, run.code());
    assertTrue(run.err().contains("write it with -o"), run.err());
    Files.delete(Path.of(big));
  }

  @Test
  void eachCauseHasItsCode() {
    assertEquals(3, Failure.of(new NoDeviceException("none")).code());
    assertEquals(4, Failure.of(new ShapeException("shape")).code());
    assertEquals(4, Failure.of(new MemoryException("memory", 2, 1)).code());
    assertEquals(5, Failure.of(new DeviceException("driver", "clFinish", -5, "", null)).code());
    assertEquals(1, Failure.of(new IllegalStateException("a\nbug")).code());
    assertEquals(4, Failure.of(new OutOfMemoryError("Java heap space")).code());
    Failure threads = Failure.of(new OutOfMemoryError("unable to create native thread: possibly"));
    assertEquals(4, threads.code());
    assertTrue(threads.message().contains("ulimit -u"), threads.message());
    String line = Failure.of(new IllegalStateException("a\nbug")).message();
    assertTrue(line.startsWith("internal error: ") && !line.contains("\n"), line);
    assertTrue(line.contains("--debug"), line);
  }
}
