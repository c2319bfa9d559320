package dev.foldcast;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.foldcast.array.DType;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestReporter;
import org.junit.jupiter.api.io.TempDir;

/** The same input gives the same bits under every configuration, on two unrelated drivers. */
class ConfigurationsTest {
  @TempDir private Path folder = Path.of("");

  private List<String> child(Map<String, String> environment, String... arguments)
      throws IOException, InterruptedException {
    return ChildJvm.run(folder, environment, ConfigurationsChild.class, arguments);
  }

  private Map<String, String> oclgrind(TestReporter reporter) throws IOException {
    if (!Oclgrind.isInstalled()) {
      reporter.publishEntry("not run", Oclgrind.MISSING);
      Assumptions.abort(Oclgrind.MISSING);
    }
    return Oclgrind.environment(folder);
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
    // Each has kernels of its own; a busy machine may need seconds to compile them.
    assertEquals(
        List.of("done " + count),
        ChildJvm.run(
            folder,
            Map.of(),
            20L * count,
            ConfigurationsChild.class,
            "all",
            Integer.toString(largest),
            "20000"));
  }

  @Test
  void theSimulatorGivesTheSameBitsAndSeesNoRace(TestReporter reporter) throws Exception {
    int count = ConfigurationsChild.some(5).size();
    assertEquals(List.of("done " + count), child(oclgrind(reporter), "some", "5", "250"));
    assertEquals("", findings());
  }

  @Test
  void theSimulatorFindsNothingInKernelVariants(TestReporter reporter) throws Exception {
    String all = "done " + 2 * DType.values().length;
    assertEquals(List.of(all), child(oclgrind(reporter), "some variants", "0", "0"));
    assertEquals("", findings());
  }

  @Test
  @Tag("long")
  void theSimulatorFindsNothingInAnyKernelVariant(TestReporter reporter) throws Exception {
    String all = "done " + 6 * DType.values().length;
    assertEquals(List.of(all), child(oclgrind(reporter), "variants", "0", "0"));
    assertEquals("", findings());
  }
}
