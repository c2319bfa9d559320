package dev.foldcast.io;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.foldcast.error.FoldcastException;
import dev.foldcast.error.FormatException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Archives that lie get one line, soon and without much memory. */
class HostileArchiveTest {
  private static final byte[] ARRAY = Npy.dict("'<f4'", "False", "(3, 4)", new byte[48]);

  @TempDir Path folder;

  private record Lie(String part, boolean deflated, UnaryOperator<byte[]> spoil) {
    @Override
    public String toString() {
      return part;
    }
  }

  private static Lie central(String part, boolean deflated, int offset, long value) {
    return new Lie(part, deflated, zip -> Zip.put4(zip, Zip.CENTRAL, offset, value));
  }

  static List<Lie> lies() {
    int size = ARRAY.length;
    return List.of(
        new Lie("is encrypted", false, zip -> Zip.put2(zip, Zip.CENTRAL, 8, 1)),
        new Lie("compression method 93 (Zstandard)", true, z -> Zip.put2(z, Zip.CENTRAL, 10, 93)),
        new Lie("compression method 777;", false, z -> Zip.put2(z, Zip.CENTRAL, 10, 777)),
        central("bytes from " + size + " stored ones", false, 24, size - 1),
        central("says that 2147483647 bytes of this member are at 0", true, 20, 0x7fffffff),
        central("are at 17, where they are not", false, 42, 17),
        central("are at 4294967294, where they are not", true, 42, 0xfffffffeL),
        central("lacks a number of 64 bits", false, 42, 0xffffffffL),
        central("lacks a number of 64 bits", true, 24, 0xffffffffL),
        central("which cannot be", true, 24, 0x7fffffff),
        central("member ends after 47 of 48 data bytes", true, 24, size - 1),
        central("member has 49 data bytes", true, 24, size + 1),
        central("have checksum", true, 16, 12345),
        new Lie("where they are not", false, z -> Zip.put4(z, Zip.LOCAL, 30, 0x61616161)),
        new Lie("where they are not", false, z -> Zip.put2(z, Zip.LOCAL, 28, 60_000)),
        new Lie("has no entry where number 1", true, z -> Zip.put4(z, Zip.CENTRAL, 0, 7)),
        new Lie("ends inside an entry", true, z -> Zip.put2(z, Zip.CENTRAL, 28, 5000)),
        new Lie("ends inside an entry", true, z -> Zip.put2(z, Zip.CENTRAL, 32, 50)),
        new Lie("has 1 members where it says 2", true, z -> Zip.put2(z, Zip.END, 10, 2)),
        new Lie("one of several parts", true, z -> Zip.put2(z, Zip.END, 4, 1)),
        new Lie("of this member are at", true, z -> Zip.put4(z, Zip.END, 16, 3)),
        new Lie("does not end at its end record", true, z -> Zip.put4(z, Zip.END, 12, 0x7fffffff)),
        new Lie("does not end at its end record", true, z -> Zip.put4(z, Zip.END, 16, 0xffffffffL)),
        new Lie("no end record", true, z -> Zip.put2(z, Zip.END, 20, 1)),
        new Lie("no end record", false, z -> Arrays.copyOf(z, z.length - 1)),
        new Lie("no end record", false, z -> Arrays.copyOf(z, z.length + (1 << 16))),
        new Lie("no end record", false, z -> Arrays.copyOf(z, 10)));
  }

  @ParameterizedTest
  @MethodSource("lies")
  void eachLieIsNamedInOneLine(Lie lie) {
    byte[] zip =
        (lie.deflated ? new Zip().deflated("abcd", ARRAY) : new Zip().stored("abcd", ARRAY)).done();
    Path good = Npy.write(folder.resolve("good.npz"), zip);
    assertEquals(48, NpzFile.open(good, "abcd", Access.COPY).memory().byteSize());
    Path file = Npy.write(folder.resolve("bad.npz"), lie.spoil.apply(zip));
    for (Access access : Access.values()) {
      Path name = Path.of(file + ":abcd");
      String message = Npy.refusal(name, () -> NpzFile.open(file, "abcd", access));
      assertTrue(message.contains(lie.part), message);
    }
  }

  @Test
  void aNameThatIsThereTwiceIsRefused() {
    byte[] zip = new Zip().stored("abcd", ARRAY).stored("abce", ARRAY).done();
    int second = zip.length - 22 - 4;
    assertEquals("abce", new String(zip, second, 4, java.nio.charset.StandardCharsets.US_ASCII));
    zip[second + 3] = 'd';
    Path file = Npy.write(folder.resolve("a.npz"), zip);
    Path name = Path.of(file + ":abcd");
    String message = Npy.refusal(name, () -> NpzFile.open(file, "abcd", Access.MAP));
    assertTrue(message.contains("has 2 members of that name"), message);
  }

  @Test
  void aCutArchiveIsNotTakenForTheOneInIt() {
    byte[] inner = new Zip().stored("b", ARRAY).done();
    byte[] zip = new Zip().stored("inner", inner).stored("b", new byte[100]).done();
    Path file = Npy.write(folder.resolve("a.npz"), Arrays.copyOf(zip, zip.length - 150));
    Path name = Path.of(file + ":b");
    String message = Npy.refusal(name, () -> NpzFile.open(file, "b", Access.MAP));
    assertTrue(message.contains("is the download complete?"), message);
  }

  @Test
  void everyCutArchiveIsRefused() {
    byte[] zip = new Zip().deflated("a", ARRAY).stored("b", ARRAY).done();
    for (int length = 1; length < zip.length; length++) {
      Path file = Npy.write(folder.resolve("a.npz"), Arrays.copyOf(zip, length));
      Npy.refusal(Path.of(file + ":b"), () -> NpzFile.open(file, "b", Access.MAP));
    }
  }

  @Test
  void everySpoiltByteIsRefusedOrHarmless() {
    byte[] zip = new Zip().deflated("a", ARRAY).stored("b", ARRAY).done();
    Random random = new Random(1);
    for (int at = 0; at < zip.length; at++) {
      byte[] spoilt = zip.clone();
      spoilt[at] ^= (byte) (1 + random.nextInt(255));
      Path file = Npy.write(folder.resolve("a.npz"), spoilt);
      for (String member : List.of("a", "b")) {
        try {
          var array = NpzFile.open(file, member, Access.COPY);
          assertEquals(48, array.memory().window(0, 48).remaining(), "byte " + at);
        } catch (FoldcastException e) {
          assertEquals(1, String.valueOf(e.getMessage()).lines().count(), "byte " + at);
        }
      }
    }
  }

  @Test
  void aBombIsRefusedBeforeItUnfolds() {
    // The member goes on for 64 MiB after what its directory and header say.
    byte[] bomb = Arrays.copyOf(ARRAY, 64 << 20);
    byte[] zip = new Zip().deflated("abcd", bomb).done();
    Path honest = Npy.write(folder.resolve("honest.npz"), zip);
    Path lying =
        Npy.write(folder.resolve("lying.npz"), Zip.put4(zip, Zip.CENTRAL, 24, ARRAY.length));
    long before = Allocated.bytes();
    assertTrue(refusal(honest).contains("where its header says 48"), refusal(honest));
    assertTrue(refusal(lying).contains("are more than the"), refusal(lying));
    assertTrue(Allocated.bytes() - before < 2 << 20);
  }

  private static String refusal(Path file) {
    FormatException e =
        assertThrows(FormatException.class, () -> NpzFile.open(file, "abcd", Access.MAP));
    return String.valueOf(e.getMessage());
  }
}
