package dev.foldcast.opencl;

import static dev.foldcast.opencl.Fixture.NONE;
import static dev.foldcast.opencl.Fixture.size;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.foldcast.error.NoDeviceException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jocl.CL;
import org.jspecify.annotations.NullMarked;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Other drivers, and none: each in a JVM of its own, as a loader is loaded once. */
class DriverTest {
  private static final Path OCLGRIND = Path.of("/usr/lib/oclgrind/liboclgrind-rt-icd.so");

  @TempDir private Path folder = Path.of("");

  /** Prints the choice and the result of a small job, or the error, twice. */
  static final class Child {
    private Child() {}

    public static void main(String[] args) {
      for (int i = 0; i < 2; i++) {
        try {
          ClDevices.Choice choice = ClDevices.choose(null, null);
          System.out.println(choice.device() + ", " + choice.reason() + ": " + job(choice));
        } catch (NoDeviceException e) {
          System.out.println(e.getMessage());
        }
      }
    }

    private static int job(ClDevices.Choice choice) {
      ByteBuffer back = Fixture.direct(1024);
      try (ClSession session = ClSession.open(choice.device());
          ClQueue queue = session.queue(true);
          ClProgram program = session.build("test", Fixture.SOURCE, "");
          ClBuffer in = session.allocate(1024);
          ClBuffer out = session.allocate(1024);
          ClKernel kernel = program.kernel("plus")) {
        kernel.arg(0, in).arg(1, out).argInt(2, 100);
        // Oclgrind takes wrapped memory for uninitialized, so the input is written.
        try (ClEvent written = queue.write(in, 0, Fixture.ints(256, 0), NONE);
            ClEvent filled = queue.fill(out, 0, 1024, -1, NONE);
            ClEvent done = queue.launch(kernel, size(256), size(16), List.of(written, filled))) {
          queue.read(out, 0, back, List.of(done)).close();
        }
      }
      return back.getInt(1020);
    }
  }

  /** Prints whether Java still notices a division by zero once the drivers are loaded. */
  static final class Division {
    private Division() {}

    public static void main(String[] args) {
      ClDevices.all();
      try {
        System.out.println(7 / args.length);
      } catch (ArithmeticException e) {
        System.out.println("noticed");
      }
    }
  }

  private List<String> child(Map<String, String> environment, String... options)
      throws IOException, InterruptedException {
    return child(Child.class, environment, options);
  }

  private List<String> child(Class<?> main, Map<String, String> environment, String... options)
      throws IOException, InterruptedException {
    String classPath =
        Stream.of(ClDevices.class, Child.class, CL.class, NullMarked.class)
            .map(c -> Path.of(c.getProtectionDomain().getCodeSource().getLocation().getPath()))
            .map(Path::toString)
            .collect(Collectors.joining(":"));
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(List.of(options));
    command.addAll(List.of("-cp", classPath, main.getName()));
    Path out = folder.resolve("out");
    ProcessBuilder builder = new ProcessBuilder(command).directory(folder.toFile());
    builder.redirectErrorStream(true).redirectOutput(out.toFile());
    builder.environment().remove("FOLDCAST_DEVICE");
    builder.environment().putAll(environment);
    Process process = builder.start();
    assertTrue(process.waitFor(20, TimeUnit.MINUTES));
    List<String> lines = Files.readAllLines(out, UTF_8);
    assertEquals(0, process.exitValue(), lines.toString());
    return lines;
  }

  private static void twice(String line, List<String> lines) {
    assertEquals(List.of(line, line), lines);
  }

  @Test
  void withoutDriverTheMessageNamesTheFolder() throws Exception {
    Path empty = Files.createDirectory(folder.resolve("icd"));
    twice(
        "no OpenCL driver (ICD) could be loaded from "
            + empty
            + ", named by OCL_ICD_VENDORS; run opencl/setup.sh",
        child(Map.of("OCL_ICD_VENDORS", empty.toString())));
  }

  @Test
  void aDriverThatIsNotThereCountsAsNone() throws Exception {
    Path icd = Files.createDirectory(folder.resolve("icd"));
    Files.writeString(icd.resolve("gone.icd"), "/nonexistent/libgone.so\n");
    List<String> lines = child(Map.of("OCL_ICD_VENDORS", icd.toString()));
    assertTrue(lines.get(0).startsWith("no OpenCL driver (ICD)"), lines.toString());
  }

