package dev.foldcast.opencl;

import static dev.foldcast.opencl.Fixture.NONE;
import static dev.foldcast.opencl.Fixture.size;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.foldcast.error.MemoryException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.ReadOnlyBufferException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TransferTest {
  private final ClSession session = Fixture.open();
  private final ClQueue queue = session.queue(false);

  @AfterEach
  void nothingIsLeft() {
    session.close();
    assertEquals(0, session.counters().liveHandles());
  }

  private static void outside(Runnable use) {
    assertThrows(IndexOutOfBoundsException.class, use::run);
  }

  private static void refused(Runnable use) {
    assertThrows(IllegalArgumentException.class, use::run);
  }

  @Test
  void rangesOutsideAreRefusedBeforeTheDriver() {
    ClBuffer buffer = session.allocate(16);
    ClBuffer other = session.allocate(8);
    long calls = session.counters().calls();
    ByteBuffer eight = Fixture.direct(8);
    outside(() -> queue.write(buffer, 9, eight, NONE));
    outside(() -> queue.write(buffer, -1, eight, NONE));
    outside(() -> queue.write(buffer, Long.MAX_VALUE, eight, NONE));
    outside(() -> queue.read(buffer, 12, eight, NONE));
    outside(() -> queue.read(other, 0, Fixture.direct(9), NONE));
    outside(() -> queue.copy(buffer, 0, other, 4, 8, NONE));
    outside(() -> queue.copy(other, 4, buffer, 0, 8, NONE));
    outside(() -> queue.fill(buffer, 16, 4, 0, NONE));
    outside(() -> queue.fill(buffer, 4, Long.MAX_VALUE - 3, 0, NONE));
    refused(() -> queue.write(buffer, 0, Fixture.direct(0), NONE));
    refused(() -> queue.copy(buffer, 0, other, 0, 0, NONE));
    refused(() -> queue.copy(buffer, 0, buffer, 4, 8, NONE));
    refused(() -> queue.fill(buffer, 2, 4, 0, NONE));
    refused(() -> session.allocate(0));
    refused(() -> session.allocate(-1));
    refused(() -> session.wrap(ByteBuffer.allocate(8)));
    refused(() -> session.wrap(Fixture.direct(0)));
    refused(() -> session.wrapWritable(Fixture.direct(8).asReadOnlyBuffer()));
    assertThrows(
        ReadOnlyBufferException.class,
        () -> queue.read(buffer, 0, Fixture.direct(8).asReadOnlyBuffer(), NONE));
    assertEquals(calls, session.counters().calls());
  }

  @Test
  void memoryThatIsOnlyReadIsNeverWritten() {
    ClBuffer wrapped = session.wrap(Fixture.ints(4, 0).asReadOnlyBuffer());
    ClBuffer other = session.allocate(16);
    refused(() -> queue.write(wrapped, 0, Fixture.direct(4), NONE));
    refused(() -> queue.fill(wrapped, 0, 4, 0, NONE));
    refused(() -> queue.copy(other, 0, wrapped, 0, 4, NONE));
  }

  @Test
  void positionsAndOffsetsOfHeapAndDirectBuffersAreHonoured() {
    ClBuffer buffer = session.allocate(32);
    byte[] array = new byte[40];
    for (int i = 0; i < array.length; i++) {
      array[i] = (byte) i;
    }
    ByteBuffer heap = ByteBuffer.wrap(array, 2, 30).slice().position(3).limit(11);
    ByteBuffer direct = Fixture.direct(40).put(array).position(20).limit(28);
    ByteBuffer readOnly = ByteBuffer.wrap(array).position(30).limit(38).asReadOnlyBuffer();
    queue.write(buffer, 0, heap, NONE);
    queue.write(buffer, 8, direct, NONE);
    queue.write(buffer, 16, readOnly, NONE);
    queue.fill(buffer, 24, 8, 0x01010101, NONE);
    assertEquals(3, heap.position());
    assertEquals(20, direct.position());
    byte[] back = new byte[50];
    ByteBuffer window = ByteBuffer.wrap(back, 10, 40).slice().position(1).limit(33);
    queue.read(buffer, 0, window, NONE);
    ByteBuffer direct32 = Fixture.direct(40).position(8);
    queue.read(buffer, 0, direct32, NONE);
    for (int i = 0; i < 32; i++) {
      int expected = i < 8 ? 5 + i : i < 16 ? 20 + i - 8 : i < 24 ? 30 + i - 16 : 1;
      assertEquals(expected, back[11 + i]);
      assertEquals(expected, direct32.get(8 + i));
    }
    assertEquals(0, back[10]);
    assertEquals(0, back[43]);
    assertEquals(0, direct32.get(7));
    ClCounters counters = session.counters();
    assertEquals(24, counters.uploadedBytes());
    assertEquals(64, counters.readBackBytes());
    assertEquals(32, counters.peakAllocatedBytes());
  }

  @Test
  void copyMovesBytesBetweenBuffers() {
    ClBuffer a = session.wrap(Fixture.ints(4, 10));
    ClBuffer b = session.allocate(16);
    queue.fill(b, 0, 16, 0, NONE);
    queue.copy(a, 4, b, 8, 8, NONE);
    ByteBuffer back = Fixture.direct(16);
    queue.read(b, 0, back, NONE);
    assertEquals(
        List.of(0, 0, 11, 12), List.of(at(back, 0), at(back, 1), at(back, 2), at(back, 3)));
    assertEquals(8, session.counters().copiedBytes());
    assertEquals(16, session.counters().wrappedBytes());
  }

  private static int at(ByteBuffer ints, int i) {
    return ints.getInt(i * Integer.BYTES);
  }

  @Test
  void buffersBeyondTheDeviceAreMemoryErrors() {
    DeviceInfo info = session.device().info();
    long tooMuch = info.maxAllocationBytes() + 1;
    MemoryException e = assertThrows(MemoryException.class, () -> session.allocate(tooMuch));
    assertEquals(tooMuch, e.neededBytes());
    assertEquals(info.maxAllocationBytes(), e.limitBytes());
    assertTrue(String.valueOf(e.getMessage()).contains("in one buffer"), e.getMessage());
    assertEquals(0, session.counters().allocatedBytes());
  }

  @Test
  void readOnlyMappedFileIsWrappedAtByte128(@TempDir Path folder) throws IOException {
    Path file = folder.resolve("mapped");
    ByteBuffer content = ByteBuffer.allocate(128 + 4096).order(ByteOrder.nativeOrder());
    for (int i = 0; i < 1024; i++) {
      content.putInt(128 + 4 * i, i);
    }
    Files.write(file, content.array());
    ByteBuffer mapped;
    try (FileChannel channel = FileChannel.open(file)) {
      mapped = channel.map(FileChannel.MapMode.READ_ONLY, 0, channel.size());
    }
    ClProgram program = session.build("test", Fixture.SOURCE, "");
    ByteBuffer back = Fixture.direct(4096);
    try (ClBuffer in = session.wrap(mapped.position(128));
        ClBuffer out = session.allocate(4096);
        ClKernel kernel = program.kernel("plus")) {
      kernel.arg(0, in).arg(1, out).argInt(2, 5);
      ClEvent done = queue.launch(kernel, size(1024), size(64), NONE);
      queue.read(out, 0, back, List.of(done));
    }
    for (int i = 0; i < 1024; i++) {
      assertEquals(i + 5, at(back, i));
    }
  }

  @Test
  void wrappedMemoryOutlivesItsByteBuffer() {
    ClProgram program = session.build("test", Fixture.SOURCE, "");
    ClBuffer out = session.allocate(4 << 18);
    for (int round = 0; round < 30; round++) {
      ClBuffer in = session.wrap(Fixture.ints(1 << 18, round));
      System.gc();
      try (ClKernel kernel = program.kernel("plus").arg(0, in).arg(1, out).argInt(2, 1)) {
        queue.launch(kernel, size(1 << 18), size(64), NONE).close();
      }
      System.gc();
      ByteBuffer filler = Fixture.ints(1 << 18, -1);
      ByteBuffer back = Fixture.direct(4 << 18);
      queue.read(out, 0, back, NONE).close();
      for (int i = 0; i < 1 << 18; i += 1013) {
        assertEquals(round + i + 1, at(back, i));
      }
      assertEquals(-1, at(filler, 0));
      in.close();
    }
    assertEquals(0, session.counters().wrappedBytes());
  }
}
