package dev.foldcast.io;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Every way to be wrong that we could think of gets one line that says what is wrong. */
class HostileHeaderTest {
  private static final byte[] DATA = new byte[48];
  private static final String REST = "'fortran_order': False, 'shape': (3, 4)}";

  @TempDir Path folder;

  private static final class Wrong {
    private final byte[] file;
    private final String part;

    Wrong(byte[] file, String part) {
      this.file = file;
      this.part = part;
    }

    @Override
    public String toString() {
      return part;
    }
  }

  private static Wrong text(String header, String part) {
    return new Wrong(Npy.v1(header, DATA), part);
  }

  private static Wrong descr(String descr, String part) {
    return new Wrong(Npy.dict(descr, "False", "(3, 4)", DATA), part);
  }

  private static Wrong fortran(String fortran) {
    String part = "has fortran_order " + fortran + ", not True or False";
    return new Wrong(Npy.dict("'<f4'", fortran, "(3, 4)", DATA), part);
  }

  private static Wrong shape(String shape, String part) {
    return new Wrong(Npy.dict("'<f4'", "False", shape, DATA), part);
  }

  private static Wrong begin(String hex, String part) {
    return new Wrong(HexFormat.of().parseHex(hex), part);
  }

  static List<Wrong> foreignFiles() {
    return List.of(
        begin("", "file is empty"),
        begin("93", "ends after 1 of at least 10 header bytes"),
        begin("934e554d5059", "ends after 6 of at least 10 header bytes"),
        begin("934e554d505901", "ends after 7 of at least 10 header bytes"),
        begin("934e554d50590100", "ends after 8 of at least 10 header bytes"),
        begin("934e554d5059010076", "ends after 9 of at least 10 header bytes"),
        begin("934e554d505901007600", "ends after 10 of 128 header bytes"),
        begin("934e554d50590200760000", "ends after 11 of at least 12 header bytes"),
        begin("934e554d5059030076000000", "ends after 12 of 130 header bytes"),
        begin("934e554d505900007600", ".npy format version 0.0; 1.0, 2.0 and 3.0"),
        begin("934e554d505904007600", ".npy format version 4.0"),
        begin("934e554d505901017600", ".npy format version 1.1"),
        begin("934e554d5059ffff7600", ".npy format version 255.255"),
        begin("934e554d50590200ffffffff7b", "header of 4294967295 bytes; the limit is 65536"),
        begin("934e554d5059030001000100", "header of 65537 bytes; the limit is 65536"),
        begin("934e554d50590200000001007b", "ends after 13 of 65548 header bytes"),
        begin("504b03041400000000", "(begins with 50 4b 03 04 14 00 00 00) but a zip file"),
        begin("504b0506", "empty zip"),
        begin("894844460d0a1a0a0000", "HDF5"),
        begin("1f8b08080000", "gunzip"),
        begin("425a6839", "bunzip2"),
        begin("fd377a585a000004", "unxz"),
        begin("28b52ffd00", "unzstd"),
        begin("50415231", "Parquet"),
        begin("80049500", "pickle"),
        begin("4d41544c414220352e30", "MATLAB"),
        begin("312e302c322e300a332e30", "not a .npy file but text (begins with '1.0,2.0\\x0a')"),
        begin("0000000000000000", "(begins with 00 00 00 00 00 00 00 00, not 93 4e 55 4d 50 59)"),
        begin("ff", "(begins with ff, not 93"),
        begin("0a", "text (begins with '\\x0a')"));
  }

