package dev.foldcast.io;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.foldcast.array.DType;
import dev.foldcast.array.HostArray;
import dev.foldcast.array.Layout;
import dev.foldcast.array.Shape;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/** Reads what NumPy wrote; make_fixtures.py beside the files says what is in them. */
class NpyFixturesTest {
  private static final Path FOLDER = Path.of("src/test/resources/npy");

  /** DTYPE-ENDIAN-ORDER-vVERSION-SHAPE.npy. */
  private record Fixture(Path file, String dtype, ByteOrder order, boolean fortran, Shape shape) {
    static Fixture of(Path file) {
      String[] parts = file.getFileName().toString().replace(".npy", "").split("-", -1);
      return new Fixture(
          file,
          parts[0],
          parts[1].equals("le") ? ByteOrder.LITTLE_ENDIAN : ByteOrder.BIG_ENDIAN,
          parts[2].equals("f"),
          parseShape(parts[4], "x"));
    }
  }

  private static Shape parseShape(String text, String separator) {
    return text.equals("scalar")
        ? Shape.of()
        : Shape.of(Arrays.stream(text.split(separator, -1)).mapToLong(Long::parseLong).toArray());
  }

  @TestFactory
  Stream<DynamicTest> everyFixtureReadsAsItsClosedForm() throws Exception {
    List<Path> files;
    try (Stream<Path> all = Files.list(FOLDER)) {
      files = all.filter(f -> f.toString().endsWith(".npy")).sorted().toList();
    }
    assertTrue(files.size() > 180, () -> files.size() + " fixtures: run make_fixtures.py");
    return files.stream()
        .map(Fixture::of)
        .map(f -> DynamicTest.dynamicTest(f.file.getFileName().toString(), () -> check(f)));
  }

  private static void check(Fixture fixture) {
    if (DType.named(fixture.dtype).isEmpty()) {
      String message = Npy.refusal(fixture.file, () -> NpyFile.open(fixture.file, Access.MAP));
      assertTrue(message.contains("dtype " + fixture.dtype + " ('"), message);
      return;
    }
    for (Access access : Access.values()) {
      HostArray array = NpyFile.open(fixture.file, access);
      Layout layout = fixture.fortran ? Layout.f(fixture.shape) : Layout.c(fixture.shape);
      assertEquals(layout, array.layout());
      assertEquals(fixture.dtype, array.dtype().numpyName());
      assertEquals(fixture.file.toString(), array.name());
      if (array.dtype().itemBytes() > 1) {
        assertEquals(fixture.order, array.order());
      }
      ByteBuffer found = array.memory().window(0, array.memory().byteSize());
      assertTrue(found.isDirect());
      assertEquals(access == Access.MAP, array.memory().isShared());
      assertEquals(ByteBuffer.wrap(expected(array)), found);
    }
  }

  /** The bytes that the file should have: element k of the closed form at its place. */
  static byte[] expected(HostArray array) {
    int item = array.dtype().itemBytes();
    ByteBuffer bytes = ByteBuffer.allocate((int) array.shape().size() * item).order(array.order());
    for (int k = 0; k < array.shape().size(); k++) {
      put(bytes.position((int) index(array.layout(), k) * item), array.dtype(), k);
    }
    return bytes.array();
  }

  /** Where element k in C order lies. */
  private static long index(Layout layout, long k) {
    long index = 0;
    for (int axis = layout.shape().rank() - 1; axis >= 0; axis--) {
      index += k % layout.shape().extent(axis) * layout.stride(axis);
      k /= layout.shape().extent(axis);
    }
    return index;
  }

  private static void put(ByteBuffer at, DType dtype, long k) {
    long v = (7 * k + 3) % 23;
    String name = dtype.numpyName();
    if (name.startsWith("complex")) {
      putReal(at, dtype.component(), (v - 11) / 2.0);
      putReal(at, dtype.component(), ((5 * k + 1) % 17 - 8) / 4.0);
    } else if (name.startsWith("float")) {
      putReal(at, dtype, (v - 11) / 2.0);
    } else {
      putInteger(at, dtype, name.equals("bool") ? v % 2 : name.startsWith("uint") ? v : v - 11);
    }
  }

  private static void putReal(ByteBuffer at, DType dtype, double value) {
    switch (dtype.itemBytes()) {
      case 2 -> at.putShort(half(value));
      case 4 -> at.putFloat((float) value);
      default -> at.putDouble(value);
    }
  }

  /** float16 of a multiple of 1/2 below 16: normal, and exact. */
  private static short half(double value) {
    if (value == 0) {
      return 0;
    }
    int exponent = Math.getExponent(value);
    int fraction = (int) ((Math.abs(value) / Math.scalb(1.0, exponent) - 1) * 1024);
    return (short) ((value < 0 ? 0x8000 : 0) | (exponent + 15) << 10 | fraction);
  }

  private static void putInteger(ByteBuffer at, DType dtype, long value) {
    switch (dtype.itemBytes()) {
      case 1 -> at.put((byte) value);
      case 2 -> at.putShort((short) value);
      case 4 -> at.putInt((int) value);
      default -> at.putLong(value);
    }
  }

  @TestFactory
  Stream<DynamicTest> otherTypesAreRefusedByName() {
    return Stream.of(
            "object (",
            "structured dtype [('x', '<f4'), ('y', '<i4', (2,))]",
            "bytes ('|S3')",
            "str ('<U3')",
            "datetime64 ('<M8[s]')",
            "timedelta64 ('<m8[ms]')",
            "void ('|V8')",
            "float128 ('<f16')",
            "complex256 ('<c32')")
        .map(
            expected -> {
              String file = expected.replaceFirst("[ (].*", "") + ".npy";
              return DynamicTest.dynamicTest(file, () -> refuses(file, expected));
            });
  }

  private static void refuses(String file, String expected) {
    Path path = FOLDER.resolve("refused").resolve(file);
    String message = Npy.refusal(path, () -> NpyFile.open(path, Access.COPY));
    assertTrue(message.contains(expected), message);
    assertTrue(message.contains("not supported"), message);
  }

  @Test
  void headersAreThoseOfNumpyByteForByte() throws Exception {
    int compared = 0;
    for (String line : Files.readAllLines(FOLDER.resolve("headers.txt"))) {
      String[] parts = line.split(" ", -1);
      if (DType.named(parts[0]).isEmpty()) {
        continue;
      }
      DType dtype = DType.named(parts[0]).orElseThrow();
      ByteBuffer header =
          NpyWriter.header(dtype, parts[1].equals("True"), parseShape(parts[2], ","));
      assertArrayEquals(HexFormat.of().parseHex(parts[3]), bytes(header), line);
      compared++;
    }
    assertTrue(compared >= 90, "compared " + compared);
  }

  private static byte[] bytes(ByteBuffer buffer) {
    byte[] bytes = new byte[buffer.remaining()];
    buffer.get(bytes);
    return bytes;
  }
}
