package dev.foldcast;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.foldcast.array.DType;
import dev.foldcast.opencl.ClCounters;
import dev.foldcast.opencl.ClHook;
import dev.foldcast.opencl.DeviceInfo;
import dev.foldcast.plan.Configuration;
import dev.foldcast.plan.Fold;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;

/** What the engine asks of OpenCL, and what it leaves alone. */
class EngineCallsTest {
  /** Small parts and merges of two: long chains of passes. */
  private static final Configuration CHAINS = new Configuration(2, 8, 4, true, 4, 1);

  private final List<String> calls = Collections.synchronizedList(new ArrayList<>());

  private Foldcast recorded(boolean outOfOrder) {
    return Devices.open(
        Options.DEFAULT
            .withConfiguration(CHAINS)
            .withOutOfOrder(outOfOrder)
            .withHook(
                call -> {
                  calls.add(call);
                  return 0;
                }));
  }

  private static boolean shares(Foldcast fc) {
    DeviceInfo device = fc.device();
    return fc.limits().hostMemory() && device != null && device.sharedBuffers();
  }

  private static Sample hard() {
    return Sample.c(DType.FLOAT64, 3, 1000)
        .fill(Sample.Numbers.WIDE_WITH_CANCELLATION, new Random(21));
  }

  @Test
  void theHostWaitsOnceAndThatIsForTheResult() {
    try (Foldcast fc = recorded(false)) {
      Result result = hard().in(fc).sum(1).read();
      int passes = result.reports().get(0).passes();
      assertTrue(passes > 5, "passes: " + passes);
      int first = calls.indexOf("clEnqueueNDRangeKernel");
      int wait = calls.indexOf(shares(fc) ? "clFlush" : "clEnqueueReadBuffer");
      assertTrue(first >= 0 && first < wait, calls.toString());
      List<String> between = calls.subList(first, wait);
      assertEquals(passes, Collections.frequency(between, "clEnqueueNDRangeKernel"));
      assertFalse(between.contains("clFinish"), between.toString());
      assertFalse(between.contains("clWaitForEvents"), between.toString());
      List<String> after = calls.subList(wait, calls.size());
      assertTrue(Collections.frequency(after, "clWaitForEvents") <= 1, after.toString());
      assertFalse(between.stream().anyMatch(c -> c.startsWith("clEnqueueMap")), calls.toString());
    }
  }

  @Test
  void aProgramIsBuiltOnceASession() {
    try (Foldcast fc = recorded(false)) {
      Sample sample = hard();
      sample.in(fc).sum(1).read();
      long builds = fc.counters().builds();
      assertEquals(1, builds);
      for (int n = 1; n < 40; n++) {
        Sample.c(DType.FLOAT64, 2, 10L * n).in(fc).sum(1).read();
        Sample.c(DType.FLOAT64, 50L * n).in(fc).mean().read();
      }
      assertEquals(1, fc.counters().builds());
      assertEquals(1, Collections.frequency(calls, "clBuildProgram"));
    }
  }

  @Test
  void inputsAreNotReadBackAndOutputsOnce() {
    try (Foldcast fc = recorded(false)) {
      for (Sample sample : List.of(hard(), Sample.c(DType.INT64, 3, 1000))) {
        ClCounters before = fc.counters();
        Result result = sample.in(fc).sum(1).read();
        ClCounters after = fc.counters();
        long bytes = result.reports().get(0).readBackBytes();
        long output = result.bytes().remaining();
        assertTrue(bytes >= output && bytes <= output + 3 * 2560, "read back " + bytes);
        long moved = after.readBackBytes() - before.readBackBytes();
        assertEquals(shares(fc) ? 0 : bytes, moved);
        assertEquals(0, after.copiedBytes() - before.copiedBytes());
      }
    }
  }

  @Test
  void anOutOfOrderQueueGivesTheSameBits() {
    Sample x = hard();
    Sample y = Sample.c(DType.FLOAT64, 1000).fill(Sample.Numbers.TIES, new Random(22));
    Sample z = Sample.c(DType.INT64, 1000).fill(Sample.Numbers.ANY_BITS, new Random(23));
    boolean[] last = {false, true};
    boolean[] all = {true};
    List<Sample> both = List.of(x, y);
    Expected sums = Expected.of(both, null, Fold.SUM, last, false);
    Expected whole = Expected.of(List.of(z), null, Fold.SUM, all, false);
    Expected products = Expected.of(both, null, Fold.NONE, last, false);
    try (Foldcast fc = recorded(true)) {
      for (int turn = 0; turn < 20; turn++) {
        Array product = x.in(fc).multiply(y.in(fc));
        assertNull(sums.differs(product.sum(1).read(), true));
        assertNull(whole.differs(z.in(fc).sum().read(), true));
        Array computed = product.compute();
        assertNull(products.differs(computed.read(), false));
        assertNull(sums.differs(computed.sum(1).read(), true));
        computed.free();
      }
      assertEquals(0, fc.counters().liveBuffers());
    }
  }

