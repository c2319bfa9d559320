package dev.foldcast;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.foldcast.array.DType;
import dev.foldcast.error.DeviceException;
import dev.foldcast.error.FoldcastException;
import dev.foldcast.error.MemoryException;
import dev.foldcast.opencl.ClHook;
import dev.foldcast.plan.Configuration;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Every OpenCL call of an operation made to fail in turn. */
class EngineFaultTest {
  private static final Configuration SMALL = new Configuration(2, 4, 4, true, 9, 4);

  @TempDir private Path folder = Path.of("");

  /** Fails one call, counted from 1; 0: none. */
  private static final class Saboteur implements ClHook {
    private final int status;
    private int left;
    private int seen;
    private String failed = "";

    Saboteur(int status) {
      this.status = status;
    }

    synchronized void arm(int call) {
      left = call;
      seen = 0;
      failed = "";
    }

    synchronized int seen() {
      return seen;
    }

    synchronized String failed() {
      return failed;
    }

    @Override
    public synchronized int before(String call) {
      seen++;
      if (left > 0 && --left == 0) {
        failed = call;
        return status;
      }
      return 0;
    }
  }

  private static @Nullable FoldcastException operation(Foldcast fc, Path out) {
    Sample x = Sample.c(DType.INT64, 300).fill(Sample.Numbers.UNIFORM, new Random(31));
    Sample y = Sample.c(DType.INT64, 2, 1).fill(Sample.Numbers.UNIFORM, new Random(32));
    try {
      Array scaled = x.in(fc).sum(ReduceOptions.ALL.keepingDims()).multiply(y.in(fc));
      scaled.write(out);
      return null;
    } catch (FoldcastException e) {
      return e;
    }
  }

  private List<Path> files() throws java.io.IOException {
    try (Stream<Path> files = Files.list(folder)) {
      return files.toList();
    }
  }

  @ParameterizedTest
  @CsvSource({"-5, 33554432, false", "-4, 33554432, false", "-5, 64, false", "-4, 64, true"})
  void eachCallThatFailsIsReportedAndTheSessionLivesOn(int status, long window, boolean ownMemory)
      throws Exception {
    Path out = folder.resolve("out.npy");
    Saboteur saboteur = new Saboteur(status);
    Options options =
        Options.DEFAULT
            .withConfiguration(SMALL)
            .withWindowBytes(window)
            .withOwnMemory(ownMemory)
            .withHook(saboteur);
    Foldcast fc = Devices.open(options);
    try {
      saboteur.arm(0);
      assertEquals(null, operation(fc, out));
      byte[] right = Files.readAllBytes(out);
      saboteur.arm(0);
      assertEquals(null, operation(fc, out));
      int calls = saboteur.seen();
      assertTrue(calls > 20, "calls: " + calls);
      for (int k = 1; k <= calls; k++) {
        Files.delete(out);
        saboteur.arm(k);
        FoldcastException thrown = operation(fc, out);
        String call = saboteur.failed();
        saboteur.arm(0);
        if (thrown == null) {
          // Only asked to save a wait, or a release after the work was done. An operation that had
          // fewer events to ask about may have ended before: then nothing failed.
          boolean ended = call.isEmpty() && k > calls - 5;
          assertTrue(
              ended || call.equals("clGetEventInfo") || call.startsWith("clRelease"),
              "call " + k + ", " + call + ", failed unnoticed");
        } else {
          assertTrue(
              thrown instanceof DeviceException || thrown instanceof MemoryException,
              call + " gave " + thrown);
          assertTrue(String.valueOf(thrown.getMessage()).contains(call), call + ": " + thrown);
          assertEquals(List.of(), files(), "after " + call);
        }
        assertEquals(0, fc.counters().liveBuffers(), "after call " + k + ", " + call);
        assertEquals(null, operation(fc, out), "after call " + k + ", " + call);
        assertArrayEquals(right, Files.readAllBytes(out));
      }
    } finally {
      closeWithReleasesThatFailed(fc);
    }
    assertEquals(0, fc.counters().liveHandles());
  }

  /** Closing reports the first release that failed after the operation it belonged to. */
  private static void closeWithReleasesThatFailed(Foldcast fc) {
    try {
      fc.close();
    } catch (DeviceException | MemoryException e) {
      assertTrue(String.valueOf(e.getMessage()).contains(": clRelease"), e.toString());
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"clBuildProgram", "clCreateKernel", "clCreateProgramWithSource"})
  void aProgramThatFailedOnceIsBuiltTheNextTime(String call) {
    boolean[] fail = {true};
    Options options =
        Options.DEFAULT.withHook(
            name -> {
              boolean now = fail[0] && name.equals(call);
              fail[0] &= !now;
              return now ? -6 : 0;
            });
    Foldcast fc = Devices.open(options);
    try (fc) {
      Array sum = fc.of(new double[] {1, 2, 3}).sum();
      DeviceException e = assertThrows(DeviceException.class, sum::read);
      assertEquals(call, e.call());
      assertEquals(6.0, sum.toDouble());
    }
    assertEquals(0, fc.counters().liveHandles());
  }
}
