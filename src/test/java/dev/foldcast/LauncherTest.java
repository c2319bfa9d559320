package dev.foldcast;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.foldcast.Script.Outcome;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Runs the launcher of a distribution, with a Java that only writes down how it was called. */
final class LauncherTest {
  private static final String MAIN = "dev.foldcast.cli.Main";

  /** Records words and environment; "packs" a class archive; exits as told. */
  private static final String RECORDER =
      """
      for word in "$@"; do
        case $word in
          -XX:SharedArchiveFile=*) archive=${word#*=} ;;
          -Xshare:dump) dump=1 ;;
        esac
      done
      if [ -n "${dump:-}" ]; then
        echo packed >>"$RECORD.dumps"
        [ -n "${NO_DUMP:-}" ] || echo classes >"$archive"
        exit 0
      fi
      printf '%s\\n' "$@" >"$RECORD"
      echo "${POCL_CACHE_DIR-unset}" >"$RECORD.pocl"
      stat -c %a "${POCL_CACHE_DIR-/}" >"$RECORD.mode" 2>/dev/null
      echo "${FOLDCAST_BINARIES-unset}" >"$RECORD.binaries"
      echo "${LD_PRELOAD-unset}" >"$RECORD.preload"
      cat >"$RECORD.stdin"
      exit "${FAKE_EXIT:-0}"
      """;

  @TempDir Path folder = Path.of("");
  private Path home = Path.of("");
  private Path java = Path.of("");
  private Path record = Path.of("");

  @BeforeEach
  void makeDistribution() throws IOException {
    home = folder.resolve("my programs/foldcast");
    Files.createDirectories(home.resolve("bin"));
    Files.createDirectories(home.resolve("lib"));
    copyLauncher(home.resolve("bin/foldcast"));
    Files.createFile(home.resolve("lib/another.jar"));
    Files.createFile(home.resolve("lib/foldcast-1.2.3.jar"));
    java = folder.resolve("my jdk");
    Script.write(java.resolve("bin/java"), RECORDER);
    Files.writeString(java.resolve("release"), "IMPLEMENTOR=\"x\"\nJAVA_VERSION=\"21.0.1\"\n");
    record = folder.resolve("record");
  }

  @Test
  void passesWordsAndExitCodeUnchanged() throws Exception {
    Outcome outcome = launch(machine().with("FAKE_EXIT", 5), "eval", "a * b", "", "x=$y", "--");
    assertEquals(new Outcome(5, "", ""), outcome);
    assertEquals(List.of("eval", "a * b", "", "x=$y", "--"), wordsAfterMain());
    assertEquals(
        home.resolve("lib/foldcast-1.2.3.jar") + ":" + home.resolve("lib/another.jar"),
        after("-cp"));
  }

  @Test
  void passesStdinToTheCommandOnly() throws Exception {
    machine().run(List.of(home.resolve("bin/foldcast").toString(), "sum", "-"), "data");
    assertEquals("data", Files.readString(folder.resolve("record.stdin")));
  }

  @Test
  void crashFilesGoToTheCache() throws Exception {
    launch(machine(), "--version");
    Path expected = folder.resolve("cache/foldcast-crash-%p.log");
    assertTrue(recorded().contains("-XX:ErrorFile=" + expected), recorded().toString());
  }

  @Test
  void userOptionsComeAfterOurs() throws Exception {
    launch(machine().with("FOLDCAST_JAVA_OPTS", "-Xmx1g -XX:+UseG1GC"), "--version");
    List<String> words = recorded();
    assertTrue(words.indexOf("-XX:+UseG1GC") > words.indexOf("-XX:+UseSerialGC"));
    assertTrue(words.indexOf("-XX:+UseG1GC") < words.indexOf("-cp"));
    assertEquals(List.of("--version"), wordsAfterMain());
  }

  @Test
  void findsItselfThroughLinksPathAndCurrentFolder() throws Exception {
    Path bin = Files.createDirectory(folder.resolve("my bin"));
    Files.createSymbolicLink(bin.resolve("inner"), home.resolve("bin/foldcast"));
    Files.createSymbolicLink(bin.resolve("foldcast"), Path.of("inner"));
    assertEquals(0, machine().run(List.of(bin.resolve("foldcast").toString())).code());
    Script onPath = machine().with("PATH", bin + ":/usr/bin:/bin");
    assertEquals(0, onPath.run(List.of("/bin/sh", "-c", "foldcast")).code());
    String here = "cd 'my programs/foldcast/bin' && sh foldcast";
    assertEquals(0, machine().run(List.of("/bin/sh", "-c", here)).code());
  }

  @Test
  void saysWhichJavaIsMissing() throws Exception {
    Path tools = Script.tools(folder.resolve("tools"), "sh", "readlink", "sed", "mkdir", "id");
    Script noJava = new Script(folder).with("PATH", tools);
    assertError(launch(noJava, "sum"), "no java found; install a JDK 17 or newer");
    assertError(launch(noJava.with("JAVA_HOME", folder), "sum"), "has no bin/java");
  }

