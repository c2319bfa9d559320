package dev.foldcast;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.foldcast.Script.Outcome;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Runs the launcher of a source checkout, with a Maven and a setup.sh that are the test's own. */
final class CheckoutLauncherTest {
  private static final String JAR = "target/foldcast-1.2.3/lib/foldcast-1.2.3.jar";
  private static final String MAKE_JAR = "{ mkdir -p target/foldcast-1.2.3/lib; : >" + JAR + "; }";

  @TempDir Path folder = Path.of("");
  private Path checkout = Path.of("");
  private Path source = Path.of("");
  private Path ran = Path.of("");

  @BeforeEach
  void makeCheckout() throws IOException {
    checkout = folder.resolve("my checkout");
    ran = folder.resolve("ran");
    source = checkout.resolve("src/main/java/Main.java");
    Files.createDirectories(source.getParent());
    Files.writeString(source, "class Main {}");
    Path launcher = checkout.resolve("src/main/bin/foldcast");
    Files.createDirectories(launcher.getParent());
    Files.copy(Script.inCheckout("src/main/bin/foldcast"), launcher);
    Script.makeExecutable(launcher);
    Files.writeString(
        checkout.resolve("pom.xml"),
        "<project>\n  <version>1.2.3</version>\n<parent><version>9</version></parent></project>\n");
    Script.write(checkout.resolve("opencl/setup.sh"), "echo setup \"$@\" >>\"$RAN\"");
    Script.write(folder.resolve("jdk/bin/java"), "exit 0");
    Files.writeString(folder.resolve("jdk/release"), "JAVA_VERSION=\"17.0.1\"\n");
    makeMaven("[ -e " + JAR + " ] || " + MAKE_JAR);
  }

  @Test
  void buildsOnceAndAgainAfterAnEdit() throws Exception {
    Outcome first = launch("--version");
    assertEquals(0, first.code(), first.err());
    assertTrue(first.err().startsWith("foldcast: note: building "), first.err());
    assertEquals("", first.out());
    assertEquals(new Outcome(0, "", ""), launch("--version"));
    assertEquals(List.of("mvn -B -q -DskipTests package"), ran());

    Files.setLastModifiedTime(source, FileTime.from(Instant.now()));
    launch("--version");
    // Maven leaves a jar alone that would not change; the launcher must not build for ever.
    launch("--version");
    assertEquals(2, ran().size(), "an edited source");
    Files.delete(source);
    launch("--version");
    assertEquals(3, ran().size(), "a removed source");
  }

  @Test
  void aBuildLeavesTheFilesOfRunningProcessesAlone() throws Exception {
    build();
    makeMaven(MAKE_JAR);
    Path jar = checkout.resolve(JAR);
    Files.writeString(jar, "what runs");
    try (InputStream running = Files.newInputStream(jar)) {
      Files.setLastModifiedTime(source, FileTime.from(Instant.now().plusSeconds(1)));
      launch("--version");
      assertEquals(0, Files.size(jar), "built again");
      assertEquals("what runs", new String(running.readAllBytes(), StandardCharsets.UTF_8));
    }
  }

  @Test
  void looksForADriverOnlyWhereOneIsNeeded() throws Exception {
    build();
    for (String word : List.of("--help", "--version", "-h", "-V", "help")) {
      launch(word);
    }
    launch("sum", "--help");
    launch("sum", "x.npy", "--explain");
    launch();
    assertEquals(List.of(), ran());
    launch("sum", "x.npy");
    assertEquals(List.of("setup --quiet"), ran());
  }

  @Test
  void runsWithClosedStreams() throws Exception {
    build();
    Script.write(checkout.resolve("opencl/setup.sh"), "echo note >&2 && echo found");
    finishEdits();
    for (String closed : List.of("2>&-", "<&- 2>&-", ">&-", "<&- >&- 2>&-")) {
      String line = "exec \"$FOLDCAST\" sum x.npy " + closed;
      Script machine = machine().with("FOLDCAST", launcher());
      assertEquals(0, machine.run(List.of("/bin/sh", "-c", line)).code(), closed);
    }
  }

  @Test
  void packingClassesNeverBuilds() throws Exception {
    assertEquals(new Outcome(0, "", ""), launch("pack-classes"));
    assertEquals(List.of(), ran());
  }

  @Test
  void stopsWhereThereIsNoDriver() throws Exception {
    build();
    Script.write(
        checkout.resolve("opencl/setup.sh"), "echo 'foldcast: error: no driver' >&2; exit 3");
    finishEdits();
    assertEquals(new Outcome(3, "", "foldcast: error: no driver\n"), launch("demo"));
  }

  @Test
  void showsWhyABuildFailed() throws Exception {
    makeMaven("echo '[INFO] noise'; echo '[ERROR] Main.java:1 no such thing'; exit 1");
    Outcome outcome = launch("--version");
    assertEquals(1, outcome.code());
    assertEquals("", outcome.out());
    List<String> lines = outcome.err().lines().toList();
    assertEquals("[ERROR] Main.java:1 no such thing", lines.get(1));
    assertTrue(lines.get(2).startsWith("foldcast: error: the build failed; "), lines.get(2));
    assertEquals(3, lines.size());
  }

  @Test
  void twoStartsAtOnceBuildOnce() throws Exception {
    makeMaven("sleep 0.5; " + MAKE_JAR);
    List<CompletableFuture<Outcome>> starts = new ArrayList<>();
    for (int i = 0; i < 3; i++) {
      starts.add(
          CompletableFuture.supplyAsync(
              () -> {
                try {
                  return launch("--version");
                } catch (Exception e) {
                  throw new CompletionException(e);
                }
              }));
    }
    for (CompletableFuture<Outcome> start : starts) {
      assertEquals(0, start.join().code());
    }
    assertEquals(1, ran().size());
  }

  @Test
  void saysSoWhereThereIsNoMaven() throws Exception {
    Files.delete(folder.resolve("bin/mvn"));
    Path tools =
        Script.tools(folder.resolve("bin"), "sh", "readlink", "sed", "find", "mkdir", "id");
    Outcome outcome = machine().with("PATH", tools).run(List.of(launcher(), "--version"));
    assertEquals(1, outcome.code());
    assertEquals(
        "foldcast: error: no mvn found to build with; install Maven 3.8 or newer\n", outcome.err());
  }

  /** As if built a moment ago. */
  private void build() throws Exception {
    launch("--version");
    Files.deleteIfExists(ran);
  }

  /** Makes the jar newer than all that was edited so far. */
  private void finishEdits() throws IOException {
    Files.setLastModifiedTime(checkout.resolve(JAR), FileTime.from(Instant.now()));
  }

  private void makeMaven(String body) throws IOException {
    Script.write(folder.resolve("bin/mvn"), "echo mvn \"$@\" >>\"$RAN\"\n" + body);
  }

  private Script machine() {
    return new Script(folder)
        .with("PATH", folder.resolve("bin") + ":/usr/bin:/bin")
        .with("JAVA_HOME", folder.resolve("jdk"))
        .with("RAN", ran)
        .with("FOLDCAST_CACHE", folder.resolve("cache"));
  }

  private String launcher() {
    return checkout.resolve("src/main/bin/foldcast").toString();
  }

  private Outcome launch(String... words) throws IOException, InterruptedException {
    List<String> command = new ArrayList<>(List.of(launcher()));
    command.addAll(List.of(words));
    return machine().run(command);
  }

  private List<String> ran() throws IOException {
    return Files.exists(ran) ? Files.readAllLines(ran) : List.of();
  }
}
