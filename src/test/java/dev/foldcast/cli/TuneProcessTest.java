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
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** {@code foldcast tune} in processes that are killed, and in several at once. */
@Timeout(1800) // against hangs alone
class TuneProcessTest {
  private static final Pattern VERIFIED =
      Pattern.compile("\\{\"event\":\"ran\",\"c\":(\\d+),\"wrong\":\"\"");

  /** More than a tuner may need for its first subject. */
  private static final int HOUR = 3600;

  @TempDir private Path folder = Path.of("");

  private Process start(int number, String... args) throws IOException {
    ProcessBuilder builder =
        ProcessTest.foldcast(List.of(), args)
            .redirectOutput(out(number).toFile())
            .redirectError(err(number).toFile());
    builder.environment().put("FOLDCAST_CACHE", folder.resolve("cache").toString());
    return builder.start();
  }

  private Process tune(int number, int seconds) throws IOException {
    String time = "--time=" + seconds + "s";
    return start(number, "tune", "--only=reduce_full", "--effort=quick", "--size=1MiB", time);
  }

  private Path out(int number) {
    return folder.resolve("out" + number);
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

  /** Waits until something has come to pass; fails if the process ends before. */
  private void await(Process process, int number, Callable<Boolean> passed) throws Exception {
    while (!passed.call()) {
      assertFalse(process.waitFor(5, TimeUnit.MILLISECONDS), () -> read(err(number)));
    }
  }

  /** Kills a tuner, and waits until its measuring processes have seen it and ended. */
  private static void kill(Process tuner) throws Exception {
    List<ProcessHandle> measuring = tuner.descendants().toList();
    tuner.destroyForcibly().waitFor();
    for (ProcessHandle process : measuring) {
      process.onExit().get();
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
    Process killed = tune(1, HOUR);
    await(killed, 1, () -> verified(journal()).size() >= 2);
    kill(killed);
    String before = journal();
    assertFalse(before.contains("\"event\":\"found\""), before);

    Process next = tune(2, HOUR);
    await(next, 2, () -> read(out(2)).contains("reduce_full"));
    kill(next);
    String after = journal();
    assertTrue(after.startsWith(before), "it goes on");
    String first = after.substring(0, after.indexOf("\"event\":\"found\""));
    assertTrue(first.contains("\"event\":\"resumed\""), after);
    assertTrue(verified(first).containsAll(verified(before)), "nothing is verified again");

    // So short a time is for the first subject alone, which is known now.
    assertEquals(0, tune(3, 1).waitFor(), () -> read(err(3)));
    assertTrue(read(out(3)).contains("tuned on "), read(out(3)));
    assertEquals(0, start(4, "tune", "--show", "--only=reduce_full").waitFor());
    assertTrue(read(out(4)).contains("reduce_full"), read(out(4)));
  }

  @Test
  void eightAtOnceDoNotMeasureEachOther() throws Exception {
    Path x = Path.of(Cli.doubles(folder.resolve("x.npy"), "(3,)", 1, 2, 3));
    List<Process> tuners = new ArrayList<>();
    List<Process> users = new ArrayList<>();
    for (int i = 0; i < 4; i++) {
      tuners.add(tune(i, HOUR));
      users.add(start(4 + i, "sum", x.toString()));
    }
    for (int i = 0; i < 4; i++) {
      assertEquals(0, users.get(i).waitFor());
      assertEquals("6.0\n", read(out(4 + i)));
    }
    CountDownLatch refused = new CountDownLatch(3);
    List<CompletableFuture<Void>> ends =
        tuners.stream().map(tuner -> tuner.onExit().thenRun(refused::countDown)).toList();
    refused.await();
    List<Process> tuning = tuners.stream().filter(Process::isAlive).toList();
    assertEquals(1, tuning.size(), "somebody tunes");
    kill(tuning.get(0));
    CompletableFuture.allOf(ends.toArray(new CompletableFuture<?>[0])).get();
    for (int i = 0; i < 4; i++) {
      String said = read(err(i));
      boolean tuned = tuners.get(i) == tuning.get(0);
      assertEquals(tuned ? 137 : 4, tuners.get(i).waitFor(), said);
      assertEquals(tuned ? 0 : 1, said.lines().count(), said);
      assertTrue(tuned || said.contains("another process tunes this device"), said);
    }
  }

  private static String read(Path file) {
    try {
      return Files.readString(file, StandardCharsets.UTF_8);
    } catch (IOException e) {
      return e.toString();
    }
  }
}