  static List<Wrong> brokenDictionaries() {
    return List.of(
        text("", "has its end at character 0 where a dictionary '{' should be"),
        text("   \n", "where a dictionary '{' should be"),
        text("{", "has its end at character 1 where a string should be"),
        text("{}", "lacks the key 'descr'"),
        text("[1, 2]", "has '[' at character 0 where a dictionary"),
        text("None", "where a dictionary"),
        text("{1: 2}", "has '1' at character 1 where a string"),
        text("{'descr'}", "has '}' at character 8 where ':'"),
        text("{'descr' '<f4'}", "where ':'"),
        text("{'descr': }", "where a value"),
        text("{'descr': '<f4' 'x': 1}", "where ',' or '}'"),
        text("{'descr': '<f4', " + REST + "}", "where nothing after the dictionary"),
        text("{'descr': '<f4', " + REST + " x", "where nothing after the dictionary"),
        text("{'descr': '<f4', " + REST + "\0", "has '\\x00' at"),
        text("{'descr': '<f4', " + REST + "\u00ff", "has '\\xff' at"),
        text("{'descr': '<f4'", "has its end at"),
        text("{'descr': '<f4", "where the closing quote"),
        text("{'descr': '<f4\\", "where the closing quote"),
        text("{'descr: '<f4'}", "where ':'"),
        text("{,}", "where a string"),
        text("{'descr': '<f4',, " + REST, "where a string"),
        text("{'descr': __import__('os'), " + REST, "has '_' at character 10 where a value"),
        text("{'descr': true, " + REST, "where a value"),
        text("{'descr': {}, " + REST, "where a value"),
        text("{'descr': 1.5, " + REST, "has '.' at"),
        text("{'descr': 0x10, " + REST, "has 'x' at"),
        text("{'descr': -, " + REST, "has the number -, which is no 64-bit integer"),
        text("{'descr': '<f4', 'descr': '<f4', " + REST, "has the key 'descr' twice"),
        text("{'descr': '<f4', 'x\ny': 1, " + REST, "has the unknown key 'x\\x0ay'"),
        text("{'Descr': '<f4', " + REST, "has the unknown key 'Descr'"),
        text("{'fortran_order': False, 'shape': (3, 4)}", "lacks the key 'descr'"),
        text("{'descr': '<f4', 'shape': (3, 4)}", "lacks the key 'fortran_order'"),
        text("{'descr': '<f4', 'fortran_order': False}", "lacks the key 'shape'"),
        text("{'descr': " + "(".repeat(60000), "nested deeper than 16"),
        text("{'descr': " + "[".repeat(60000), "nested deeper than 16"),
        text("{".repeat(60000), "where a string"),
        text("{'descr': " + "9".repeat(60000), "which is no 64-bit integer"));
  }

  static List<Wrong> wrongValues() {
    return List.of(
        descr("''", "dtype '' is not supported"),
        descr("'<'", "dtype '<' is not supported"),
        descr("'<f3'", "dtype '<f3' is not supported, only"),
        descr("'<f44444444444'", "dtype '<f44444444444' is not supported"),
        descr("'<<f4'", "dtype '<<f4'"),
        descr("'f4 '", "dtype 'f4 '"),
        descr("'|O'", "dtype object ('|O')"),
        descr("'<U" + "9".repeat(5000) + "'", "..."),
        descr("\"<\\'f4\"", "dtype '<'f4'"),
        descr("'\u00e9\n'", "dtype '\\xe9\\x0a'"),
        descr("[('a', '<f4')]", "structured dtype [('a', '<f4')] is not supported"),
        descr("('<f4', (2,))", "structured dtype ('<f4', (2,)) is not supported"),
        descr("[]", "structured dtype []"),
        descr("None", "has descr None, not a dtype"),
        descr("4", "has descr 4, not a dtype"),
        descr("True", "has descr True, not a dtype"),
        fortran("None"),
        fortran("0"),
        fortran("'True'"),
        fortran("(True,)"),
        shape("3", "has shape 3, not a tuple"),
        shape("(3)", "has shape 3, not a tuple"),
        shape("[3, 4]", "has shape [3, 4], not a tuple"),
        shape("None", "has shape None"),
        shape("'(3,)'", "has shape '(3,)'"),
        shape("('3',)", "has shape ('3',), not a tuple of integers"),
        shape("(True, 4)", "has shape (True, 4)"),
        shape("(3, None)", "has shape (3, None)"),
        shape("((3,), 4)", "has shape ((3,), 4)"),
        shape("(3.0, 4)", "has '.' at"),
        shape("(3 4)", "where ',' or ')'"),
        shape("(,)", "where a value"),
        shape("(-3, 4)", "negative extent in shape (-3, 4)"),
        shape("(3, -9223372036854775808)", "negative extent"),
        shape("(9223372036854775808,)", "number 9223372036854775808, which is no 64-bit integer"),
        shape("(9223372036854775807,)", "has more than 2^63 - 1 bytes"),
        shape("(4294967296, 4294967296)", "more than 2^63 - 1 elements"),
        shape("(0, 4294967296, 4294967296)", "more than 2^63 - 1 elements"),
        shape("(2305843009213693951,)", "file ends after 48 of 9223372036854775804 data bytes"),
        shape("(" + "1,".repeat(65) + ")", "shape of rank 65: the largest rank is 64"),
        shape("(" + "0,".repeat(30000) + ")", "shape of rank 30000"),
        shape("(3, 5)", "file ends after 48 of 60 data bytes (float32, shape (3, 5))"),
        shape("(3, 3)", "file has 48 data bytes where its header says 36 (float32, shape (3, 3))"),
        shape("()", "header says 4 (float32, shape ())"),
        shape("(0,)", "header says 0 (float32, shape (0,))"));
  }

