package dev.foldcast;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;

/** The simulator of OpenCL devices, where it is installed. */
final class Oclgrind {
  static final String MISSING = "Oclgrind is not installed: apt-get install oclgrind";

  private static final Path LIBRARY = Path.of("/usr/lib/oclgrind/liboclgrind-rt-icd.so");

  private Oclgrind() {}

  static boolean isInstalled() {
    return Files.exists(LIBRARY);
  }

  /** The environment of a process that has no other device; findings go to {@code log}. */
  static Map<String, String> environment(Path folder) throws IOException {
    Path icd = Files.createDirectories(folder.resolve("icd"));
    Files.writeString(icd.resolve("oclgrind.icd"), LIBRARY + "\n");
    // Of what its own optimizer makes, Oclgrind 21.10 gets some NaNs and truth values wrong (inf
    // for inf - inf), which PoCL, Intel's driver and Oclgrind without the optimizer get right.
    return Map.of(
        "OCLGRIND_BUILD_OPTIONS", "-cl-opt-disable",
        "OCL_ICD_VENDORS", icd.toString(),
        "FOLDCAST_DEVICE", "0:0",
        "OCLGRIND_DATA_RACES", "1",
        "OCLGRIND_CHECK_API", "1",
        "OCLGRIND_LOG", folder.resolve("log").toString());
  }
}
