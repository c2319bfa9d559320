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
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Runs the launcher of a distribution, with a Java that only writes down how it was called. */
final class LauncherTest {
  @TempDir Path folder = Path.of("");
  private Installation installed;

  @BeforeEach
  void install() throws IOException {
    installed = new Installation(folder, "my programs/foldcast");
  }

  @Test
  void passesWordsAndExitCodeUnchanged() throws Exception {
    Outcome outcome = launch(machine().with("FAKE_EXIT", 5), "eval", "a * b", "", "x=$y", "--");
    assertEquals(new Outcome(5, "", ""), outcome);
    assertEquals(List.of("eval", "a * b", "", "x=$y", "--"), installed.wordsAfterMain());
    assertEquals(
        installed.home.resolve("lib/foldcast-1.2.3.jar")
            + ":"
            + installed.home.resolve("lib/another.jar"),
        installed.after("-cp"));
  }

  @Test
  void passesStdinToTheCommandOnly() throws Exception {
    machine().run(List.of(installed.launcher().toString(), "sum", "-"), "data");
    assertEquals("data", Files.readString(folder.resolve("record.stdin")));
  }

  @Test
  void crashFilesGoToTheCache() throws Exception {
    launch(machine(), "--version");
    Path expected = folder.resolve("cache/foldcast-crash-%p.log");
    assertTrue(
        installed.recorded().contains("-XX:ErrorFile=" + expected),
        installed.recorded().toString());
  }

  @Test
  void userOptionsComeAfterOurs() throws Exception {
    Script script =
        machine().with("FOLDCAST_JAVA_OPTS", "-Xmx1g -XX:-IgnoreUnrecognizedVMOptions *");
    launch(script, "--version");
    List<String> words = installed.recorded();
    int last = words.indexOf("-XX:-IgnoreUnrecognizedVMOptions");
    assertTrue(last > words.indexOf("-XX:+IgnoreUnrecognizedVMOptions"));
    assertTrue(last < words.indexOf("-cp"));
    assertEquals("*", words.get(last + 1), "no names of files");
    assertEquals(List.of("--version"), installed.wordsAfterMain());
  }

  /**
   * Java refuses some pairs of options, and of others takes ours: it reads the command line last.
   */
  @ParameterizedTest
  @ValueSource(
      strings = {"FOLDCAST_JAVA_OPTS", "JAVA_TOOL_OPTIONS", "JDK_JAVA_OPTIONS", "_JAVA_OPTIONS"})
  void theUsersOptionWins(String variable) throws Exception {
    launch(machine(), "pack-classes");
    for (String pair :
        List.of(
            "-XX:+UseG1GC -XX:+UseSerialGC",
            "-XX:-UseSerialGC -XX:+UseSerialGC",
            "-XX:+AggressiveHeap -XX:+UseSerialGC",
            "-Da=b\t@options -XX:+UseSerialGC",
            "-XX:Flags=options -XX:+UseSerialGC",
            "-Xlog:gc -Xlog:disable",
            "-XX:CompileThresholdScaling=1 -XX:CompileThresholdScaling=5",
            "-XX:+UsePerfData -XX:-UsePerfData",
            "-XX:ErrorFile=mine -XX:ErrorFile=" + folder,
            "-XX:AOTCache=mine -XX:SharedArchiveFile=",
            "-XX:SharedArchiveFile=mine -XX:SharedArchiveFile=" + folder)) {
      String users = pair.substring(0, pair.indexOf(' '));
      String ours = pair.substring(pair.indexOf(' ') + 1);
      launch(machine(), "sum");
      assertTrue(installed.wasCalledWith(ours), "usually " + ours);
      launch(machine().with(variable, "-ea " + users), "sum");
      assertFalse(installed.wasCalledWith(ours), pair);
    }
  }

  @Test
  void findsItselfThroughLinksPathAndCurrentFolder() throws Exception {
    Path bin = Files.createDirectory(folder.resolve("my bin"));
    Files.createSymbolicLink(bin.resolve("inner"), installed.launcher());
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
    Installation.assertError(launch(noJava, "sum"), "no java found; install a JDK 17 or newer");
    Installation.assertError(launch(noJava.with("JAVA_HOME", folder), "sum"), "has no bin/java");
  }