  @Test
  void aWarmSmallSumIsOneLaunchOnMemoryWhereItLies() {
    ByteBuffer floats = ByteBuffer.allocateDirect(4000).order(ByteOrder.nativeOrder());
    for (int i = 0; i < 1000; i++) {
      floats.putFloat(4 * i, i + 0.25f);
    }
    Map<String, Integer> counts = new TreeMap<>();
    try (Foldcast fc = Devices.open(Options.DEFAULT.withHook(counting(counts)))) {
      assumeTrue(shares(fc));
      for (int turn = 0; turn < 3; turn++) {
        counts.clear();
        ClCounters before = fc.counters();
        Result sum = fc.of(floats, DType.FLOAT32, 1000).sum().read();
        ClCounters after = fc.counters();
        assertEquals(999 * 1000 / 2 + 250, sum.toDouble());
        assertEquals(0, sum.reports().get(0).copiedBytes());
        assertEquals(before.uploadedBytes(), after.uploadedBytes());
        assertEquals(before.copiedBytes(), after.copiedBytes());
        assertEquals(0, after.liveBuffers());
      }
      Map<String, Integer> expected =
          Map.of(
              "clCreateBuffer", 1, // the operand's own memory
              "clSetKernelArg", 1,
              "clEnqueueNDRangeKernel", 1,
              "clFlush", 1,
              "clGetEventProfilingInfo", 3,
              "clReleaseEvent", 1,
              "clReleaseMemObject", 1);
      counts.remove("clGetEventInfo"); // asked where a core is left, and waited for
      counts.remove("clWaitForEvents"); // on a busy machine, or where none is
      assertEquals(expected, counts);
      counts.clear();
      assertEquals(3, fc.of(new float[] {1, 2}).sum().toDouble());
      assertEquals(3, fc.of(new int[] {1, 2}).sum().toDouble()); // and could overflow
      assertEquals(2, counts.get("clEnqueueNDRangeKernel"));
      for (String moving : List.of("Read", "Write", "Fill", "Copy", "Map")) {
        assertEquals(null, counts.get("clEnqueue" + moving + "Buffer"));
      }
    }
  }

  /** The host would take a core from kernels that have work for all of them. */
  @Test
  void theHostStaysAwakeWhereCoresAreLeft() {
    Map<String, Integer> counts = new TreeMap<>();
    Options hooked = Options.DEFAULT.withHook(counting(counts));
    float[] x = new float[100_000];
    int units;
    try (Foldcast fc = Devices.open(hooked)) {
      units = fc.limits().computeUnits();
      assumeTrue(fc.limits().hostMemory() && !fc.limits().gpu() && units > 1);
      fc.of(x).sum().read();
      fc.of(x).multiply(fc.of(x)).compute().free();
      assertEquals(shares(fc) ? 2 : 1, counts.get("clGetEventInfo"));
    }
    counts.clear();
    Configuration all = new Configuration(1, units, 4, false, 1000, 4);
    try (Foldcast fc = Devices.open(hooked.withConfiguration(all))) {
      fc.of(x).sum().read();
      fc.of(x).multiply(fc.of(x)).compute().free();
      assertEquals(null, counts.get("clGetEventInfo"));
    }
  }

  /** Two operations at once would keep each other from their cores. */
  @Test
  void theHostSleepsWhereAnotherOperationRuns() throws Exception {
    CountDownLatch bothBegun = new CountDownLatch(2);
    Queue<String> asked = new ConcurrentLinkedQueue<>();
    ClHook together =
        call -> {
          if (call.equals("clCreateBuffer") && bothBegun.getCount() > 0) {
            bothBegun.countDown();
            try {
              bothBegun.await();
            } catch (InterruptedException e) {
              throw new IllegalStateException(e);
            }
          }
          if (call.equals("clGetEventInfo")) {
            asked.add(call);
          }
          return 0;
        };
    try (Foldcast fc = Devices.open(Options.DEFAULT.withHook(together))) {
      assumeTrue(fc.limits().hostMemory());
      Array sum = fc.of(new float[] {1, 2}).sum();
      sum.prepare();
      CompletableFuture<Result> other = sum.readAsync();
      assertEquals(3, sum.toDouble());
      assertEquals(3, other.get().toDouble());
      assertTrue(asked.size() < 2, "both stayed awake");
    }
  }

  private static ClHook counting(Map<String, Integer> counts) {
    return call -> {
      counts.merge(call, 1, Integer::sum);
      return 0;
    };
  }
}
