package dev.foldcast;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.foldcast.array.DType;
import dev.foldcast.array.Shape;
import dev.foldcast.engine.Report;
import dev.foldcast.exact.ExactSum;
import dev.foldcast.io.Access;
import dev.foldcast.io.NpyWriter;
import dev.foldcast.io.OutputFile;
import dev.foldcast.opencl.ClCounters;
import dev.foldcast.plan.Configuration;
import dev.foldcast.plan.Fold;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.WritableByteChannel;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The cases that Foldcast was asked for. */
class ReferenceCasesTest {
  @TempDir private Path folder = Path.of("");

  private Path file(String name, DType dtype, ByteBuffer data, long... extents) {
    Path file = folder.resolve(name);
    try (OutputFile out = OutputFile.create(file)) {
      out.write(NpyWriter.header(dtype, false, Shape.of(extents)));
      out.write(data);
      out.commit();
    }
    return file;
  }

  /** Takes a .npy stream and compares its complex128 data with {@code zz[..., None] * w}. */
  private static final class Products implements WritableByteChannel {
    private final double[] z;
    private final double[] w;
    private long at = -1; // element; the header comes first

    Products(double[] z, double[] w) {
      this.z = z;
      this.w = w;
    }

    @Override
    public int write(ByteBuffer bytes) {
      int length = bytes.remaining();
      ByteBuffer data = bytes.slice().order(ByteOrder.LITTLE_ENDIAN);
      bytes.position(bytes.limit());
      if (at < 0) {
        at = 0;
        return length;
      }
      while (data.hasRemaining()) {
        int row = Math.toIntExact(at / 151); // of the first operand
        int column = (int) (row % 16 * 151L + at % 151); // of the second
        double zr = z[2 * row];
        double zi = z[2 * row + 1];
        double wr = w[2 * column];
        double wi = w[2 * column + 1];
        double re = zr * wr - zi * wi;
        double im = zr * wi + zi * wr;
        same(re, data.getDouble());
        same(im, data.getDouble());
        at++;
      }
      return length;
    }

    private void same(double want, double found) {
      if (Double.doubleToRawLongBits(want) != Double.doubleToRawLongBits(found)) {
        throw new AssertionError("element " + at + " is " + found + " instead of " + want);
      }
    }

    @Override
    public boolean isOpen() {
      return true;
    }

    @Override
    public void close() {}
  }

  @Test
  void theBroadcastComplexProductOfMappedFilesCopiesNothing() {
    Random random = new Random(5);
    double[] z = random.doubles(2 * 64 * 256 * 16, -1, 1).toArray();
    double[] w = new double[2 * 16 * 151];
    for (int i = 0; i < w.length; i += 2) {
      double x = 20 * random.nextDouble();
      w[i] = Math.cos(x);
      w[i + 1] = -Math.sin(x);
    }
    Path left = file("zz.npy", DType.COMPLEX128, bytes(z), 64, 256, 16, 1);
    Path right = file("w.npy", DType.COMPLEX128, bytes(w), 1, 1, 16, 151);
    try (Foldcast fc = Devices.open()) {
      Array product = fc.npy(left, Access.MAP).multiply(fc.npy(right, Access.MAP));
      assertEquals(Shape.of(64, 256, 16, 151), product.shape());
      Products products = new Products(z, w);
      OutputFile out = OutputFile.toStream(products, "products");
      List<Report> reports = fc.evaluator().write(product.node(), out);
      assertEquals(64L * 256 * 16 * 151, products.at);
      Report report = reports.get(0);
      assertEquals(1, reports.size());
      long output = 16L * 64 * 256 * 16 * 151;
      assertTrue(report.peakDeviceBytes() <= 128L << 20, "peak " + report.peakDeviceBytes());
      assertEquals(0, report.uploadedBytes());
      assertEquals(0, report.copiedBytes());
      assertEquals(output, report.readBackBytes());
      assertEquals(report.plan().windows().count(), report.passes());
    }
  }

  private static ByteBuffer bytes(double[] values) {
    ByteBuffer bytes = ByteBuffer.allocateDirect(8 * values.length).order(ByteOrder.LITTLE_ENDIAN);
    bytes.asDoubleBuffer().put(values);
    return bytes;
  }

  @Test
  void aHundredMillionOnesInAFileSumToTheirNumber() {
    ByteBuffer ones = ByteBuffer.allocateDirect(4_000_000).order(ByteOrder.LITTLE_ENDIAN);
    while (ones.hasRemaining()) {
      ones.putFloat(1);
    }
    Path file = folder.resolve("ones.npy");
    try (OutputFile out = OutputFile.create(file)) {
      out.write(NpyWriter.header(DType.FLOAT32, false, Shape.of(100_000_000)));
      for (int i = 0; i < 100; i++) {
        out.write(ones.clear());
      }
      out.commit();
    }
    try (Foldcast fc = Devices.open()) {
      Result result = fc.npy(file, Access.MAP).sum().read();
      assertEquals(100_000_000.0, result.toDouble()); // plain float32 adds stop at 2^24
      assertEquals(0, result.reports().get(0).copiedBytes());
    }
  }

