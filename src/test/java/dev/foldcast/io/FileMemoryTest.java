package dev.foldcast.io;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.foldcast.array.DType;
import dev.foldcast.array.HostArray;
import dev.foldcast.array.HostMemory;
import dev.foldcast.array.Shape;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.Locale;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Windows of files: their edges, and what happens to the file meanwhile. */
class FileMemoryTest {
  @TempDir Path folder;

  private Path bytesFile(int length) {
    byte[] data = new byte[length];
    for (int i = 0; i < length; i++) {
      data[i] = (byte) i;
    }
    String shape = String.format(Locale.ROOT, "(%d,)", length / 4);
    return Npy.write(folder.resolve("a.npy"), Npy.dict("'<f4'", "False", shape, data));
  }

  @ParameterizedTest
  @EnumSource
  void windowsHoldTheirBytesWhereverTheyBegin(Access access) {
    HostMemory memory = NpyFile.open(bytesFile(9000), access).memory();
    for (long offset : new long[] {0, 1, 7, 64, 4095, 4096, 8999, 9000}) {
      for (long length : new long[] {0, 1, 5000}) {
        if (offset + length <= 9000) {
          ByteBuffer window = memory.window(offset, length);
          assertEquals(0, window.position());
          assertEquals(length, window.limit());
          assertEquals(ByteOrder.nativeOrder(), window.order());
          assertTrue(window.isDirect());
          for (int i = 0; i < length; i++) {
            assertEquals((byte) (offset + i), window.get(i));
          }
        }
      }
    }
  }

  @ParameterizedTest
  @EnumSource
  void windowsOutsideAreRefused(Access access) {
    HostMemory memory = NpyFile.open(bytesFile(40), access).memory();
    assertThrows(IndexOutOfBoundsException.class, () -> memory.window(0, 41));
    assertThrows(IndexOutOfBoundsException.class, () -> memory.window(40, 1));
    assertThrows(IndexOutOfBoundsException.class, () -> memory.window(-1, 1));
    assertThrows(IndexOutOfBoundsException.class, () -> memory.window(1, -1));
    assertThrows(IndexOutOfBoundsException.class, () -> memory.window(Long.MAX_VALUE, 2));
  }

  @ParameterizedTest
  @EnumSource
  void aSparseFileOfFiveGibibytesIsReadAtEveryBoundary(Access access) throws Exception {
    Path file = folder.resolve("big.npy");
    long elements = 5L << 28;
    long[] marks = LongStream.of(1L << 31, 1L << 32).flatMap(FileMemoryTest::around).toArray();
    long offset;
    try (FileChannel channel =
        FileChannel.open(file, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)) {
      ByteBuffer header = NpyWriter.header(DType.INT32, false, Shape.of(elements));
      offset = header.remaining();
      channel.write(header);
      for (long mark : marks) {
        channel.write(ByteBuffer.wrap(new byte[] {(byte) (mark * 31 + 7)}), offset + mark);
      }
      channel.write(ByteBuffer.allocate(1), offset + elements * 4 - 1);
    }
    HostArray array = NpyFile.open(file, access);
    assertEquals(elements * 4, array.memory().byteSize());
    for (long mark : marks) {
      for (int before : new int[] {0, 3, 4096, 1 << 20}) {
        ByteBuffer window = array.memory().window(mark - before, before + 8);
        assertEquals((byte) (mark * 31 + 7), window.get(before), "byte " + mark);
      }
    }
    assertEquals(0, array.memory().window(elements * 4 - 1, 1).get());
    if (access == Access.MAP) {
      ByteBuffer largest = array.memory().window((1L << 31) - 5, Integer.MAX_VALUE);
      assertEquals((byte) ((1L << 31) * 31 + 7), largest.get(5));
      assertEquals((byte) (((1L << 32) - 9) * 31 + 7), largest.get(Integer.MAX_VALUE - 3));
    }
    long tooLong = 1L << 31;
    assertThrows(IndexOutOfBoundsException.class, () -> array.memory().window(0, tooLong));
  }

  private static LongStream around(long boundary) {
    return LongStream.of(boundary - 9, boundary - 1, boundary, boundary + 1, boundary + 4096);
  }

  @ParameterizedTest
  @EnumSource
  void aFileCutMeanwhileIsRefused(Access access) throws Exception {
    Path file = bytesFile(40);
    HostMemory memory = NpyFile.open(file, access).memory();
    long size = Files.size(file);
    try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
      channel.truncate(size - 1);
    }
    String message = Npy.refusal(file, () -> memory.window(0, 4));
    assertTrue(
        message.contains(String.format(Locale.ROOT, "was cut to %d of %d bytes", size - 1, size)),
        message);
  }

  @ParameterizedTest
  @EnumSource
  void aFileReplacedOrRemovedMeanwhileIsRefused(Access access) throws Exception {
    Path file = bytesFile(40);
    HostMemory memory = NpyFile.open(file, access).memory();
    ByteBuffer held = memory.window(4, 4);
    Path other = Files.copy(file, folder.resolve("b.npy"));
    Files.move(other, file, StandardCopyOption.REPLACE_EXISTING);
    String replaced = Npy.refusal(file, () -> memory.window(0, 4));
    assertTrue(replaced.contains("another file has this name"), replaced);
    Files.delete(file);
    String removed = Npy.refusal(file, () -> memory.window(0, 4));
    assertTrue(removed.contains("no such file"), removed);
    assertEquals(4, held.get(0));
  }

  @ParameterizedTest
  @EnumSource
  void anInterruptNeitherBreaksAWindowNorGetsLost(Access access) {
    Path file = bytesFile(40);
    Thread.currentThread().interrupt();
    HostMemory memory = NpyFile.open(file, access).memory();
    assertTrue(Thread.currentThread().isInterrupted());
    assertEquals(9, memory.window(9, 4).get(0));
    assertTrue(Thread.interrupted());
  }

  @Test
  void nothingStaysOpen() throws Exception {
    Path file = bytesFile(40);
    for (Access access : Access.values()) {
      HostMemory memory = NpyFile.open(file, access).memory();
      for (int i = 0; i < 100; i++) {
        assertNotNull(memory.window(0, 40));
      }
    }
    try (Stream<Path> open = Files.list(Path.of("/proc/self/fd"))) {
      assertEquals(0, open.filter(fd -> leadsTo(fd, file)).count());
    }
  }

  private static boolean leadsTo(Path link, Path file) {
    try {
      return Files.readSymbolicLink(link).equals(file.toRealPath());
    } catch (IOException e) {
      return false;
    }
  }

  @Test
  void whatIsNoRegularFileIsRefusedWithARemedy() throws Exception {
    Path missing = folder.resolve("missing.npy");
    assertTrue(refusal(missing).contains("no such file"));
    assertTrue(refusal(folder).contains("is a folder"));
    Path below = bytesFile(40).resolve("b.npy");
    assertTrue(refusal(below).contains("Not a directory"), refusal(below));
    assertTrue(refusal(Path.of("/dev/null")).contains("is a pipe or a device"));
    Path fifo = folder.resolve("fifo");
    assertEquals(0, new ProcessBuilder("mkfifo", fifo.toString()).start().waitFor());
    assertTrue(refusal(fifo).contains("copy it to a file first"));
    Path loop = folder.resolve("loop");
    Files.createSymbolicLink(loop, loop);
    assertTrue(refusal(loop).contains("symbolic links"), refusal(loop));
  }

  private static String refusal(Path file) {
    return Npy.refusal(file, () -> NpyFile.open(file, Access.COPY));
  }
}
