package dev.foldcast;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.foldcast.array.DType;
import dev.foldcast.engine.Report;
import dev.foldcast.opencl.DeviceInfo;
import dev.foldcast.plan.Accuracy;
import dev.foldcast.plan.Configuration;
import dev.foldcast.plan.Family;
import dev.foldcast.plan.Plan;
import dev.foldcast.tuning.DeviceKey;
import dev.foldcast.tuning.Entries;
import dev.foldcast.tuning.ShapeClass;
import dev.foldcast.tuning.Subject;
import dev.foldcast.tuning.UserStore;
import java.nio.file.Path;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A stored configuration is what runs, and changes no bit. */
class TunedRunTest {
  @TempDir private Path folder = Path.of("");

  private void store(Foldcast fc, Family family, String shape, Configuration configuration) {
    DeviceInfo device = java.util.Objects.requireNonNull(fc.device());
    Subject subject = new Subject(family, DType.FLOAT64, Accuracy.EXACT, ShapeClass.named(shape));
    assertEquals(
        java.util.List.of(),
        new UserStore(folder)
            .put(Entries.of(DeviceKey.of(device), device.driverVersion(), subject, configuration)));
  }

  @Test
  void aWorkGroupOf37IsSeenInTheLaunch() {
    double[] x = new Random(5).doubles(200_000, -1, 1).toArray();
    Options options = Options.DEFAULT.withCache(folder);
    byte[] before;
    try (Foldcast fc = Devices.open(options)) {
      before = bytes(fc.of(x, 200, 1000).sum(1).read());
      Configuration odd = new Configuration(37, 3, 4, false, 50, 2);
      store(fc, Family.REDUCE_ROWS, "some x some x some", odd);
    }
    try (Foldcast fc = Devices.open(options)) {
      Result after = fc.of(x, 200, 1000).sum(1).read();
      Report report = after.reports().get(0);
      Plan plan = report.plan();
      assertEquals(37, plan.passes().get(0).launch().workGroup());
      assertTrue(plan.why().startsWith("tuned on this computer for some x some x some"));
      assertArrayEquals(before, bytes(after));
      assertEquals(java.util.List.of(), fc.notes());
    }
  }

  @Test
  void noStoredConfigurationChangesABit() {
    Random random = new Random(6);
    double[] x = random.doubles(140_000, -1, 1).toArray();
    byte[] expected;
    try (Foldcast fc = Devices.open(Options.DEFAULT.withCache(folder))) {
      expected = bytes(fc.of(x).sum().read());
    }
    for (int round = 0; round < 6; round++) {
      boolean tree = random.nextBoolean();
      Configuration any =
          new Configuration(
              1 + random.nextInt(40),
              1 + random.nextInt(50),
              1 << random.nextInt(5),
              tree,
              random.nextInt(3000),
              2 + random.nextInt(9));
      try (Foldcast fc = Devices.open(Options.DEFAULT.withCache(folder))) {
        store(fc, Family.REDUCE_FULL, "one x many x many", any);
      }
      try (Foldcast fc = Devices.open(Options.DEFAULT.withCache(folder))) {
        assertArrayEquals(expected, bytes(fc.of(x).sum().read()), "seed 6, " + any);
      }
    }
  }

  private static byte[] bytes(Result result) {
    byte[] bytes = new byte[result.bytes().remaining()];
    result.bytes().get(bytes);
    return bytes;
  }
}