  @Test
  void sumsThatPlainAdditionGetsWrongAreRight() {
    double[] tenths = new double[10];
    java.util.Arrays.fill(tenths, 0.1);
    int pairs = 500_000;
    List<Double> cancelling = new ArrayList<>();
    Random random = new Random(6);
    for (int i = 0; i < pairs; i++) {
      double x = Math.scalb(1 + random.nextDouble(), random.nextInt(401) - 200);
      cancelling.add(x);
      cancelling.add(-x);
    }
    cancelling.add(1e-300);
    Collections.shuffle(cancelling, random);
    double[] shuffled = cancelling.stream().mapToDouble(Double::doubleValue).toArray();
    float[] tie = {1, 0x1p-24f, 0x1p-60f};
    try (Foldcast fc = Devices.open()) {
      assertEquals(1.0, fc.of(tenths).sum().toDouble());
      assertEquals(1e308, fc.of(new double[] {1e308, 1e308, -1e308}).sum().toDouble());
      assertEquals(1e-300, fc.of(shuffled).sum().toDouble());
      assertEquals(Math.nextUp(1f), fc.of(tie).sum().toDouble());
    }
  }

  @Test
  void anArrayInFOrderGivesTheBitsOfItsCopyInCOrder() {
    Sample c = Sample.c(DType.FLOAT32, 15100, 265);
    c.fill(Sample.Numbers.UNIFORM, new Random(7));
    Sample f =
        new Sample(DType.FLOAT32, new long[] {15100, 265}, new long[] {1, 15100}, 0, false, 0);
    for (int i = 0; i < 15100; i++) {
      for (int j = 0; j < 265; j++) {
        f.memory.putInt(4 * (j * 15100 + i), c.memory.getInt(4 * (i * 265 + j)));
      }
    }
    try (Foldcast fc = Devices.open()) {
      for (int axis = 0; axis < 2; axis++) {
        boolean[] reduced = {axis == 0, axis == 1};
        Expected expected = Expected.of(List.of(c), null, Fold.SUM, reduced, false);
        assertNull(expected.differs(c.in(fc).sum(axis).read(), true), "C, axis " + axis);
        assertNull(expected.differs(f.in(fc).sum(axis).read(), true), "F, axis " + axis);
      }
    }
  }

  @Test
  void chainsOfUpToTwentyPassesAreRight() {
    Sample all = Sample.c(DType.FLOAT64, (1 << 20) + 1);
    all.fill(Sample.Numbers.TIES, new Random(8));
    Configuration twos = new Configuration(2, 1 << 12, 1, true, 1, 1);
    try (Foldcast fc = Devices.open(Options.DEFAULT.withConfiguration(twos))) {
      for (int k = 0; k <= 20; k++) {
        for (int n = Math.max(1, (1 << k) - 1); n <= (1 << k) + 1; n++) {
          ExactSum sum = new ExactSum();
          for (int i = 0; i < n; i++) {
            sum.add(all.memory.getDouble(8 * i));
          }
          ByteBuffer part = all.memory.duplicate().limit(8 * n).order(all.memory.order());
          Result result = fc.of(part, DType.FLOAT64, n).sum().read();
          assertEquals(sum.toDouble(), result.toDouble(), "length " + n);
          int passes = Math.max(1, 32 - Integer.numberOfLeadingZeros(n - 1));
          assertEquals(passes, result.reports().get(0).passes(), "length " + n);
        }
      }
    }
  }

  @Test
  void tenThousandOperationsOnFourThreadsLeaveNothingBehind() throws Exception {
    Foldcast fc = Devices.open();
    ExecutorService threads = Executors.newFixedThreadPool(4);
    try (fc) {
      List<Future<Integer>> done = new ArrayList<>();
      for (int t = 0; t < 4; t++) {
        int thread = t;
        done.add(threads.submit(() -> operations(fc, thread)));
      }
      int total = 0;
      for (Future<Integer> part : done) {
        total += part.get();
      }
      assertEquals(10_000, total);
      ClCounters after = fc.counters();
      assertEquals(0, after.liveBuffers());
      assertEquals(0, after.wrappedBytes() + after.allocatedBytes());
      assertTrue(after.liveEvents() <= 4, "events alive: " + after.liveEvents());
      // A context, a queue, three programs, and for each of four threads their kernels.
      assertTrue(after.liveHandles() <= 5 + 4 * 5 + 4, "handles alive: " + after.liveHandles());
    } finally {
      threads.shutdown();
    }
    assertEquals(0, fc.counters().liveHandles());
  }

  private static int operations(Foldcast fc, int thread) {
    Random random = new Random(thread);
    for (int i = 0; i < 2500; i++) {
      int n = 1 + random.nextInt(500);
      double[] x = random.doubles(n, -1, 1).toArray();
      if (i % 3 == 0) {
        double[] products = fc.of(x).multiply(fc.of(x)).read().toDoubles();
        int at = random.nextInt(n);
        assertEquals(x[at] * x[at], products[at]);
      } else {
        ExactSum sum = new ExactSum();
        for (double each : x) {
          sum.add(each);
        }
        Array array = i % 3 == 1 ? fc.of(x) : fc.of(bytes(x), DType.FLOAT64, n);
        assertEquals(sum.toDouble(), array.sum().toDouble(), "thread " + thread + ", turn " + i);
      }
      if (i % 100 == 0) {
        System.gc();
      }
    }
    return 2500;
  }
}
