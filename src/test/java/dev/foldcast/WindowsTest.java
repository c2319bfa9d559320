package dev.foldcast;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.foldcast.array.DType;
import dev.foldcast.engine.Report;
import dev.foldcast.engine.Span;
import dev.foldcast.error.FormatException;
import dev.foldcast.io.OutputFile;
import dev.foldcast.plan.Fold;
import dev.foldcast.plan.Plan;
import dev.foldcast.plan.Target;
import dev.foldcast.plan.Transfer;
import dev.foldcast.plan.Window;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What windows bring, share and overlap. Their answers are the contract test's. */
class WindowsTest {
  @TempDir private Path folder = Path.of("");

  private static Options windows(long bytes) {
    return Options.DEFAULT.withWindowBytes(bytes);
  }

  private static Sample floats(Random random, long... extents) {
    return Sample.c(DType.FLOAT32, extents).fill(Sample.Numbers.UNIFORM, random);
  }

  private static Sample fortran(Random random, long rows, long columns) {
    return new Sample(DType.FLOAT32, new long[] {rows, columns}, new long[] {1, rows}, 0, false, 0)
        .fill(Sample.Numbers.UNIFORM, random);
  }

  @Test
  void whatDoesNotMoveIsSentOnceAndWhatMovesOnce() {
    Random random = new Random(41);
    Sample rows = floats(random, 500, 200);
    Sample row = floats(random, 1, 200);
    try (Foldcast fc = Devices.open(windows(8 << 10).withOwnMemory(true))) {
      Array product = rows.in(fc).multiply(row.in(fc));
      Result result = Delivery.FILE.result(product);
      Expected expected = Expected.of(List.of(rows, row), null, Fold.NONE, new boolean[2], false);
      assertNull(expected.differs(result, false));
      Report report = result.reports().get(0);
      assertTrue(report.plan().windows().count() > 40, report.plan().windows().toString());
      assertEquals(4 * (500 * 200 + 200), report.uploadedBytes());
      assertEquals(4 * 500 * 200, report.readBackBytes());
      assertTrue(report.peakDeviceBytes() < 64 << 10, "peak " + report.peakDeviceBytes());
    }
  }

  @Test
  void onADeviceThatSharesMemoryNothingIsCopied() {
    Random random = new Random(42);
    Sample rows = floats(random, 500, 200);
    try (Foldcast fc = Devices.open(windows(1 << 10))) {
      if (!fc.limits().hostMemory()) {
        return; // a device with memory of its own: the test above
      }
      Report report = Delivery.STREAM.result(rows.in(fc).multiply(rows.in(fc))).reports().get(0);
      assertTrue(report.plan().windows().several());
      assertEquals(0, report.copiedBytes());
      assertEquals(0, report.uploadedBytes());
    }
  }

  @Test
  void rowsTimesColumnsGoesByTilesAndPacksEachElementOnce() {
    Random random = new Random(43);
    int n = 320;
    Sample c = floats(random, n, n);
    Sample f = fortran(random, n, n);
    try (Foldcast fc = Devices.open(windows(4 << 10))) {
      Array product = c.in(fc).multiply(f.in(fc));
      Plan plan = product.plans(Target.PIECES).get(0);
      Window window = plan.windows().window(0);
      long kept = window.nest().kept().get(0).extent();
      long inner = window.nest().kept().get(1).extent();
      assertTrue(kept >= 16 && inner >= 16, "no tile: " + window.nest());
      Result result = Delivery.FILE.result(product);
      Expected expected = Expected.of(List.of(c, f), null, Fold.NONE, new boolean[2], false);
      assertNull(expected.differs(result, false));
      assertTrue(result.reports().get(0).copiedBytes() <= 2L * 4 * n * n);
      // A stream cannot be written in tiles.
      Plan stream = product.plans(Target.SEQUENCE).get(0);
      assertTrue(stream.windows().window(0).results().loops().isEmpty());
      assertNull(expected.differs(Delivery.STREAM.result(product), false));
    }
  }

