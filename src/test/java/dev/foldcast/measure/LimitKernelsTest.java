package dev.foldcast.measure;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.foldcast.error.NoDeviceException;
import dev.foldcast.opencl.ClDevice;
import dev.foldcast.opencl.ClDevices;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** The kernels that give the limits do all of the work that they are timed for. */
class LimitKernelsTest {
  /** No power of two of vectors, and not as many turns as work-items. */
  private static final int BYTES = 77 * 13 * LimitKernels.GRANULE_BYTES;

  static ClDevice device() {
    try {
      return ClDevices.choose(null, System.getenv("FOLDCAST_DEVICE")).device();
    } catch (NoDeviceException e) {
      throw new AssertionError(
          "the tests need an OpenCL device: run opencl/setup.sh (" + e.getMessage() + ")", e);
    }
  }

  static ByteBuffer aligned(int bytes) {
    ByteBuffer all = ByteBuffer.allocateDirect(bytes + 4096);
    int start = (4096 - all.alignmentOffset(0, 4096)) % 4096;
    return all.slice(start, bytes).order(ByteOrder.nativeOrder());
  }

  private static ByteBuffer random(int bytes) {
    byte[] values = new byte[bytes];
    new Random(5).nextBytes(values);
    return aligned(bytes).put(0, values);
  }

  /** What would be tried here, and what would be on a GPU. */
  private static List<LimitSchedule> schedules(LimitKernels kernels, LimitKind kind) {
    List<LimitSchedule> all = new ArrayList<>(kernels.candidates(kind));
    assertFalse(all.isEmpty());
    for (int vector : new int[] {1, 2, 4}) {
      all.add(new LimitSchedule(kind, vector, 1, true, false, 4 * 64, 64));
      all.add(new LimitSchedule(kind, vector, 3, false, false, 7, 1));
    }
    return all;
  }

  @Test
  void readingReadsEveryUint() {
    ByteBuffer from = random(BYTES);
    int expected = 0;
    for (int i = 0; i < BYTES; i += 4) {
      expected += from.getInt(i);
    }
    try (LimitKernels kernels = new LimitKernels(device(), from, aligned(BYTES))) {
      for (LimitSchedule schedule : schedules(kernels, LimitKind.READ)) {
        Timing timing = kernels.run(schedule);
        assertEquals(expected, kernels.readSum(schedule), schedule.toString());
        assertTrue(timing.kernelNanos() > 0 && timing.callNanos() > 0, timing.toString());
      }
    }
  }

  @Test
  void copyingCopiesAndFillingFillsEveryByte() {
    ByteBuffer from = random(BYTES);
    ByteBuffer filled = aligned(BYTES);
    for (int i = 0; i < BYTES; i += 4) {
      filled.putInt(i, LimitKernels.VALUE);
    }
    ByteBuffer result = aligned(BYTES);
    try (LimitKernels kernels = new LimitKernels(device(), from, aligned(BYTES))) {
      List<LimitSchedule> copies = schedules(kernels, LimitKind.COPY);
      List<LimitSchedule> fills = schedules(kernels, LimitKind.FILL);
      assertEquals(copies.size(), fills.size());
      for (int i = 0; i < copies.size(); i++) {
        kernels.run(fills.get(i));
        kernels.readTarget(result);
        assertEquals(-1, filled.mismatch(result), fills.get(i).toString());
        kernels.run(copies.get(i));
        kernels.readTarget(result);
        assertEquals(-1, from.mismatch(result), copies.get(i).toString());
      }
    }
  }

  @Test
  void theFinalistsAreOfTheirKind() {
    try (LimitKernels kernels = new LimitKernels(device(), random(BYTES), aligned(BYTES))) {
      MemoryLimits limits = MemoryLimits.find(kernels);
      for (LimitKind kind : LimitKind.values()) {
        assertFalse(limits.finalists(kind).isEmpty());
        limits.finalists(kind).forEach(s -> assertEquals(kind, s.kind()));
      }
    }
  }

  @Test
  void sizesThatAKernelWouldNotCoverAreRefused() {
    assertThrows(
        IllegalArgumentException.class,
        () -> new LimitKernels(device(), aligned(1000), aligned(1000)));
    assertThrows(
        IllegalArgumentException.class,
        () -> new LimitKernels(device(), aligned(1024), aligned(512)));
  }
}
