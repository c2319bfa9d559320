package dev.foldcast.io;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.foldcast.array.DType;
import dev.foldcast.array.HostArray;
import dev.foldcast.array.HostMemory;
import dev.foldcast.array.Shape;
import dev.foldcast.error.FormatException;
import java.io.ByteArrayInputStream;
import java.io.FileInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.SequenceInputStream;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Arrays out of streams: where they end, where they are kept. */
class NpyStreamTest {
  @TempDir Path folder;

  private static byte[] vector(int from, int count) {
    byte[] data = new byte[count];
    for (int k = 0; k < count; k++) {
      data[k] = (byte) (from + k);
    }
    return Npy.dict("'|i1'", "False", String.format(Locale.ROOT, "(%d,)", count), data);
  }

  private static void assertVector(int from, int count, HostArray array) {
    assertEquals("stdin", array.name());
    assertEquals(Shape.of(count), array.shape());
    ByteBuffer window = array.memory().window(0, count);
    for (int k = 0; k < count; k++) {
      assertEquals((byte) (from + k), window.get(k));
    }
  }

  @ParameterizedTest
  @EnumSource
  void arraysFollowEachOtherInAStream(Access access) throws Exception {
    InputStream in =
        new SequenceInputStream(
            new ByteArrayInputStream(vector(1, 5)), new ByteArrayInputStream(vector(7, 300)));
    assertVector(1, 5, NpyStream.open(in, "stdin", access));
    assertVector(7, 300, NpyStream.open(in, "stdin", access));
    assertEquals(-1, in.read());
  }

  @ParameterizedTest
  @EnumSource
  void aFileIsUsedWhereItLiesAndLeftBehindTheArray(Access access) throws Exception {
    Path file = Npy.write(folder.resolve("a"), vector(1, 5));
    Files.write(file, vector(7, 300), StandardOpenOption.APPEND);
    Files.write(file, new byte[] {42}, StandardOpenOption.APPEND);
    try (FileInputStream in = new FileInputStream(file.toFile())) {
      HostArray first = NpyStream.open(in, "stdin", access);
      HostArray second = NpyStream.open(in, "stdin", access);
      assertEquals(42, in.read());
      Thread.currentThread().interrupt();
      assertVector(1, 5, first);
      assertVector(7, 300, second);
      assertTrue(Thread.interrupted());
      assertEquals(access == Access.MAP, first.memory().isShared());
      assertTrue(refusal(in).contains("stdin: is empty"), refusal(in));
    }
  }

  @Test
  void aFileCutMeanwhileIsRefused() throws Exception {
    Path file = Npy.write(folder.resolve("a"), vector(1, 300));
    try (FileInputStream in = new FileInputStream(file.toFile())) {
      HostMemory memory = NpyStream.open(in, "stdin", Access.COPY).memory();
      try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
        channel.truncate(100);
      }
      String message = Npy.refusal(Path.of("stdin"), () -> memory.window(0, 300));
      assertTrue(message.contains("was cut to 100 of"), message);
    }
  }

  @Test
  void aStreamThatEndsEarlySaysWhere() throws Exception {
    byte[] whole = vector(1, 300);
    for (int length : List.of(0, 1, 7, 8, 9, 10, 50, whole.length - 300, whole.length - 1)) {
      byte[] part = java.util.Arrays.copyOf(whole, length);
      int data = length - (whole.length - 300);
      String says =
          length == 0
              ? "is empty"
              : data < 0
                  ? "header bytes"
                  : String.format(Locale.ROOT, "ends after %d of 300 data bytes", data);
      String piped = refusal(new ByteArrayInputStream(part));
      assertTrue(piped.contains(says), piped);
      Path file = Npy.write(folder.resolve("a"), part);
      try (FileInputStream in = new FileInputStream(file.toFile())) {
        String redirected = refusal(in);
        assertTrue(redirected.contains(says), redirected);
      }
    }
  }

  private static String refusal(InputStream in) {
    return Npy.refusal(Path.of("stdin"), () -> NpyStream.open(in, "stdin", Access.MAP));
  }

  @ParameterizedTest
  @EnumSource
  void moreThanALittleIsKeptInAFileWithoutAName(Access access) throws Exception {
    int count = 17 << 20;
    InputStream in = new ByteArrayInputStream(vector(3, count));
    HostArray array = NpyStream.open(in, "stdin", access);
    assertEquals(access == Access.MAP, array.memory().isShared());
    assertVector(3, count, array);
  }

  @Test
  void withoutRoomForACopyNothingIsReadAndNothingIsLeft() throws Exception {
    byte[] header = bytes(NpyWriter.header(DType.INT8, false, Shape.of(1L << 60)));
    String message = refusal(new ByteArrayInputStream(header));
    assertTrue(message.contains("needs a temporary copy of 1152921504606846976 bytes"), message);
    assertTrue(message.contains("set TMPDIR to another folder"), message);
    Path file = Npy.write(folder.resolve("a"));
    String nowhere = spoolRefusal(List.of(folder.resolve("none"), file));
    assertTrue(nowhere.contains("is a folder to write in; set TMPDIR"), nowhere);
    Path kept = Files.createDirectory(folder.resolve("kept"));
    String early = spoolRefusal(List.of(folder.resolve("none"), kept));
    assertEquals("stdin: early 20000", early);
    try (Stream<Path> left = Files.list(kept)) {
      assertFalse(left.findAny().isPresent());
    }
  }

  private static String spoolRefusal(List<Path> folders) {
    var in = Channels.newChannel(new ByteArrayInputStream(new byte[20_000]));
    return Npy.refusal(
        Path.of("stdin"),
        () ->
            new Spool("stdin", folders)
                .keep(in, 1 << 25, Access.MAP, n -> new FormatException("stdin", "early " + n)));
  }

  private static byte[] bytes(ByteBuffer buffer) {
    byte[] bytes = new byte[buffer.remaining()];
    buffer.get(bytes);
    return bytes;
  }

  @Test
  void whatCannotBeReadSaysSo() {
    InputStream broken =
        new InputStream() {
          @Override
          public int read() throws IOException {
            throw new IOException("Input/output error");
          }

          @Override
          public int read(byte[] to, int start, int count) throws IOException {
            return read();
          }
        };
    assertTrue(refusal(broken).contains("cannot be read: Input/output error"));
  }
}