  @Test
  void aLoaderThatCannotBeLoadedCountsAsNone() throws Exception {
    Path broken = Files.createDirectory(folder.resolve("lib"));
    Files.writeString(broken.resolve("libOpenCL.so.1"), "not a library");
    Files.writeString(broken.resolve("libOpenCL.so"), "not a library");
    List<String> lines = child(Map.of("LD_LIBRARY_PATH", broken.toString()));
    // The binding adds lines of its own on standard output.
    twice("no OpenCL loader (libOpenCL.so.1) found; run opencl/setup.sh", lines.subList(0, 2));
  }

  @Test
  void aMissingLoaderIsSeenBeforeTheBindingLooks() throws Exception {
    assertFalse(LoaderSearch.certainlyMissing());
    assertFalse(LoaderSearch.certainlyMissing(folder, ""), "no cache: cannot be told");
    Path cache = Files.createDirectory(folder.resolve("etc")).resolve("ld.so.cache");
    Files.writeString(cache, "glibc-ld.so.cache1.1 libm.so.6 /lib/libm.so.6");
    assertTrue(LoaderSearch.certainlyMissing(folder, ""));
    assertTrue(LoaderSearch.certainlyMissing(folder, "/nonexistent:"));
    Path own = Files.createDirectory(folder.resolve("own"));
    Files.createFile(own.resolve("libOpenCL.so.1"));
    assertFalse(LoaderSearch.certainlyMissing(folder, "/nonexistent:" + own));
    Path lib = Files.createDirectories(folder.resolve("usr/lib/x86_64-linux-gnu"));
    Files.createFile(lib.resolve("libOpenCL.so.1"));
    assertFalse(LoaderSearch.certainlyMissing(folder, ""));
    Files.delete(lib.resolve("libOpenCL.so.1"));
    Files.writeString(cache, "libOpenCL.so.1\0/opt/lib/libOpenCL.so.1");
    assertFalse(LoaderSearch.certainlyMissing(folder, ""));
  }

  @Test
  void aTemporaryFolderThatCannotBeWrittenIsNamed() throws Exception {
    Path file = Files.createFile(folder.resolve("file"));
    List<String> lines = child(Map.of(), "-Djava.io.tmpdir=" + file);
    assertTrue(lines.get(0).contains("cannot be loaded from " + file), lines.toString());
    assertEquals(lines.get(0), lines.get(1));
  }

  @Test
  void theSimulatorRunsTheSameJobAndFindsNothing() throws Exception {
    Assumptions.assumeTrue(
        Files.exists(OCLGRIND), "Oclgrind is not installed: apt-get install oclgrind");
    Path icd = Files.createDirectory(folder.resolve("icd"));
    Files.writeString(icd.resolve("oclgrind.icd"), OCLGRIND + "\n");
    Path log = folder.resolve("oclgrind.log");
    List<String> lines =
        child(
            Map.of(
                "OCL_ICD_VENDORS", icd.toString(),
                "OCLGRIND_CHECK_API", "1",
                "OCLGRIND_DATA_RACES", "1",
                "OCLGRIND_UNINITIALIZED", "1",
                "OCLGRIND_LOG", log.toString()));
    twice("0:0 \"Oclgrind Simulator\", the only device: 355", lines);
    assertEquals("", Files.exists(log) ? Files.readString(log) : "");
  }

  @Test
  void theTemporaryCopyOfTheBindingHasANameOfItsOwnAndGoes() throws Exception {
    Path temporary = Files.createDirectory(folder.resolve("tmp"));
    List<String> lines = child(Map.of(), "-Djava.io.tmpdir=" + temporary);
    assertTrue(lines.get(0).endsWith(": 355"), lines.toString());
    assertFalse(Files.exists(temporary.resolve("libJOCL_2_0_6-linux-x86_64.so")));
  }

  @Test
  void chainedSignalsKeepJavasDivisionByZero() throws Exception {
    Path home = Path.of(System.getProperty("java.home"));
    Path chaining =
        Stream.of("lib/libjsig.so", "lib/server/libjsig.so")
            .map(home::resolve)
            .filter(Files::exists)
            .findFirst()
            .orElseThrow();
    List<String> lines = child(Division.class, Map.of("LD_PRELOAD", chaining.toString()));
    assertTrue(lines.contains("noticed"), lines.toString());
  }
}
