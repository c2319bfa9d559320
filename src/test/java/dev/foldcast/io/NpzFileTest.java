package dev.foldcast.io;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.foldcast.array.DType;
import dev.foldcast.array.HostArray;
import dev.foldcast.array.Runs;
import dev.foldcast.array.Shape;
import dev.foldcast.error.FormatException;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Members of archives that NumPy and Python wrote, and of larger ones than belong in a checkout.
 */
class NpzFileTest {
  private static final Path FOLDER = Path.of("src/test/resources/npy/npz");

  /** As in make_fixtures.py. */
  private static final Map<String, Map.Entry<DType, Shape>> MEMBERS =
      Map.of(
          "x", Map.entry(DType.FLOAT32, Shape.of(2, 3, 4)),
          "z", Map.entry(DType.COMPLEX128, Shape.of(3)),
          "n", Map.entry(DType.INT64, Shape.of()),
          "none", Map.entry(DType.UINT8, Shape.of(0, 3)),
          "with:colon", Map.entry(DType.INT16, Shape.of(2, 3, 4)),
          "fo/lder/p\u00e4ron", Map.entry(DType.FLOAT64, Shape.of(3)));

  @TempDir Path folder;

  @ParameterizedTest
  @ValueSource(
      strings = {
        "savez",
        "compressed",
        "stored-plain",
        "stored-piped",
        "stored-piped-zip64",
        "deflated-plain",
        "deflated-piped",
        "deflated-piped-zip64"
      })
  void everyMemberReadsAsItsClosedForm(String name) {
    Path file = FOLDER.resolve(name + ".npz");
    boolean deflated = name.startsWith("deflated") || name.equals("compressed");
    for (var member : MEMBERS.entrySet()) {
      for (Access access : Access.values()) {
        HostArray array = NpzFile.open(file, member.getKey(), access);
        assertEquals(file + ":" + member.getKey(), array.name());
        assertEquals(member.getValue().getKey(), array.dtype());
        assertEquals(member.getValue().getValue(), array.shape());
        ByteBuffer expected = ByteBuffer.wrap(NpyFixturesTest.expected(array));
        assertEquals(expected, array.memory().window(0, array.memory().byteSize()));
        assertEquals(deflated || access == Access.MAP, array.memory().isShared());
        if (expected.hasRemaining()) {
          ByteBuffer into = ByteBuffer.allocateDirect(expected.remaining());
          array.memory().gather(new Runs(0, expected.remaining(), List.of()), into);
          assertEquals(expected, into.flip());
        }
      }
    }
  }

  @Test
  void aMemberMayBeNamedWithItsSuffix() {
    assertEquals(
        Shape.of(2, 3, 4), NpzFile.open(FOLDER.resolve("savez.npz"), "x.npy", Access.MAP).shape());
    Path plain = FOLDER.resolve("stored-plain.npz");
    String name = plain + ":x.npy";
    String message = Npy.refusal(Path.of(name), () -> NpzFile.open(plain, "x.npy", Access.MAP));
    assertTrue(message.contains("no such member"), message);
  }

  /** A file of int8. */
  static byte[] vector(int... values) {
    byte[] data = new byte[values.length];
    for (int k = 0; k < values.length; k++) {
      data[k] = (byte) values[k];
    }
    return Npy.dict("'|i1'", "False", String.format(Locale.ROOT, "(%d,)", data.length), data);
  }

  @Test
  void anArchiveMayHaveACommentThatLooksLikeItsEnd() {
    String comment = new String(new char[] {'P', 'K', 5, 6}) + "x".repeat(60);
    byte[] zip = new Zip().stored("a", vector(7)).comment(comment).done();
    Path file = Npy.write(folder.resolve("a.npz"), zip);
    assertEquals(7, NpzFile.open(file, "a", Access.MAP).memory().window(0, 1).get());
  }