  @ParameterizedTest
  @MethodSource({"foreignFiles", "brokenDictionaries", "wrongValues"})
  void isRefusedInOneLineThatSaysWhy(Wrong wrong) {
    Path file = Npy.write(folder.resolve("a.npy"), wrong.file);
    for (Access access : Access.values()) {
      long before = Allocated.bytes();
      String message = Npy.refusal(file, () -> NpyFile.open(file, access));
      long allocated = Allocated.bytes() - before;
      assertTrue(allocated < 4 << 20, () -> "allocated " + allocated + " bytes");
      assertTrue(message.contains(wrong.part), message);
    }
  }

  static List<byte[]> unusualButRight() {
    String reordered = "{\"shape\":(3,4),'fortran_order':False,\"descr\":\"<f4\"}";
    byte[] latin = Npy.v1("{'descr': '<f4', " + REST + "\n", DATA);
    byte[] v3 = ByteBuffer.allocate(latin.length + 2).put(Npy.magic(3, 0)).array();
    ByteBuffer.wrap(v3).order(ByteOrder.LITTLE_ENDIAN).putInt(8, latin.length - 58);
    System.arraycopy(latin, 10, v3, 12, latin.length - 10);
    return List.of(
        Npy.v1(reordered, DATA),
        Npy.v1("\n\t {  'descr' :\r\n'<f4' ,\f" + REST + "  \n\n", DATA),
        Npy.dict("'<f4'", "False", "(3L, 4L)", DATA),
        Npy.dict("'<f4'", "False", "(3, 4,)", DATA),
        Npy.dict("'<f4'", "False", "(3, (4))", DATA),
        Npy.dict("('<f4')", "(False)", "((3, 4))", DATA),
        Npy.dict("u'<f4'", "False", "(3, 4)", DATA),
        Npy.dict("'\\<f4'", "False", "(3, 4)", DATA),
        Npy.dict("'=f4'", "False", "(3, 4)", DATA),
        Npy.dict("'|f4'", "False", "(3, 4)", DATA),
        Npy.dict("'f4'", "False", "(3, 4)", DATA),
        Npy.dict("'float32'", "False", "(3, 4)", DATA),
        Npy.v1("{'descr': '<f4', " + REST + " ".repeat(60000), DATA),
        v3);
  }

  @ParameterizedTest
  @MethodSource("unusualButRight")
  void unusualSpellingsAreRead(byte[] bytes) {
    Path file = Npy.write(folder.resolve("a.npy"), bytes);
    var array = NpyFile.open(file, Access.COPY);
    assertEquals("float32 (3, 4)", array.dtype() + " " + array.shape());
    assertEquals(ByteOrder.LITTLE_ENDIAN, array.order());
    assertEquals(ByteBuffer.wrap(DATA), array.memory().window(0, 48));
  }

  @Test
  void aFileCutAnywhereIsRefused() {
    byte[] whole = Npy.dict("'<f4'", "False", "(3, 4)", DATA);
    for (int length = 0; length < whole.length; length++) {
      Path file = Npy.write(folder.resolve("a.npy"), Arrays.copyOf(whole, length));
      String message = Npy.refusal(file, () -> NpyFile.open(file, Access.MAP));
      assertTrue(message.contains("is the download complete?"), message);
    }
  }

  @Test
  void asciiOnlyReachesMessages() {
    byte[] bytes = Npy.v1("{'\u001b[31m\u0007\u0085': 1}", DATA);
    Path file = Npy.write(folder.resolve("a.npy"), bytes);
    String message = Npy.refusal(file, () -> NpyFile.open(file, Access.MAP));
    assertTrue(StandardCharsets.US_ASCII.newEncoder().canEncode(message), message);
    assertTrue(message.contains("\\x1b[31m\\x07\\x85"), message);
  }
}
