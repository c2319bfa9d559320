package dev.foldcast.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.RandomAccessFile;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What only a process of its own shows: signals, pipes, missing drivers, loaded classes. */
@Timeout(1800) // against hangs alone
class ProcessTest {
  @TempDir Path folder;

  static ProcessBuilder foldcast(List<String> options, String... args) {
    List<String> command =
        new ArrayList<>(
            List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xshare:auto",
                "-DuniqueLibraryNames=true",
                "-Djava.io.tmpdir=" + System.getProperty("java.io.tmpdir")));
    command.addAll(options);
    command.addAll(List.of("-cp", System.getProperty("java.class.path"), Main.class.getName()));
    command.addAll(List.of(args));
    return new ProcessBuilder(command);
  }

  private Path err() {
    return folder.resolve("stderr");
  }

  private Process start(String... args) throws IOException {
    return foldcast(List.of(), args).redirectError(err().toFile()).start();
  }

  private static String text(InputStream stream) throws IOException {
    return new String(stream.readAllBytes(), StandardCharsets.UTF_8);
  }

  @Test
  void aStreamedResultIsTheFile() throws Exception {
    String x = Cli.doubles(folder.resolve("x.npy"), "(3,)", 1, 2, 3);
    Path file = folder.resolve("file.npy");
    Process toFile = start("sum", x, "--axis=()", "-o", file.toString());
    assertEquals("", text(toFile.getInputStream()));
    assertEquals(0, toFile.waitFor(), () -> read(err()));
    Path piped = folder.resolve("piped.npy");
    Process toPipe = start("sum", x, "--axis=()", "-o", "-");
    Files.copy(toPipe.getInputStream(), piped);
    assertEquals(0, toPipe.waitFor());
    assertEquals(-1, Files.mismatch(file, piped));
  }

  private static String read(Path file) {
    try {
      return Files.readString(file);
    } catch (IOException e) {
      return e.toString();
    }
  }

  @Test
  void aReaderThatGoesIsNoError() throws Exception {
    String x = Cli.doubles(folder.resolve("x.npy"), "(2000, 1)", new double[2000]);
    String y = Cli.doubles(folder.resolve("y.npy"), "(2000,)", new double[2000]);
    Process process = start("multiply", x, y, "-o", "-");
    assertEquals(0x93, process.getInputStream().read());
    process.getInputStream().close();
    assertEquals(0, process.waitFor(), () -> read(err()));
    assertEquals("", read(err()));
  }

  /** Arabic in Egypt has digits of its own, Turkish another capital of i. */
  @ParameterizedTest
  @CsvSource({"ar, EG", "tr, TR"})
  void everyLocaleGetsTheSameText(String language, String country) throws Exception {
    String x = Cli.doubles(folder.resolve("x.npy"), "(2, 3)", 1, 2, 3, 4.5, 1e-300, 1e300);
    List<String> locale = List.of("-Duser.language=" + language, "-Duser.country=" + country);
    List<String> root = List.of("-Duser.language=en", "-Duser.country=");
    for (String line :
        List.of(
            "sum X",
            "sum X --axis=0",
            "mean X --axis=1 --explain",
            "multiply X X",
            "sum X --configuration vector=3",
            "sum X --axis=7",
            "sum X --memory 10",
            "sum --help",
            "devices -v",
            "tune --help")) {
      String[] words = line.replace("X", x).split(" ", -1);
      assertEquals(allThat(root, words), allThat(locale, words), line);
    }
  }

  private static byte[] bytes(Process process, String in) throws Exception {
    try (OutputStream to = process.getOutputStream()) {
      to.write(in.getBytes(StandardCharsets.UTF_8));
    }
    byte[] out = process.getInputStream().readAllBytes();
    process.waitFor();
    return out;
  }

  private Process withCharset(String charset, String... args) throws IOException {
    List<String> options = List.of("-Dstdout.encoding=" + charset, "-Dstderr.encoding=" + charset);
    return foldcast(options, args).redirectError(err().toFile()).start();
  }

  /** US-ASCII is what Java makes of LC_ALL=C; others can show some names and not others. */
  @ParameterizedTest
  @ValueSource(strings = {"US-ASCII", "ISO-8859-1", "UTF-8"})
  void jsonIsUtf8WhateverTheTerminalReads(String charset) throws Exception {
    byte[] answers =
        bytes(
            withCharset(charset, "batch", "-"),
            "sum 'gr\u00f6\u00dfe \u65e5.npy'\nnonsense \u00e9\n");
    String text = new String(answers, StandardCharsets.UTF_8);
    assertTrue(
        text.contains("{\"line\":1,\"code\":4,\"error\":\"gr\u00f6\u00dfe \u65e5.npy: "), text);
    assertTrue(text.contains("nonsense"), text);
    assertFalse(text.contains("?"), text);
  }

  @ParameterizedTest
  @CsvSource({"US-ASCII, UTF-8, \u65e5\u672c", "ISO-8859-1, ISO-8859-1, \\u65e5\\u672c"})
  void aTerminalLosesNoName(String charset, String used, String shown) throws Exception {
    assertEquals(0, bytes(withCharset(charset, "sum", Cli.fixture("npz/names.npz")), "").length);
    String err = new String(Files.readAllBytes(err()), Charset.forName(used));
    assertTrue(err.contains("\u00c5ngstr\u00f6m, " + shown + ", renamed"), err);
  }

  /** Exit code, stdout and stderr of a command. */
  private String allThat(List<String> options, String... words) throws Exception {
    Process process = foldcast(options, words).redirectError(err().toFile()).start();
    String out = text(process.getInputStream());
    return process.waitFor() + "\n" + out + read(err());
  }

  @Test
  void aFullStdoutIsAnError() throws Exception {
    String x = Cli.doubles(folder.resolve("x.npy"), "(1,)", 1);
    Process process =
        foldcast(List.of(), "sum", x)
            .redirectOutput(Path.of("/dev/full").toFile())
            .redirectError(err().toFile())
            .start();
    assertEquals(4, process.waitFor());
    assertTrue(read(err()).startsWith("foldcast: error: stdout: No space left"), read(err()));
  }

  @Test
  void jsonIsUtf8InEveryLocale() throws Exception {
    Process process = foldcast(List.of("-Dfile.encoding=ISO-8859-1"), "batch", "-").start();
    try (var lines = process.getOutputStream()) {
      lines.write("sum \u00f6.npy\n".getBytes(StandardCharsets.UTF_8));
    }
    String answer = text(process.getInputStream());
    assertEquals(4, process.waitFor());
    assertTrue(answer.contains("\u00f6.npy: "), answer);
  }

  /** The launcher's packing of classes: it may take long, and nobody must wait for it. */
  @Test
  void whatComesAfterAnAnswerHoldsNoStreamOfIt() throws Exception {
    Path fifo = folder.resolve("fifo");
    assertEquals(0, new ProcessBuilder("mkfifo", fifo.toString()).start().waitFor());
    Path launcher = folder.resolve("launcher");
    // Goes on until the test opens the other end of the pipe.
    Files.writeString(launcher, "s=$(readlink /proc/$$/fd/[012] | sort -u); echo $1 $s >" + fifo);
    List<String> asked = List.of("-Dfoldcast.packing=" + launcher);
    String x = Cli.doubles(folder.resolve("x.npy"), "(1,)", 1);
    Process process = foldcast(asked, "sum", x).redirectError(err().toFile()).start();
    // Read to its end, which comes when nobody can write there any more.
    assertEquals("1.0\n", text(process.getInputStream()));
    assertEquals(0, process.waitFor(), () -> read(err()));
    assertEquals("pack-classes /dev/null\n", Files.readString(fifo));

    Files.writeString(launcher, "echo never >" + folder.resolve("never"));
    Process failed = foldcast(asked, "sum", "nowhere.npy").redirectError(err().toFile()).start();
    assertEquals(4, failed.waitFor());
    assertTrue(Files.notExists(folder.resolve("never")), "only after an answer");
  }

  @Test
  void ctrlCEndsInCode130AndLeavesNothing() throws Exception {
    Path x = folder.resolve("x.npy");
    long elements = 100_000_000;
    Files.write(x, Cli.header("<f8", String.format(Locale.ROOT, "(%d, 1)", elements)));
    try (RandomAccessFile file = new RandomAccessFile(x.toFile(), "rw")) {
      file.setLength(128 + 8 * elements);
    }
    Path out = folder.resolve("out.npy");
    Process process =
        start(
            "sum",
            x.toString(),
            "--axis=0",
            "-o",
            out.toString(),
            "--configuration",
            "groups=1,vector=1");
    while (process.isAlive() && names().stream().noneMatch(name -> name.endsWith(".tmp"))) {
      assertFalse(process.waitFor(5, TimeUnit.MILLISECONDS), () -> read(err()));
    }
    interrupt(process);
    assertEquals(130, process.waitFor(), () -> read(err()));
    assertEquals(List.of("stderr", "x.npy"), names());
    assertEquals("", read(err()));
  }

  @Test
  void ctrlCEndsAWaitingBatch() throws Exception {
    String x = Cli.doubles(folder.resolve("x.npy"), "(1,)", 1);
    Process process = start("batch", "-");
    process.getOutputStream().write(("sum " + x + "\n").getBytes(StandardCharsets.UTF_8));
    process.getOutputStream().flush();
    // The answer comes before the next line is read.
    byte[] answer = process.getInputStream().readNBytes(35);
    assertEquals(
        "{\"line\":1,\"code\":0,\"result\":\"1.0\"}\n", new String(answer, StandardCharsets.UTF_8));
    interrupt(process);
    assertEquals(130, process.waitFor());
  }

  private static void interrupt(Process process) throws Exception {
    // The shell's own kill: a minimal Debian has no other.
    String command = "kill -INT " + process.pid();
    assertEquals(0, new ProcessBuilder("sh", "-c", command).start().waitFor());
  }

  private List<String> names() throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      return files.map(f -> f.getFileName().toString()).sorted().toList();
    }
  }

  @Test
  void withoutADriverThereIsOneLineAndYetAnExplanation() throws Exception {
    String x = Cli.doubles(folder.resolve("x.npy"), "(2,)", 1, 2);
    Path none = Files.createDirectory(folder.resolve("none"));
    for (String[] args : new String[][] {{"sum", x}, {"devices"}, {"demo"}}) {
      Process process = withoutDriver(none, args);
      assertEquals("", text(process.getInputStream()));
      assertEquals(3, process.waitFor(), () -> read(err()));
      assertEquals(1, read(err()).lines().count(), read(err()));
      assertTrue(read(err()).startsWith("foldcast: error: no OpenCL driver"), read(err()));
    }
    Process process = withoutDriver(none, "sum", x, "--explain");
    assertTrue(text(process.getInputStream()).contains("reduce_full"));
    assertEquals(0, process.waitFor());
    assertTrue(read(err()).startsWith("foldcast: note: no OpenCL device"), read(err()));
    Process missing = withoutDriver(none, "sum", folder.resolve("nope.npy").toString());
    assertEquals(4, missing.waitFor());
  }

  private Process withoutDriver(Path none, String... args) throws IOException {
    ProcessBuilder builder = foldcast(List.of(), args).redirectError(err().toFile());
    builder.environment().put("OCL_ICD_VENDORS", none.toString());
    return builder.start();
  }

  @Test
  void helpAndVersionLoadNoOpenCl() throws Exception {
    for (String[] args :
        new String[][] {
          {"--help"}, {"--version"}, {"sum", "--help"}, {"devices", "--help"}, {"sum", "--nonsense"}
        }) {
      String log = classLog(args);
      assertTrue(log.contains("dev.foldcast.cli.Main"), log);
      assertFalse(log.contains("org.jocl"), String.join(" ", args));
    }
    assertTrue(classLog("devices").contains("org.jocl"));
  }

  private String classLog(String... args) throws Exception {
    Path log = folder.resolve("classes.log");
    Process process =
        foldcast(List.of("-Xlog:class+load:file=" + log), args)
            .redirectError(err().toFile())
            .start();
    process.getInputStream().readAllBytes();
    process.waitFor();
    return Files.readString(log);
  }
}
