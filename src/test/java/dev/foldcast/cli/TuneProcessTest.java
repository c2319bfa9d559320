package dev.foldcast.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** {@code foldcast tune} in processes that are killed, and in several at once. */
@Timeout(600)
class TuneProcessTest {
  private static final Pattern VERIFIED =
      Pattern.compile("\\{\"event\":\"ran\",\"c\":(\\d+),\"wrong\":\"\"");

  @TempDir private Path folder = Path.of("");

  private Process start(int number, String... args) throws IOException {
    ProcessBuilder builder =
        ProcessTest.foldcast(List.of(), args)
            .redirectOutput(folder.resolve("out" + number).toFile())
            .redirectError(err(number).toFile());
    builder.environment().put("FOLDCAST_CACHE", folder.resolve("cache").toString());
    return builder.start();
  }

  private Process tune(int number, int seconds) throws IOException {
    String time = "--time=" + seconds + "s";
    return start(number, "tune", "--only=reduce_full", "--effort=quick", "--size=1MiB", time);
  }

  private Path err(int number) {
    return folder.resolve("err" + number);
  }

  private String journal() throws IOException {
    Path tuning = folder.resolve("cache/tuning");
    if (!Files.exists(tuning)) {
      return "";
    }
    try (Stream<Path> files = Files.list(tuning)) {
      List<Path> found = files.filter(f -> f.toString().endsWith(".journal")).toList();
      return found.isEmpty() ? "" : Files.readString(found.get(0));
    }
  }

  private static Set<String> verified(String journal) {
    Set<String> all = new HashSet<>();
    Matcher matcher = VERIFIED.matcher(journal);
    while (matcher.find()) {
      assertTrue(all.add(matcher.group(1)) || matcher.group(1).equals("0"), "verified twice");
    }
    return all;
  }

  @Test
  void aTunerThatIsKilledGoesOnWhereItWas() throws Exception {
    Process killed = tune(1, 300);
    while (verified(journal()).size() < 2) {
      assertFalse(killed.waitFor(5, TimeUnit.MILLISECONDS), () -> read(err(1)));
    }
    List<ProcessHandle> measuring = killed.descendants().toList();
    killed.destroyForcibly().waitFor();
    for (ProcessHandle process : measuring) {
      process.onExit().get(60, TimeUnit.SECONDS);
    }
    String before = journal();
    assertFalse(before.contains("\"event\":\"found\""), before);

    assertEquals(0, tune(2, 8).waitFor(), () -> read(err(2)));
    String after = journal();
    assertTrue(after.startsWith(before), "it goes on");
    String first = after.substring(0, after.indexOf("\"event\":\"found\""));
    assertTrue(first.contains("\"event\":\"resumed\""), after);
    assertTrue(verified(first).containsAll(verified(before)), "nothing is verified again");
    assertTrue(Files.readString(folder.resolve("out2")).contains("reduce_full"));

    assertEquals(0, start(3, "tune", "--show", "--only=reduce_full").waitFor());
    assertTrue(Files.readString(folder.resolve("out3")).contains("reduce_full"));
  }

  @Test
  void eightAtOnceDoNotMeasureEachOther() throws Exception {
    Path x = Path.of(Cli.doubles(folder.resolve("x.npy"), "(3,)", 1, 2, 3));
    List<Process> tuners = new ArrayList<>();
    List<Process> users = new ArrayList<>();
    for (int i = 0; i < 4; i++) {
      tuners.add(tune(i, 8));
      users.add(start(4 + i, "sum", x.toString()));
    }
    int done = 0;
    for (int i = 0; i < 4; i++) {
      int code = tuners.get(i).waitFor();
      done += code == 0 ? 1 : 0;
      String said = read(err(i));
      assertTrue(code == 0 || code == 4, said);
      assertTrue(code == 0 || said.contains("another process tunes this device"), said);
      assertEquals(code == 0 ? 0 : 1, said.lines().count(), said);
      assertEquals(0, users.get(i).waitFor());
      assertEquals("6.0\n", Files.readString(folder.resolve("out" + (4 + i))));
    }
    assertTrue(done >= 1, "somebody tunes");
  }

  private static String read(Path file) {
    try {
      return Files.readString(file, StandardCharsets.UTF_8);
    } catch (IOException e) {
      return e.toString();
    }
  }
}