  @ParameterizedTest
  @ValueSource(strings = {"11.0.22", "1.8.0_392", "16"})
  void refusesAnOldJava(String version) throws Exception {
    Files.writeString(installed.java.resolve("release"), "JAVA_VERSION=\"" + version + "\"\n");
    Installation.assertError(
        launch(machine(), "sum"), "is Java " + version + "; Foldcast needs 17 or newer");
    Files.delete(installed.java.resolve("release"));
    Script.write(
        installed.java.resolve("bin/java"), "echo 'openjdk version \"" + version + "\"' >&2");
    Installation.assertError(
        launch(machine(), "sum"), "is Java " + version + "; Foldcast needs 17 or newer");
  }

  @Test
  void asksAJavaWithoutReleaseFile() throws Exception {
    installed.makeJavaThatIsAsked("java version \"17\" 2021");
    assertEquals(0, launch(machine(), "sum").code());
  }

  @Test
  void packsClassesOnceAfterAnAnswer() throws Exception {
    launch(machine(), "--version");
    assertFalse(asksForPacking(), "--version touches no driver");
    launch(machine(), "sum");
    assertEquals(0, dumps(), "the answer comes first");
    String asked = "-Dfoldcast.packing=" + installed.launcher();
    assertTrue(installed.recorded().contains(asked), installed.recorded().toString());

    assertEquals(new Outcome(0, "", ""), launch(machine(), "pack-classes"));
    Path pocl = Path.of(installed.recorded("pocl"));
    assertTrue(pocl.toString().contains("foldcast-pocl-"), "PoCL's own folder is not trusted");
    assertTrue(Files.notExists(pocl), "removed at the end");
    assertEquals(new Outcome(0, "", ""), launch(machine(), "pack-classes"));
    assertEquals(1, dumps());
    launch(machine(), "sum");
    assertFalse(asksForPacking());
    assertTrue(installed.wasCalledWith("-XX:SharedArchiveFile=" + folder.resolve("cache")));
    Files.writeString(installed.home.resolve("lib/foldcast-1.2.3.jar"), "new");
    launch(machine(), "sum");
    assertTrue(asksForPacking(), "a newer jar");
  }

  @Test
  void runsWhereClassesCannotBePacked() throws Exception {
    Script machine = machine().with("NO_DUMP", 1);
    launch(machine, "pack-classes");
    assertEquals(new Outcome(0, "", ""), launch(machine, "sum"));
    assertFalse(asksForPacking(), "no second try");
    assertFalse(installed.wasCalledWith("-XX:SharedArchiveFile="));
    // What was in the way may be gone after a day.
    FileTime old = FileTime.from(Instant.now().minus(Duration.ofDays(3)));
    Files.setLastModifiedTime(installed.home.resolve("lib/foldcast-1.2.3.jar"), old);
    FileTime newer = FileTime.from(Instant.now().minus(Duration.ofDays(2)));
    Files.setLastModifiedTime(archive(), newer);
    launch(machine, "sum");
    assertTrue(asksForPacking());
  }

  @Test
  void packsNothingWhereJavaCouldNotNameIt() throws Exception {
    launch(machine().with("FOLDCAST_CACHE", folder.resolve("a:b:c")), "sum");
    assertFalse(asksForPacking());
    assertFalse(installed.wasCalledWith("-XX:SharedArchiveFile="));
  }

  private boolean asksForPacking() throws IOException {
    return installed.wasCalledWith("-Dfoldcast.packing=");
  }

  private long dumps() throws IOException {
    Path dumps = folder.resolve("record.dumps");
    return Files.exists(dumps) ? Files.readAllLines(dumps).size() : 0;
  }

  private Path archive() throws IOException {
    try (Stream<Path> files = Files.walk(folder.resolve("cache/classes"))) {
      return files.filter(file -> file.toString().endsWith(".jsa")).findFirst().orElseThrow();
    }
  }

