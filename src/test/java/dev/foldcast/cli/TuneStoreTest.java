package dev.foldcast.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.foldcast.array.DType;
import dev.foldcast.opencl.ClDevices;
import dev.foldcast.opencl.DeviceInfo;
import dev.foldcast.plan.Configuration;
import dev.foldcast.plan.Family;
import dev.foldcast.tuning.DeviceKey;
import dev.foldcast.tuning.Entries;
import dev.foldcast.tuning.UserStore;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A store of schedules as processes find it: in use, unwritable, on a full disk. */
@Timeout(1800) // against hangs alone
class TuneStoreTest {
  private static final int TERMS = 1 << 18;

  @TempDir private Path folder = Path.of("");

  /** What a process said and how it ended. */
  private record Ran(int code, String out, String err) {}

  private Ran foldcast(Path cache, String... args) throws Exception {
    Path out = folder.resolve("out");
    Path err = folder.resolve("err");
    ProcessBuilder builder =
        ProcessTest.foldcast(List.of(), args)
            .redirectOutput(out.toFile())
            .redirectError(err.toFile());
    builder.environment().put("FOLDCAST_CACHE", cache.toString());
    int code = builder.start().waitFor();
    return new Ran(code, Files.readString(out), Files.readString(err));
  }

  private String ones() throws IOException {
    double[] numbers = new double[TERMS];
    Arrays.fill(numbers, 1);
    return Cli.doubles(
        folder.resolve("x.npy"), String.format(Locale.ROOT, "(%d,)", TERMS), numbers);
  }

  /** Stores work-groups of 37 for sums of vectors. */
  private static Path store(Path cache) {
    DeviceInfo device = ClDevices.choose(null, System.getenv("FOLDCAST_DEVICE")).device().info();
    UserStore store = new UserStore(cache);
    assertEquals(
        List.of(),
        store.put(
            Entries.of(
                DeviceKey.of(device),
                device.driverVersion(),
                Entries.subject(Family.REDUCE_FULL, DType.FLOAT64, "one x many x many"),
                new Configuration(37, 5, 4, false, 0, 16))));
    return store.file(DeviceKey.of(device));
  }

  @Test
  void aStoredScheduleIsWhatRuns() throws Exception {
    Path cache = folder.resolve("cache");
    store(cache);
    Path trace = folder.resolve("trace.json");
    Ran ran = foldcast(cache, "sum", ones(), "-v", "--trace", trace.toString());
    assertEquals(0, ran.code, ran.err);
    assertEquals("262144.0\n", ran.out);
    assertTrue(ran.err.contains("work-group 37, groups 5, vector 4"), ran.err);
    assertTrue(ran.err.contains("tuned on this computer for one x many x many: 2.00"), ran.err);
    String launched = Files.readString(trace).replaceAll("\\s", "");
    assertTrue(launched.contains("\"work_group\":37"), launched);
  }

  @Test
  void aStoreThatCannotBeWrittenIsStillUsed() throws Exception {
    Path disk = mounted("size=1m");
    try {
      Path file = store(disk);
      byte[] before = Files.readAllBytes(file);
      String x = ones();
      assertTrue(run("mount", "-o", "remount,ro", disk.toString()));
      Ran sum = foldcast(disk, "sum", x, "-v");
      assertEquals("262144.0\n", sum.out, sum.err);
      assertTrue(sum.err.contains("work-group 37"), sum.err);
      assertTrue(foldcast(disk, "tune", "--show").out.contains("37x5 v4"));
      Ran tune = foldcast(disk, "tune", "--time=4s");
      assertEquals(4, tune.code, tune.err);
      assertEquals(1, tune.err.lines().count(), tune.err);
      assertTrue(tune.err.contains("Read-only file system"), tune.err);
      assertTrue(tune.err.contains("set FOLDCAST_CACHE to a folder that can"), tune.err);
      assertEquals(-1, Arrays.mismatch(before, Files.readAllBytes(file)));
    } finally {
      assertTrue(run("umount", disk.toString()));
    }
  }

  @Test
  void aFullDiskEndsTuningAndKeepsWhatIsKnown() throws Exception {
    Path disk = mounted("size=64k");
    try {
      Path file = store(disk);
      byte[] before = Files.readAllBytes(file);
      try {
        Files.write(disk.resolve("full"), new byte[1 << 16]);
      } catch (IOException e) {
        // Every byte is taken now.
      }
      Ran tune = foldcast(disk, "tune", "--only=reduce_full", "--size=1MiB", "--time=4s");
      assertEquals(4, tune.code, tune.err);
      assertEquals(1, tune.err.lines().count(), tune.err);
      assertTrue(tune.err.contains("No space left on device"), tune.err);
      assertEquals(-1, Arrays.mismatch(before, Files.readAllBytes(file)));
      Ran sum = foldcast(disk, "sum", ones(), "-v");
      assertEquals("262144.0\n", sum.out, sum.err);
      assertTrue(sum.err.contains("work-group 37"), sum.err);
    } finally {
      assertTrue(run("umount", disk.toString()));
    }
  }

  private Path mounted(String size) throws Exception {
    Path disk = Files.createDirectory(folder.resolve("disk"));
    assumeTrue(run("mount", "-t", "tmpfs", "-o", size, "tmpfs", disk.toString()), "no mount");
    return disk;
  }

  private static boolean run(String... command) throws Exception {
    ProcessBuilder quiet = new ProcessBuilder(command).redirectErrorStream(true);
    return quiet.redirectOutput(ProcessBuilder.Redirect.DISCARD).start().waitFor() == 0;
  }
}
