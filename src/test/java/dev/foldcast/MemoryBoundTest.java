package dev.foldcast;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.foldcast.array.DType;
import dev.foldcast.error.MemoryException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The bound on memory. */
class MemoryBoundTest {
  @TempDir private Path folder = Path.of("");

  @Test
  void aResultForMemoryBeyondTheBoundIsRefusedWithTheLeastThatWorks() {
    Sample row = Sample.c(DType.FLOAT32, 1, 5000);
    Sample column = Sample.c(DType.FLOAT32, 5000, 1);
    long least = Options.LEAST_MEMORY_BYTES;
    try (Foldcast fc = Devices.open(Options.DEFAULT.withMemoryBytes(least))) {
      Array outer = row.in(fc).multiply(column.in(fc));
      MemoryException e = assertThrows(MemoryException.class, outer::read);
      Matcher named = Pattern.compile("at least (\\d+)MiB").matcher(String.valueOf(e.getMessage()));
      assertTrue(named.find(), String.valueOf(e.getMessage()));
      least = Long.parseLong(named.group(1)) << 20;
      assertEquals(1.0, fc.of(new float[] {1}).sum().toDouble(), "what fits still works");
    }
    try (Foldcast fc = Devices.open(Options.DEFAULT.withMemoryBytes(least))) {
      assertEquals(0.0, row.in(fc).multiply(column.in(fc)).read().getDouble(24_999_999));
      assertTrue(fc.counters().peakAllocatedBytes() <= least);
    }
    long tooLittle = least - (1L << 20);
    try (Foldcast fc = Devices.open(Options.DEFAULT.withMemoryBytes(tooLittle))) {
      Array outer = row.in(fc).multiply(column.in(fc));
      assertThrows(MemoryException.class, outer::read);
    }
  }

  @Test
  void aResultForAFileGoesThroughWindows() throws Exception {
    Path out = folder.resolve("out.npy");
    long least = Options.LEAST_MEMORY_BYTES;
    for (boolean own : new boolean[] {false, true}) {
      Options options = Options.DEFAULT.withMemoryBytes(least).withOwnMemory(own);
      try (Foldcast fc = Devices.open(options)) {
        Sample row = Sample.c(DType.FLOAT32, 1, 5000);
        Sample column = Sample.c(DType.FLOAT32, 5000, 1);
        row.in(fc).multiply(column.in(fc)).write(out);
        assertTrue(fc.counters().peakAllocatedBytes() <= least);
      }
      assertEquals(128 + 100_000_000L, Files.size(out));
    }
  }
}