  @Test
  void everyProcessHasANewFolderForPocl() throws Exception {
    launch(machine(), "sum");
    Path first = Path.of(installed.recorded("pocl"));
    assertEquals("700", installed.recorded("mode"));
    assertTrue(
        installed.recorded().contains("-Dfoldcast.pocl.folder=" + first),
        installed.recorded().toString());
    launch(machine(), "sum");
    assertNotEquals(first.toString(), installed.recorded("pocl"));
    assertTrue(Files.notExists(first), "its process is dead");
    launch(machine(), "--version");
    assertEquals("unset", installed.recorded("pocl"), "which needs none");
    launch(machine().with("POCL_CACHE_DIR", "/elsewhere"), "sum");
    assertEquals("/elsewhere", installed.recorded("pocl"));
    assertFalse(
        installed.recorded().stream().anyMatch(w -> w.startsWith("-Dfoldcast.pocl.folder=")));
  }

  @Test
  void onlyFoldersOfDeadProcessesAreRemoved() throws Exception {
    // Tuning prefers the temporary folder, which is this test's alone.
    Path temporary = Files.createDirectory(folder.resolve("tmp"));
    Script machine = machine().with("TMPDIR", temporary);
    launch(machine, "tune");
    Path dead = Path.of(installed.recorded("pocl"));
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
        assertEquals(
            folder.resolve("cache"), Path.of(installed.recorded("pocl")).getParent(), options);
        // Where the cache folder is the bad one, another serves.
        Script bad = machine().with("TMPDIR", disk).with("FOLDCAST_CACHE", disk.resolve("cache"));
        assertEquals(0, launch(bad, "tune").code());
        assertFalse(
            installed.recorded("pocl").startsWith(disk.toString()), installed.recorded("pocl"));
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
    Installation.makeJava(plain);
    Path jsig = Files.createDirectory(plain.resolve("lib")).resolve("libjsig.so");
    Files.createSymbolicLink(jsig, real);
    assertEquals(new Outcome(0, "", ""), launch(machine().with("JAVA_HOME", plain), "sum"));
    assertEquals(jsig.toString(), installed.recorded("preload"));
    Script other = machine().with("JAVA_HOME", plain).with("LD_PRELOAD", real);
    assertEquals(new Outcome(0, "", ""), launch(other, "sum"));
    assertEquals(jsig + ":" + real, installed.recorded("preload"));
    Files.delete(jsig);
    assertEquals(new Outcome(0, "", ""), launch(machine().with("JAVA_HOME", plain), "sum"));
    assertEquals("unset", installed.recorded("preload"), "a Java without it");
  }

  @Test
  void preloadsNothingThatTheLoaderCannotName() throws Exception {
    Path jsig = Files.createDirectory(installed.java.resolve("lib")).resolve("libjsig.so");
    Files.createFile(jsig);
    assertEquals(new Outcome(0, "", ""), launch(machine(), "sum"));
    assertEquals("unset", installed.recorded("preload"));
  }

  @Test
  void runsWithoutAWritableCache() throws Exception {
    // Nothing can be made below /dev/null, not even by root.
    Script readOnly = machine().with("FOLDCAST_CACHE", "/dev/null/cache").with("TMPDIR", folder);
    assertEquals(new Outcome(0, "", ""), launch(readOnly, "sum"));
    String binaries = installed.recorded("binaries");
    assertTrue(binaries.matches(folder + "/foldcast-\\d+/binaries"), binaries);
    assertEquals(new Outcome(0, "", ""), launch(readOnly.with("FOLDCAST_BINARIES", "none"), "sum"));
    assertEquals("none", installed.recorded("binaries"));
    Script nothing = readOnly.with("TMPDIR", "/dev/null/tmp");
    assertEquals(new Outcome(0, "", ""), launch(nothing, "sum"));
  }

  @Test
  void saysSoWhereTheDistributionIsBroken() throws Exception {
    Files.delete(installed.home.resolve("lib/foldcast-1.2.3.jar"));
    Installation.assertError(launch(machine(), "sum"), "no foldcast jar in");
    Path copy = folder.resolve("copies/foldcast");
    Installation.copyLauncher(copy);
    Installation.assertError(
        machine().run(List.of(copy.toString())), "link to it instead of copying it");
  }

  private Script machine() {
    return installed.machine();
  }

  private Outcome launch(Script script, String... words) throws Exception {
    return installed.launch(script, words);
  }
}
