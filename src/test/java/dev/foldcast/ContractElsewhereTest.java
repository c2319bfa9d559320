package dev.foldcast;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.foldcast.opencl.ClDevices;
import dev.foldcast.opencl.DeviceInfo;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestReporter;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A share of {@link ContractTest} on other devices, and on a small one. */
class ContractElsewhereTest {
  @TempDir private Path folder = Path.of("");

  private void share(Map<String, String> environment, int cases, int programs, long memory)
      throws Exception {
    List<String> said =
        ChildJvm.run(
            folder,
            environment,
            ContractChild.class,
            Integer.toString(cases),
            Integer.toString(programs),
            Long.toString(memory));
    assertEquals(List.of("done " + cases), said);
  }

  private static DeviceInfo device() {
    try (Foldcast fc = Devices.open()) {
      return Objects.requireNonNull(fc.device());
    }
  }

  private static boolean isSimulator(DeviceInfo info) {
    return info.platform().toLowerCase(Locale.ROOT).contains("oclgrind");
  }

  @Test
  void everyOtherDeviceGivesTheBitsOfTheReference(TestReporter reporter) throws Exception {
    String used = device().address();
    int others = 0;
    for (var device : ClDevices.all()) {
      DeviceInfo info = device.info();
      // The simulator wants an environment of its own.
      if (!info.address().equals(used) && !isSimulator(info)) {
        reporter.publishEntry("device", info.name());
        share(Map.of("FOLDCAST_DEVICE", info.address()), 300, 25, Long.MAX_VALUE);
        others++;
      }
    }
    reporter.publishEntry("other devices", Integer.toString(others));
  }

  @Test
  void theSimulatorGivesTheBitsOfTheReferenceAndSeesNoRace(TestReporter reporter) throws Exception {
    if (!Oclgrind.isInstalled()) {
      reporter.publishEntry("not run", Oclgrind.MISSING);
      Assumptions.abort(Oclgrind.MISSING);
    }
    share(Oclgrind.environment(folder), 40, 12, Long.MAX_VALUE);
    Path log = folder.resolve("log");
    assertEquals("", Files.exists(log) ? Files.readString(log) : "");
  }

  /** PoCL's own switches: what it compiles, and the library of functions that it compiles with. */
  @ParameterizedTest
  @CsvSource({"haswell, avx2", "nehalem, sse41"})
  void olderProcessorsGiveTheBitsOfTheReference(String processor, String extension)
      throws Exception {
    Assumptions.assumeTrue(
        device().platform().contains("Portable") && System.getProperty("os.arch").equals("amd64"),
        "only PoCL on x86-64 can be told to compile for another processor");
    Map<String, String> environment =
        Map.of(
            "POCL_LLVM_CPU_NAME",
            processor,
            "POCL_KERNELLIB_NAME",
            "kernel-x86_64-pc-linux-gnu-" + extension,
            "POCL_CACHE_DIR",
            folder.resolve(processor).toString());
    share(environment, 300, 16, Long.MAX_VALUE);
  }

  @Test
  void aDeviceOfOneGibibyteGivesTheBitsOfTheReference() throws Exception {
    boolean pocl = device().platform().contains("Portable");
    Assumptions.assumeTrue(pocl, "only PoCL's memory can be bounded from outside");
    share(Map.of("POCL_MEMORY_LIMIT", "1"), 2000, 12, 1L << 30);
  }
}