  @ParameterizedTest
  @ValueSource(strings = {"11.0.22", "1.8.0_392", "16"})
  void refusesAnOldJava(String version) throws Exception {
    Files.writeString(java.resolve("release"), "JAVA_VERSION=\"" + version + "\"\n");
    assertError(launch(machine(), "sum"), "is Java " + version + "; Foldcast needs 17 or newer");
    Files.delete(java.resolve("release"));
    Script.write(java.resolve("bin/java"), "echo 'openjdk version \"" + version + "\"' >&2");
    assertError(launch(machine(), "sum"), "is Java " + version + "; Foldcast needs 17 or newer");
  }

  @Test
  void asksAJavaWithoutReleaseFile() throws Exception {
    Files.delete(java.resolve("release"));
    String version = "[ \"$1\" != -version ] || { echo 'java version \"17\" 2021' >&2; exit; }\n";
    Script.write(java.resolve("bin/java"), version + RECORDER);
    assertEquals(0, launch(machine(), "sum").code());
  }

  @Test
  void packsClassesOnce() throws Exception {
    launch(machine(), "--version");
    assertTrue(Files.notExists(folder.resolve("record.dumps")), "--version touches no driver");
    launch(machine(), "sum");
    launch(machine(), "sum");
    assertEquals(1, Files.readAllLines(folder.resolve("record.dumps")).size());
    assertTrue(recorded().stream().anyMatch(w -> w.startsWith("-XX:SharedArchiveFile=")));
    Files.writeString(home.resolve("lib/foldcast-1.2.3.jar"), "new");
    launch(machine(), "sum");
    assertEquals(2, Files.readAllLines(folder.resolve("record.dumps")).size(), "a newer jar");
  }

  @Test
  void runsWhereClassesCannotBePacked() throws Exception {
    Script machine = machine().with("NO_DUMP", 1);
    assertEquals(new Outcome(0, "", ""), launch(machine, "sum"));
    assertEquals(new Outcome(0, "", ""), launch(machine, "sum"));
    assertEquals(1, Files.readAllLines(folder.resolve("record.dumps")).size(), "no second try");
    assertFalse(recorded().stream().anyMatch(w -> w.startsWith("-XX:SharedArchiveFile=")));
  }

  @Test
  void everyProcessHasANewFolderForPocl() throws Exception {
    launch(machine(), "sum");
    Path first = Path.of(poclCache());
    assertEquals("700", Files.readString(folder.resolve("record.mode")).strip());
    assertTrue(recorded().contains("-Dfoldcast.pocl.folder=" + first), recorded().toString());
    launch(machine(), "sum");
    assertNotEquals(first.toString(), poclCache());
    assertTrue(Files.notExists(first), "its process is dead");
    launch(machine(), "--version");
    assertEquals("unset", poclCache(), "which needs none");
    launch(machine().with("POCL_CACHE_DIR", "/elsewhere"), "sum");
    assertEquals("/elsewhere", poclCache());
    assertFalse(recorded().stream().anyMatch(w -> w.startsWith("-Dfoldcast.pocl.folder=")));
  }

  @Test
  void onlyFoldersOfDeadProcessesAreRemoved() throws Exception {
    // Tuning prefers the temporary folder, which is this test's alone.
    Path temporary = Files.createDirectory(folder.resolve("tmp"));
    Script machine = machine().with("TMPDIR", temporary);
    launch(machine, "tune");
    Path dead = Path.of(poclCache());
    assertEquals(temporary, dead.getParent());
    Files.writeString(dead.resolve("left"), "something");
    String stem = dead.toString().substring(0, dead.toString().lastIndexOf('-') + 1);
    Path alive = Files.createDirectory(Path.of(stem + ProcessHandle.current().pid()));
    Path elsewhere = Files.createDirectory(temporary.resolve("foldcast-pocl-1-999999999"));
    Path target = Files.createDirectory(folder.resolve("target"));
    Path link = Files.createSymbolicLink(Path.of(stem + "999999999"), target);
    launch(machine, "tune");
    assertTrue(Files.notExists(dead));
    assertTrue(Files.exists(alive), "its process lives");
    assertTrue(Files.exists(elsewhere), "its process may live in another container");
    assertTrue(Files.exists(link) && Files.exists(target), "not ours");
  }

  @Test
  void poclsFolderAllowsExecutionAndHasSpace() throws Exception {
    for (String options : List.of("noexec", "size=64k", "ro")) {
      Path disk = Files.createDirectory(folder.resolve(options));
      assumeTrue(mount(options, disk), "no mount");
      try {
        Script machine = machine().with("TMPDIR", disk);
        assertEquals(new Outcome(0, "", ""), launch(machine, "tune"));
        assertEquals(folder.resolve("cache"), Path.of(poclCache()).getParent(), options);
        // Where the cache folder is the bad one, another serves.
        Script bad = machine().with("TMPDIR", disk).with("FOLDCAST_CACHE", disk.resolve("cache"));
        assertEquals(0, launch(bad, "tune").code());
        assertFalse(poclCache().startsWith(disk.toString()), poclCache());
        try (Stream<Path> left = Files.list(disk)) {
          assertTrue(left.noneMatch(path -> path.toString().contains("pocl")), options);
        }
      } finally {
        assertTrue(run("umount", disk.toString()));
      }
    }
  }

