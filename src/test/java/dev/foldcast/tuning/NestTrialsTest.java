package dev.foldcast.tuning;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.foldcast.array.DType;
import dev.foldcast.engine.Engine;
import dev.foldcast.error.FoldcastException;
import dev.foldcast.opencl.ClDevice;
import dev.foldcast.opencl.ClDevices;
import dev.foldcast.opencl.ClHook;
import dev.foldcast.plan.Accuracy;
import dev.foldcast.plan.Budget;
import dev.foldcast.plan.Configuration;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Every workload is right against the reference, in host and in device memory. */
class NestTrialsTest {
  private static final Configuration SCHEDULE = new Configuration(1, 8, 4, false, 0, 64);

  /** All of one type; of the others, each type costs the driver dozens of kernels. */
  @Test
  void kernelsAgreeWithTheReference() {
    verify(DType.FLOAT32, true, Workload.ALL);
    List<Workload> some = Workload.ALL.stream().filter(Workload::main).toList();
    verify(DType.FLOAT64, false, some);
    verify(DType.COMPLEX128, true, some.subList(0, 3));
    verify(DType.INT32, false, some.subList(0, 3));
  }

  @Tag("long")
  @ParameterizedTest
  @EnumSource(names = {"FLOAT32", "FLOAT64", "COMPLEX128", "INT32"})
  void kernelsOfEveryTypeAgreeWithTheReference(DType dtype) {
    verify(dtype, false, Workload.ALL);
    verify(dtype, true, Workload.ALL);
  }

  private static NestTrials open(boolean ownMemory) {
    return new NestTrials(
        ClDevices.choose(null, System.getenv("FOLDCAST_DEVICE")).device(), ownMemory);
  }

  private static void verify(DType dtype, boolean ownMemory, List<Workload> workloads) {
    try (NestTrials trials = open(ownMemory)) {
      for (Workload workload : workloads) {
        trials.begin(new Trial(workload.name(), dtype, Accuracy.EXACT, 1 << 17, 1 << 19));
        String what = workload.name() + " of " + dtype + ", own memory " + ownMemory;
        assertEquals("", trials.verify(SCHEDULE), what);
        assertTrue(trials.time(SCHEDULE) > 0, what);
      }
    }
  }

  /**
   * The result has room on the device, but not besides a host's window of it: a plan that brings it
   * to the host has several windows, a kernel for each.
   */
  @Test
  void whatIsTimedOnDevicesWithMemoryOfTheirOwnIsWhatIsVerified() {
    ClDevice device = ClDevices.choose(null, System.getenv("FOLDCAST_DEVICE")).device();
    Engine engine = new Engine(device, false, true, ClHook.NONE, Long.MAX_VALUE);
    Budget budget = new Budget(6 << 20, 1 << 20);
    try (NestTrials trials = new NestTrials(device, engine, budget)) {
      trials.begin(new Trial("x*y", DType.FLOAT32, Accuracy.EXACT, 4 << 20, 4 << 20));
      assertTrue(trials.time(SCHEDULE) > 0);
      long timed = engine.counters().launches();
      assertEquals(1, timed);
      assertEquals("", trials.verify(SCHEDULE));
      int results = 3 + HardNumbers.rounds(DType.FLOAT32, false);
      assertEquals(results, engine.counters().launches() - timed);
    }
  }

  /** Whatever fails while results are made on the device, or brought to the host. */
  @ParameterizedTest
  @ValueSource(
      strings = {"", "clEnqueueFillBuffer", "clEnqueueNDRangeKernel", "clEnqueueReadBuffer"})
  void nothingOfATrialStaysOnTheDevice(String failing) {
    ClDevice device = ClDevices.choose(null, System.getenv("FOLDCAST_DEVICE")).device();
    ClHook hook = call -> call.equals(failing) ? -5 : 0;
    Engine engine = new Engine(device, false, true, hook, Long.MAX_VALUE);
    try (NestTrials trials = new NestTrials(device, engine, Budget.DEFAULT)) {
      Trial trial = new Trial("x", DType.FLOAT32, Accuracy.EXACT, 1 << 17, 1 << 17);
      trials.begin(trial);
      if (failing.isEmpty()) {
        assertEquals("", trials.verify(SCHEDULE));
      } else {
        assertThrows(FoldcastException.class, () -> trials.verify(SCHEDULE));
      }
      assertTrue(engine.counters().liveBuffers() > 0, "operands stay for the next candidate");
      trials.begin(trial);
      assertEquals(0, engine.counters().liveBuffers());
    }
  }

  @ParameterizedTest
  @EnumSource(names = {"FLOAT32", "COMPLEX128"})
  void fastSumsAreCheckedWhereTheyAreExact(DType dtype) {
    try (NestTrials trials = open(false)) {
      for (String workload : new String[] {"x", "axis=1", "axis=0"}) {
        trials.begin(new Trial(workload, dtype, Accuracy.FAST, 1 << 17, 1 << 19));
        assertEquals("", trials.verify(SCHEDULE), workload);
      }
    }
  }
}