  @Test
  void aBoxOfAnotherArrayIsPackedWithoutTheRest() {
    Sample f = fortran(new Random(44), 4096, 256);
    dev.foldcast.array.Layout rows =
        dev.foldcast.array.Layout.strided(
            dev.foldcast.array.Shape.of(8, 256), new long[] {1, 4096}, 100);
    try (Foldcast fc = Devices.open(windows(16 << 10))) {
      Array box = fc.of(f.memory.duplicate().order(f.memory.order()), f.dtype, rows);
      Result sums = box.sum(1).read();
      Plan plan = sums.reports().get(0).plan();
      assertEquals(Transfer.PACK, plan.windows().window(0).boxes().get(0).transfer());
      assertEquals(4 * 8 * 256, sums.reports().get(0).copiedBytes());
      for (int i = 0; i < 8; i++) {
        java.math.BigDecimal exact = java.math.BigDecimal.ZERO;
        for (int j = 0; j < 256; j++) {
          float x = f.memory.getFloat(4 * (100 + i + 4096 * j));
          exact = exact.add(new java.math.BigDecimal(x));
        }
        assertEquals(exact.floatValue(), (float) sums.getDouble(i));
      }
    }
  }

  @Test
  void recordsOfLongRowsAreCarriedFromWindowToWindow() {
    Sample x =
        Sample.c(DType.FLOAT64, 3, 20_000)
            .fill(Sample.Numbers.WIDE_WITH_CANCELLATION, new Random(45));
    for (boolean own : new boolean[] {false, true}) {
      try (Foldcast fc = Devices.open(windows(512).withOwnMemory(own))) {
        for (int axis = 0; axis < 2; axis++) {
          Result sums = x.in(fc).sum(axis).read();
          assertTrue(axis == 0 || sums.reports().get(0).plan().windows().perResult() > 1);
          boolean[] reduced = {axis == 0, axis == 1};
          assertNull(Expected.of(List.of(x), null, Fold.SUM, reduced, false).differs(sums, true));
        }
      }
    }
  }

  @Test
  void neighbouringWindowsOverlap() {
    Sample a = floats(new Random(46), 4096, 1);
    Sample b = floats(new Random(47), 1, 4096);
    try (Foldcast fc = Devices.open(windows(1 << 20).withOwnMemory(true))) {
      boolean writing = false;
      // A kernel takes a tenth of a millisecond, and a busy computer may give it no core meanwhile.
      for (int run = 0; run < 50 && !writing; run++) {
        Report report = Delivery.FILE.result(a.in(fc).multiply(b.in(fc))).reports().get(0);
        writing = overlap(report.spans());
      }
      assertTrue(writing, "no kernel ran while a window was written, in 50 runs");
    }
  }

  /** Whether a kernel ran while a window was written. */
  private static boolean overlap(List<Span> spans) {
    boolean writing = false;
    for (Span write : spans) {
      for (Span kernel : spans) {
        writing |=
            write.kind() == Span.Kind.WRITE
                && kernel.kind() == Span.Kind.KERNEL
                && kernel.startNanos() < write.endNanos()
                && write.startNanos() < kernel.endNanos();
      }
    }
    return writing;
  }

  @Test
  void aFullDiskInTheMiddleIsOneErrorAndTheSessionLivesOn() {
    Sample a = floats(new Random(48), 512, 1);
    Sample b = floats(new Random(49), 1, 512);
    try (Foldcast fc = Devices.open(windows(4 << 10))) {
      Array product = a.in(fc).multiply(b.in(fc));
      Path full = Path.of("/dev/full");
      if (Files.exists(full)) {
        assertThrows(FormatException.class, () -> product.write(full));
      }
      Expected expected = Expected.of(List.of(a, b), null, Fold.NONE, new boolean[2], false);
      assertNull(expected.differs(Delivery.FILE.result(product), false));
      assertEquals(0, fc.counters().liveBuffers());
    }
  }

  @Test
  void anOutputThatFailsLeavesNothingBehind() {
    Sample a = floats(new Random(50), 512, 1);
    Sample b = floats(new Random(51), 1, 512);
    Path out = folder.resolve("out.npy");
    OutputFile closed = OutputFile.create(out);
    closed.close();
    try (Foldcast fc = Devices.open(windows(4 << 10))) {
      Array product = a.in(fc).multiply(b.in(fc));
      assertThrows(dev.foldcast.error.ClosedException.class, () -> product.write(closed));
      assertTrue(Files.notExists(out));
      assertEquals(0, fc.counters().liveBuffers());
    }
  }
}