  private static boolean mount(String options, Path disk) throws Exception {
    return run("mount", "-t", "tmpfs", "-o", options, "tmpfs", disk.toString());
  }

  private static boolean run(String... command) throws Exception {
    try {
      ProcessBuilder.Redirect nowhere = ProcessBuilder.Redirect.DISCARD;
      return new ProcessBuilder(command).redirectError(nowhere).start().waitFor() == 0;
    } catch (IOException e) {
      return false;
    }
  }

  @Test
  void keepsJavasSignalHandlersApartFromTheDrivers() throws Exception {
    // A Java whose path has no blank, with a library that loads: the one that runs this test.
    Path real = Path.of(System.getProperty("java.home"), "lib/libjsig.so");
    Path plain = Files.createDirectory(folder.resolve("jdk"));
    Script.write(plain.resolve("bin/java"), RECORDER);
    Files.copy(java.resolve("release"), plain.resolve("release"));
    Path jsig = Files.createDirectory(plain.resolve("lib")).resolve("libjsig.so");
    Files.createSymbolicLink(jsig, real);
    assertEquals(new Outcome(0, "", ""), launch(machine().with("JAVA_HOME", plain), "sum"));
    assertEquals(jsig.toString(), preloaded());
    Script other = machine().with("JAVA_HOME", plain).with("LD_PRELOAD", real);
    assertEquals(new Outcome(0, "", ""), launch(other, "sum"));
    assertEquals(jsig + ":" + real, preloaded());
    Files.delete(jsig);
    assertEquals(new Outcome(0, "", ""), launch(machine().with("JAVA_HOME", plain), "sum"));
    assertEquals("unset", preloaded(), "a Java without it");
  }

  @Test
  void preloadsNothingThatTheLoaderCannotName() throws Exception {
    Path jsig = Files.createDirectory(java.resolve("lib")).resolve("libjsig.so");
    Files.createFile(jsig);
    assertEquals(new Outcome(0, "", ""), launch(machine(), "sum"));
    assertEquals("unset", preloaded());
  }

  @Test
  void runsWithoutAWritableCache() throws Exception {
    // Nothing can be made below /dev/null, not even by root.
    Script readOnly = machine().with("FOLDCAST_CACHE", "/dev/null/cache").with("TMPDIR", folder);
    assertEquals(new Outcome(0, "", ""), launch(readOnly, "sum"));
    String binaries = Files.readString(folder.resolve("record.binaries")).strip();
    assertTrue(binaries.matches(folder + "/foldcast-\\d+/binaries"), binaries);
    assertEquals(new Outcome(0, "", ""), launch(readOnly.with("FOLDCAST_BINARIES", "none"), "sum"));
    assertEquals("none", Files.readString(folder.resolve("record.binaries")).strip());
    Script nothing = readOnly.with("TMPDIR", "/dev/null/tmp");
    assertEquals(new Outcome(0, "", ""), launch(nothing, "sum"));
  }

  @Test
  void saysSoWhereTheDistributionIsBroken() throws Exception {
    Files.delete(home.resolve("lib/foldcast-1.2.3.jar"));
    assertError(launch(machine(), "sum"), "no foldcast jar in");
    Path copy = folder.resolve("copies/foldcast");
    copyLauncher(copy);
    assertError(machine().run(List.of(copy.toString())), "link to it instead of copying it");
  }

  private Script machine() {
    return new Script(folder)
        .with("JAVA_HOME", java)
        .with("RECORD", record)
        .with("FOLDCAST_CACHE", folder.resolve("cache"));
  }

  private Outcome launch(Script script, String... words) throws Exception {
    List<String> command = new ArrayList<>(List.of(home.resolve("bin/foldcast").toString()));
    command.addAll(List.of(words));
    return script.run(command);
  }

  private static void copyLauncher(Path to) throws IOException {
    Files.createDirectories(to.getParent());
    Files.copy(Script.inCheckout("src/main/bin/foldcast"), to);
    Script.makeExecutable(to);
  }

  private static void assertError(Outcome outcome, String fact) {
    assertEquals(1, outcome.code(), outcome.err());
    assertEquals(1, outcome.err().lines().count(), outcome.err());
    assertTrue(outcome.err().startsWith("foldcast: error: "), outcome.err());
    assertTrue(outcome.err().contains(fact), outcome.err());
    assertEquals("", outcome.out());
  }

  private List<String> recorded() throws IOException {
    return Files.readAllLines(record);
  }

  private List<String> wordsAfterMain() throws IOException {
    List<String> words = recorded();
    return words.subList(words.indexOf(MAIN) + 1, words.size());
  }

  private String after(String word) throws IOException {
    return recorded().get(recorded().indexOf(word) + 1);
  }

  private String preloaded() throws IOException {
    return Files.readString(folder.resolve("record.preload")).strip();
  }

  private String poclCache() throws IOException {
    return Files.readString(folder.resolve("record.pocl")).strip();
  }
}
