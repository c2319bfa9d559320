package dev.foldcast.tuning;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.foldcast.array.DType;
import dev.foldcast.opencl.ClDevices;
import dev.foldcast.plan.Accuracy;
import dev.foldcast.plan.Configuration;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Every workload is right against the reference, in host and in device memory. */
class NestTrialsTest {
  private static final Configuration SCHEDULE = new Configuration(1, 8, 4, false, 0, 64);

  @ParameterizedTest
  @EnumSource(names = {"FLOAT32", "FLOAT64", "COMPLEX128", "INT32"})
  void kernelsAgreeWithTheReference(DType dtype) {
    for (boolean ownMemory : new boolean[] {false, true}) {
      try (NestTrials trials =
          new NestTrials(
              ClDevices.choose(null, System.getenv("FOLDCAST_DEVICE")).device(), ownMemory)) {
        for (Workload workload : Workload.ALL) {
          trials.begin(new Trial(workload.name(), dtype, Accuracy.EXACT, 1 << 17, 1 << 19));
          String what = workload.name() + " of " + dtype + ", own memory " + ownMemory;
          assertEquals("", trials.verify(SCHEDULE), what);
          assertTrue(trials.time(SCHEDULE) > 0, what);
        }
      }
    }
  }

  @ParameterizedTest
  @EnumSource(names = {"FLOAT32", "FLOAT64", "COMPLEX128"})
  void fastSumsAreCheckedWhereTheyAreExact(DType dtype) {
    try (NestTrials trials =
        new NestTrials(ClDevices.choose(null, System.getenv("FOLDCAST_DEVICE")).device(), false)) {
      for (String workload : new String[] {"x", "axis=1", "axis=0"}) {
        trials.begin(new Trial(workload, dtype, Accuracy.FAST, 1 << 17, 1 << 19));
        assertEquals("", trials.verify(SCHEDULE), workload);
      }
    }
  }
}
