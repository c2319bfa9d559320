package dev.foldcast;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.foldcast.array.DType;
import dev.foldcast.array.HostArray;
import dev.foldcast.array.HostMemory;
import dev.foldcast.array.Layout;
import dev.foldcast.array.Shape;
import dev.foldcast.io.Access;
import dev.foldcast.io.NpyFile;
import dev.foldcast.io.NpyWriter;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Places far into an array, of which a sparse file holds only what is looked at. */
class LargeOffsetTest {
  @TempDir private Path folder = Path.of("");

  /** Sparse float32 zeros with {@code i + 1} at every {@code step}-th element. */
  private HostMemory sparse(long elements, long step) throws java.io.IOException {
    Path file = folder.resolve("sparse.npy");
    ByteBuffer header = NpyWriter.header(DType.FLOAT32, false, Shape.of(elements));
    long start = header.remaining();
    try (FileChannel out =
        FileChannel.open(file, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)) {
      out.write(header);
      out.write(ByteBuffer.allocate(1), start + 4 * elements - 1);
      for (long at = 0; at < elements; at += step) {
        ByteBuffer one = ByteBuffer.allocate(4).order(ByteOrder.LITTLE_ENDIAN);
        long number = at / step + 1;
        out.write(one.putFloat(0, (float) number), start + 4 * at);
      }
    }
    return NpyFile.open(file, Access.MAP).memory();
  }

  private static HostArray view(HostMemory memory, long[] extents, long[] strides, long offset) {
    Layout layout = Layout.strided(Shape.of(extents), strides, offset);
    return new HostArray("sparse", DType.FLOAT32, layout, ByteOrder.LITTLE_ENDIAN, memory);
  }

  @Test
  void elementsBeyond2To28AreReachedForwardsAndBackwards() throws Exception {
    long elements = (1L << 29) - 64; // the largest window of a file has 2^31 - 1 bytes
    long step = 1L << 20;
    HostMemory memory = sparse(elements, step);
    long n = (elements - 1) / step + 1;
    try (Foldcast fc = Devices.open()) {
      HostArray forward = view(memory, new long[] {n}, new long[] {step}, 0);
      assertEquals(n * (n + 1) / 2.0, fc.of(forward).sum().toDouble());
      HostArray backward = view(memory, new long[] {n, 2}, new long[] {-step, 0}, (n - 1) * step);
      Result pairs = fc.of(backward).sum(1).read();
      for (int i = 0; i < n; i++) {
        assertEquals(2.0 * (n - i), pairs.getDouble(i));
      }
    }
  }
}