  private static byte[] joined(byte[]... parts) {
    ByteArrayOutputStream all = new ByteArrayOutputStream();
    for (byte[] part : parts) {
      all.writeBytes(part);
    }
    return all.toByteArray();
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 21, 22, 100, 0xffff})
  void bytesBehindTheEndDoNoHarm(int count) {
    byte[] plain = new Zip().stored("a", vector(7)).done();
    byte[] behind = new byte[count];
    Path file = Npy.write(folder.resolve("a.npz"), joined(plain, behind));
    assertEquals(7, NpzFile.open(file, "a", Access.MAP).memory().window(0, 1).get());
    if (count < 0xffff) {
      byte[] commented = new Zip().deflated("a", vector(8)).comment("c".repeat(20)).done();
      Npy.write(file, joined(commented, Arrays.copyOf(behind, count / 2)));
      assertEquals(8, NpzFile.open(file, "a", Access.MAP).memory().window(0, 1).get());
    }
  }

  @Test
  void bytesBeforeTheArchiveDoNoHarm() throws IOException {
    byte[] before = "#!/bin/sh\nexec unzip \"$0\"\n".getBytes(StandardCharsets.US_ASCII);
    for (String name : List.of("savez", "compressed", "stored-piped-zip64")) {
      byte[] archive = Files.readAllBytes(FOLDER.resolve(name + ".npz"));
      Path file = Npy.write(folder.resolve("a"), joined(before, archive));
      assertEquals(Shape.of(2, 3, 4), NpzFile.open(file, "x", Access.MAP).shape());
      assertEquals(DType.COMPLEX128, NpzFile.open(file, "z", Access.COPY).dtype());
    }
    // With Zip64 the same archive twice is the second one, though the first has all its records.
    Path file = folder.resolve("a");
    byte[] large = Files.readAllBytes(largeArchive(1));
    Npy.write(file, joined(large, large));
    assertEquals(Shape.of(1), NpzFile.open(file, "a", Access.MAP).shape());
    Npy.write(file, joined(before, large));
    assertEquals(2, NpzFile.open(file, "b", Access.MAP).memory().window(0, 1).get());
  }

  @Test
  void whoNamesNoMemberIsToldWhichThereAre() {
    String message =
        String.valueOf(NpzFile.memberMissing(FOLDER.resolve("savez.npz")).getMessage());
    assertTrue(message.contains("savez.npz:MEMBER. It has x, z, n, none, with:colon,"), message);
    assertTrue(message.endsWith("fo/lder/p\u00e4ron"), message);
    Path empty = Npy.write(folder.resolve("empty.npz"), new Zip().done());
    assertTrue(NpzFile.isArchive(empty));
    assertTrue(
        String.valueOf(NpzFile.memberMissing(empty).getMessage()).contains("without members"));
  }

  @Test
  void aMissingMemberOfThousandsGivesAShortMessage() {
    Zip zip = new Zip();
    for (int k = 0; k < 70_000; k++) {
      zip.stored("m" + k + ".npy");
    }
    zip.deflated("last.npy", vector(5));
    Path file = Npy.write(folder.resolve("a.npz"), zip.done());
    assertEquals(5, NpzFile.open(file, "last", Access.MAP).memory().window(0, 1).get());
    String message = refusal(file, "none");
    assertTrue(message.contains("it has m0, m1, m2,"), message);
    assertTrue(message.contains("m9 and 69991 more: name one of them"), message);
  }

  private static String refusal(Path file, String member) {
    String first = "";
    for (Access access : Access.values()) {
      first = Npy.refusal(Path.of(file + ":" + member), () -> NpzFile.open(file, member, access));
    }
    return first;
  }

  /**
   * Two stored members of 5 GiB, holes all but their last byte, with the Zip64 numbers they need.
   */
  private Path largeArchive(long elements) throws IOException {
    Path file = folder.resolve("large.npz");
    ByteBuffer npy = NpyWriter.header(DType.INT8, false, Shape.of(elements));
    long size = npy.remaining() + elements;
    int full = -1;
    try (FileChannel out =
        FileChannel.open(file, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)) {
      long[] headers = new long[2];
      for (int k = 0; k < 2; k++) {
        headers[k] = out.position();
        write(
            out,
            Zip.record(
                Zip.LOCAL,
                (short) 45,
                (short) 0,
                (short) 0,
                0,
                0,
                full,
                full,
                (short) 5,
                (short) 20,
                k == 0 ? "a.npy" : "b.npy",
                (short) 1,
                (short) 16,
                size,
                size));
        write(out, npy.duplicate());
        out.position(out.position() + elements - 1);
        write(out, ByteBuffer.wrap(new byte[] {(byte) (k + 1)}));
      }
      long start = out.position();
      for (int k = 0; k < 2; k++) {
        write(
            out,
            Zip.record(
                Zip.CENTRAL,
                (short) 45,
                (short) 45,
                (short) 0,
                (short) 0,
                0,
                0,
                full,
                full,
                (short) 5,
                (short) 28,
                (short) 0,
                (short) 0,
                (short) 0,
                0,
                full,
                k == 0 ? "a.npy" : "b.npy",
                (short) 1,
                (short) 24,
                size,
                size,
                headers[k]));
      }
      long end = out.position();
      write(
          out,
          Zip.record(
              0x06064b50,
              44L,
              (short) 45,
              (short) 45,
              0,
              0,
              2L,
              2L,
              end - start,
              start,
              0x07064b50,
              0,
              end,
              1,
              Zip.END,
              (short) 0,
              (short) 0,
              (short) -1,
              (short) -1,
              full,
              full,
              (short) 0));
    }
    return file;
  }

  private static void write(FileChannel out, ByteBuffer bytes) throws IOException {
    while (bytes.hasRemaining()) {
      out.write(bytes);
    }
  }

  @ParameterizedTest
  @EnumSource
  void membersBeyondFourGibibytesAreReadWhereTheyLie(Access access) throws Exception {
    long elements = 5L << 30;
    Path file = largeArchive(elements);
    for (String member : List.of("a", "b")) {
      HostArray array = NpzFile.open(file, member, access);
      assertEquals(Shape.of(elements), array.shape());
      byte last = (byte) (member.equals("a") ? 1 : 2);
      assertEquals(last, array.memory().window(elements - 5, 5).get(4));
      ByteBuffer into = ByteBuffer.allocateDirect(2);
      array.memory().gather(new Runs(0, 1, List.of(new Runs.Loop(2, elements - 1))), into);
      assertEquals(last, into.get(1));
    }
  }

  @Test
  void aLargeDeflatedMemberIsKeptInAFileWithoutAName() throws Exception {
    byte[] data = new byte[20 << 20];
    for (int k = 0; k < data.length; k++) {
      data[k] = (byte) (k * 31 + k / 997);
    }
    String shape = String.format(Locale.ROOT, "(%d,)", data.length);
    byte[] npy = Npy.dict("'|i1'", "False", shape, data);
    Path file = Npy.write(folder.resolve("a.npz"), new Zip().deflated("a", npy).done());
    for (Access access : Access.values()) {
      useAndForget(file, data, access);
      awaitNoSpools();
    }
  }

  /** In a frame of its own, which keeps nothing. */
  private static void useAndForget(Path file, byte[] data, Access access) throws IOException {
    HostArray array = NpzFile.open(file, "a", access);
    assertEquals(access == Access.MAP, array.memory().isShared());
    assertEquals(1, spools());
    Thread.currentThread().interrupt();
    assertEquals(ByteBuffer.wrap(data), array.memory().window(0, data.length));
    ByteBuffer into = ByteBuffer.allocateDirect(1000);
    array.memory().gather(new Runs(7, 1, List.of(new Runs.Loop(1000, 20_000))), into);
    assertTrue(Thread.interrupted());
    for (int k = 0; k < 1000; k++) {
      assertEquals(data[7 + 20_000 * k], into.get(k));
    }
  }

  /** Open files that have lost their name. */
  private static long spools() throws IOException {
    try (Stream<Path> open = Files.list(Path.of("/proc/self/fd"))) {
      return open.filter(NpzFileTest::isSpool).count();
    }
  }

  private static boolean isSpool(Path link) {
    try {
      String target = Files.readSymbolicLink(link).toString();
      return target.contains("foldcast-") && target.endsWith(".spool (deleted)");
    } catch (IOException e) {
      return false;
    }
  }

  /** What is unreachable is closed when the collector has seen it. */
  private static void awaitNoSpools() throws Exception {
    for (int turn = 0; spools() > 0; turn++) {
      assertTrue(turn < 1000, "a temporary file is still open");
      System.gc();
      Thread.sleep(10);
    }
  }

  @Test
  void compressionsOtherThanDeflateAreRefusedByName() {
    Path lzma = FOLDER.resolve("refused-lzma.npz");
    assertTrue(refusal(lzma, "x").contains("compression method 14 (LZMA)"), refusal(lzma, "x"));
    Path bzip2 = FOLDER.resolve("refused-bzip2.npz");
    assertTrue(refusal(bzip2, "x").contains("compression method 12 (bzip2)"));
  }

  @Test
  void aMemberThatIsNoArrayIsRefusedAsAFileWouldBe() {
    byte[] zip =
        new Zip()
            .stored("text", "hello world".getBytes(java.nio.charset.StandardCharsets.US_ASCII))
            .deflated("short", Npy.dict("'<f4'", "False", "(3,)", new byte[11]))
            .stored("long", Npy.dict("'<f4'", "False", "(3,)", new byte[13]))
            .deflated("deflated-long", Npy.dict("'<f4'", "False", "(3,)", new byte[1 << 20]))
            .stored("cut", new byte[] {(byte) 0x93, 'N', 'U'})
            .stored("nothing")
            .deflated("object", Npy.dict("'|O'", "False", "(3,)", new byte[12]))
            .done();
    Path file = Npy.write(folder.resolve("a.npz"), zip);
    for (var expected :
        Map.of(
                "text", "not a .npy file but text",
                "short", "member ends after 11 of 12 data bytes",
                "long", "member has 13 data bytes where its header says 12",
                "deflated-long", "member has 1048576 data bytes where its header says 12",
                "cut", "ends after 3 of at least 10 header bytes",
                "nothing", "is empty",
                "object", "object")
            .entrySet()) {
      String message = refusal(file, expected.getKey());
      assertTrue(message.contains(expected.getValue()), message);
    }
  }

  @Test
  void aMissingArchiveIsAMissingFile() {
    assertTrue(refusal(folder.resolve("none.npz"), "a").contains("no such file"));
    Path npy = Npy.write(folder.resolve("a.npz"), vector(1, 2, 3));
    assertTrue(refusal(npy, "a").contains("no end record of a zip file"));
    assertThrows(FormatException.class, () -> NpzFile.open(folder, "a", Access.MAP));
  }
}
