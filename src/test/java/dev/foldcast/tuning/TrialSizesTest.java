package dev.foldcast.tuning;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.foldcast.plan.DeviceLimits;
import org.junit.jupiter.api.Test;

/** How large the arrays are that `foldcast tune` measures with. */
class TrialSizesTest {
  private static final long MIB = 1 << 20;

  private static DeviceLimits device(boolean gpu, long cacheBytes) {
    return new DeviceLimits(
        gpu, 4, 1024, 48 << 10, 2L << 30, 8L << 30, true, !gpu, cacheBytes, false);
  }

  private static long mebibytes(String workload, boolean gpu, long cacheMebibytes) {
    DeviceLimits limits = device(gpu, cacheMebibytes * MIB);
    return Tuner.usualBytes(Workload.named(workload), limits) / MIB;
  }

  @Test
  void vectorsAreLargerThanCachesAndProductsALittle() {
    assertEquals(128, mebibytes("x", false, 32));
    assertEquals(32, mebibytes("axis=1", false, 32));
    assertEquals(36, mebibytes("x*y", false, 32));
    assertEquals(32, mebibytes("C*F", false, 1));
    assertEquals(72, mebibytes("x*row", false, 1000));
  }

  @Test
  void gpusGetTheSameForAll() {
    for (String workload : new String[] {"x", "axis=0", "C*F"}) {
      assertEquals(256, mebibytes(workload, true, 50), workload);
    }
  }
}
