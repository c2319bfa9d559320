package dev.foldcast.kernel;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.foldcast.error.NoDeviceException;
import dev.foldcast.opencl.ClDevice;
import dev.foldcast.opencl.ClDevices;
import dev.foldcast.opencl.ClSession;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Every kernel file is a program of its own, and so is every variant that its macros make. */
class KernelFilesTest {
  private static final Pattern KERNEL =
      Pattern.compile("KERNEL\\s+void (\\w+)\\(", Pattern.CASE_INSENSITIVE);

  /** What runs nothing need not be optimized, which takes most of the time. */
  private static final String OPTIONS = "-cl-std=CL1.2 -cl-opt-disable ";

  private static List<String> files() throws IOException {
    try (Stream<Path> files = Files.walk(Path.of("opencl"))) {
      return files
          .filter(file -> file.toString().endsWith(".cl"))
          .map(file -> Path.of("opencl").relativize(file).toString())
          .sorted()
          .toList();
    }
  }

  private static ClSession session() {
    try {
      ClDevice device = ClDevices.choose(null, System.getenv("FOLDCAST_DEVICE")).device();
      return ClSession.open(device);
    } catch (NoDeviceException e) {
      throw new AssertionError(
          "the tests need an OpenCL device: run opencl/setup.sh (" + e.getMessage() + ")", e);
    }
  }

  /** Builds a text and makes its kernels. */
  private static void build(ClSession session, String file, String options) {
    String source = KernelFiles.text(List.of(file));
    try (var program = session.build(file + " " + options, source, OPTIONS + options)) {
      Matcher kernel = KERNEL.matcher(source);
      while (kernel.find()) {
        program.kernel(kernel.group(1)).close();
      }
    }
  }

  @Test
  void everyFileCompilesAloneWithItsDefaults() throws Exception {
    List<String> files = files();
    assertTrue(files.contains("reduce/reduce_rows.cl"), files.toString());
    try (ClSession session = session()) {
      for (String file : files) {
        build(session, file, "");
      }
    }
  }

  @Test
  void variantsCompile() {
    try (ClSession session = session()) {
      build(
          session, "reduce/reduce_rows.cl", "-DACCUMULATOR=2 -DGROUP_TREE=1 -DVEC=1 -DINDEX=uint");
      build(session, "reduce/reduce_rows.cl", "-DFLOAT64_PAIRS=0 -DNEST_IN_MEMORY=1 -DVEC=16");
      build(session, "reduce/reduce_columns.cl", "-DACCUMULATOR=0 -DCHAINS=1 -DVEC=2 -DDIMS=64");
      build(session, "reduce/merge_records.cl", "-DACCUMULATOR=2 -DGROUP_TREE=1");
      build(session, "reduce/reduce_rows.cl", "-DACCUMULATOR=3 -DWALK=2");
      build(session, "reduce/reduce_columns.cl", "-DACCUMULATOR=4 -DVEC=1");
      build(session, "map/elementwise.cl", "-DNEST_IN_MEMORY=1 -DVEC=1 -DINDEX=uint");
      build(session, "map/elementwise.cl", "-DSTREAM=1 -DVEC=16");
      build(session, "map/elementwise.cl", "-DGROUP_TREE=1 -DVEC=4");
      build(session, "map/tiles.cl", "-DSTREAM=1 -DVEC=16 -DTILE=2 -DINDEX=uint");
    }
  }

  @Test
  @Tag("long")
  void everyVariantCompiles() {
    try (ClSession session = session()) {
      for (String file :
          List.of("reduce/reduce_rows.cl", "reduce/reduce_columns.cl", "reduce/merge_records.cl")) {
        for (int accumulator = 0; accumulator < 3; accumulator++) {
          for (int bits = 0; bits < 16; bits++) {
            for (int vector = 1; vector <= 16; vector *= 2) {
              build(
                  session,
                  file,
                  String.format(
                          Locale.ROOT,
                          "-DACCUMULATOR=%d -DGROUP_TREE=%d -DINDEX=%s -DNEST_IN_MEMORY=%d -DVEC=%d",
                          accumulator,
                          bits & 1,
                          (bits & 2) == 0 ? "uint" : "ulong",
                          bits >> 2 & 1,
                          vector)
                      + " -DFLOAT64_PAIRS="
                      + (bits >> 3));
            }
          }
        }
      }
    }
  }

  @Test
  void aFileIsIncludedOnceAndOnlyOwnFilesAre() {
    String text = KernelFiles.text(List.of("reduce/reduce_rows.cl", "reduce/merge_records.cl"));
    assertFalse(text.contains("#include"), "an include is left");
    assertEquals(2, text.split("#define NEST_CL", -1).length, "nest.cl comes once");
    assertThrows(IllegalStateException.class, () -> KernelFiles.text(List.of("none.cl")));
  }

  @Test
  void arithmeticIsNeverContractedOrRelaxed() throws Exception {
    for (String file : files()) {
      String text = KernelFiles.text(List.of(file));
      if (KERNEL.matcher(text).find()) {
        assertTrue(text.contains("#pragma OPENCL FP_CONTRACT OFF"), file);
      }
    }
  }
}
