package dev.foldcast;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.foldcast.array.DType;
import dev.foldcast.array.HostArray;
import dev.foldcast.array.Layout;
import dev.foldcast.array.Shape;
import dev.foldcast.io.Access;
import dev.foldcast.io.NpyFile;
import dev.foldcast.plan.Plan;
import dev.foldcast.plan.Transfer;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Boxes of operands that reach beyond 2^31 and 2^32 bytes, of sparse files. */
class LargeBoxTest {
  private static final long ROWS = 100_000;
  private static final long COLUMNS = 16_200; // 6.48e9 bytes of float32

  @TempDir private Path folder = Path.of("");

  /** An F-order array with x[i, j] = i - 99_000 + j for a few i and all j. */
  private HostArray columns(long[] rows) throws Exception {
    Path file = folder.resolve("f.npy");
    try (LargeFile out = new LargeFile(file, DType.FLOAT32, true, ROWS, COLUMNS)) {
      for (long j = 0; j < COLUMNS; j++) {
        for (long i : rows) {
          out.put(i + ROWS * j, (double) (i - 99_000 + j));
        }
      }
    }
    return NpyFile.open(file, Access.MAP);
  }

  @Test
  void aBoxOfRowsTimesABroadcastRowIsRight() throws Exception {
    long first = 99_997;
    HostArray whole = columns(new long[] {first, first + 1, first + 2});
    Layout box = Layout.strided(Shape.of(3, COLUMNS), new long[] {1, ROWS}, first);
    HostArray rows = new HostArray("rows", whole.dtype(), box, whole.order(), whole.memory());
    Sample row = Sample.c(DType.FLOAT32, 1, COLUMNS);
    for (int j = 0; j < COLUMNS; j++) {
      row.memory.putFloat(4 * j, 1 + j % 7);
    }
    Options[] all = {
      Options.DEFAULT.withMemoryBytes(Options.LEAST_MEMORY_BYTES),
      Options.DEFAULT.withMemoryBytes(Options.LEAST_MEMORY_BYTES).withOwnMemory(true)
    };
    for (Options options : all) {
      try (Foldcast fc = Devices.open(options)) {
        Result product = fc.of(rows).multiply(row.in(fc)).read();
        for (int i = 0; i < 3; i++) {
          for (int j = 0; j < COLUMNS; j++) {
            float want = (float) (first + i - 99_000 + j) * (1 + j % 7);
            assertEquals(want, (float) product.getDouble(i * COLUMNS + j), i + ", " + j);
          }
        }
        Plan plan = product.reports().get(0).plan();
        assertEquals(Transfer.PACK, plan.windows().window(0).boxes().get(0).transfer());
        assertTrue(product.reports().get(0).copiedBytes() <= 2 * 3 * 4 * COLUMNS);
      }
    }
  }
}
