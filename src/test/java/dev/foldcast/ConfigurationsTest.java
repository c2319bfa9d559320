package dev.foldcast;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.foldcast.array.DType;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestReporter;
import org.junit.jupiter.api.io.TempDir;

/** The same input gives the same bits under every configuration, on two unrelated drivers. */
class ConfigurationsTest {
  private static final Path OCLGRIND = Path.of("/usr/lib/oclgrind/liboclgrind-rt-icd.so");

  @TempDir private Path folder = Path.of("");

  /** What the child said, without the lines that say what it began. */
  private List<String> child(Map<String, String> environment, String... arguments)
      throws IOException, InterruptedException {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.add("-DuniqueLibraryNames=true");
    command.add("-Djava.io.tmpdir=" + folder);
    command.add("-XX:ErrorFile=" + folder.resolve("crash.log"));
    command.addAll(List.of("-cp", classPath()));
    command.add(ConfigurationsChild.class.getName());
    command.addAll(List.of(arguments));
    Path out = folder.resolve("out");
    ProcessBuilder builder = new ProcessBuilder(command).directory(folder.toFile());
    builder.redirectErrorStream(true).redirectOutput(out.toFile());
    builder.environment().putAll(environment);
    Process process = builder.start();
    boolean ended = process.waitFor(600, TimeUnit.SECONDS);
    if (!ended) {
      process.destroyForcibly().waitFor();
    }
    List<String> lines = Files.readAllLines(out, UTF_8);
    String last = lines.subList(Math.max(0, lines.size() - 5), lines.size()).toString();
    assertTrue(ended, "hangs after " + last);
    assertEquals(0, process.exitValue(), "dies after " + last);
    return lines.stream().filter(line -> !line.startsWith("begin ")).toList();
  }

  /** Surefire hides it in the manifest of a jar. */
  private static String classPath() {
    return System.getProperty("surefire.test.class.path", System.getProperty("java.class.path"));
  }

  private Map<String, String> oclgrind(TestReporter reporter) throws IOException {
    if (!Files.exists(OCLGRIND)) {
      reporter.publishEntry("not run", "Oclgrind is not installed: apt-get install oclgrind");
      Assumptions.abort("Oclgrind is not installed: apt-get install oclgrind");
    }
    Path icd = Files.createDirectory(folder.resolve("icd"));
    Files.writeString(icd.resolve("oclgrind.icd"), OCLGRIND + "\n");
    // Of what its own optimizer makes, Oclgrind 21.10 gets some NaNs and truth values wrong (inf
    // for
    // inf - inf), which PoCL, Intel's driver and Oclgrind without the optimizer get right.
    return Map.of(
        "OCLGRIND_BUILD_OPTIONS", "-cl-opt-disable",
        "OCL_ICD_VENDORS", icd.toString(),
        "FOLDCAST_DEVICE", "0:0",
        "OCLGRIND_DATA_RACES", "1",
        "OCLGRIND_CHECK_API", "1",
        "OCLGRIND_LOG", folder.resolve("log").toString());
  }

  private String findings() throws IOException {
    Path log = folder.resolve("log");
    return Files.exists(log) ? Files.readString(log) : "";
  }

  private static int largest() {
    try (Foldcast fc = Devices.open()) {
      return (int) Math.min(4096, fc.limits().maxWorkGroup());
    }
  }

  @Test
  void fiftyConfigurationsGiveTheExactSum() throws Exception {
    int largest = largest();
    int count = ConfigurationsChild.some(largest).size();
    assertTrue(count >= 50 || largest < 1000, "only " + count);
    assertEquals(
        List.of("done " + count), child(Map.of(), "some", Integer.toString(largest), "20000"));
  }

  @Test
  @Tag("long")
  void everyConfigurationGivesTheExactSum() throws Exception {
    int largest = largest();
    int count = ConfigurationsChild.all(largest).size();
    assertEquals(
        List.of("done " + count), child(Map.of(), "all", Integer.toString(largest), "20000"));
  }

  @Test
  void theSimulatorGivesTheSameBitsAndSeesNoRace(TestReporter reporter) throws Exception {
    int count = ConfigurationsChild.some(5).size();
    assertEquals(List.of("done " + count), child(oclgrind(reporter), "some", "5", "250"));
    assertEquals("", findings());
  }

  @Test
  void theSimulatorFindsNothingInAnyKernelVariant(TestReporter reporter) throws Exception {
    String all = "done " + 6 * DType.values().length;
    assertEquals(List.of(all), child(oclgrind(reporter), "variants", "0", "0"));
    assertEquals("", findings());
  }
}
