package dev.foldcast.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;

/** Texts that Python and NumPy wrote (cli/write_repr.py), and some to read here. */
class PythonReprTest {
  private static final double INF = Double.POSITIVE_INFINITY;

  @Test
  void sameTextAsPython() throws IOException {
    List<String> lines;
    try (var stream = PythonReprTest.class.getResourceAsStream("/cli/repr.txt");
        var reader =
            new BufferedReader(new InputStreamReader(Objects.requireNonNull(stream), UTF_8))) {
      lines = reader.lines().toList();
    }
    assertTrue(lines.size() > 5000);
    for (String line : lines) {
      String[] words = line.split(" ", -1);
      long[] bits = new long[words.length - 2];
      for (int i = 0; i < bits.length; i++) {
        bits[i] = Long.parseUnsignedLong(words[1 + i], 16);
      }
      assertEquals(words[words.length - 1], text(words[0], bits), line);
    }
  }

  private static String text(String type, long[] bits) {
    return switch (type) {
      case "d" -> PythonRepr.of(Double.longBitsToDouble(bits[0]));
      case "f" -> PythonRepr.of(Float.intBitsToFloat((int) bits[0]));
      case "h" -> PythonRepr.half((short) bits[0]);
      case "D" ->
          PythonRepr.ofComplex128(
              Double.longBitsToDouble(bits[0]), Double.longBitsToDouble(bits[1]));
      case "F" ->
          PythonRepr.ofComplex64(
              Float.intBitsToFloat((int) bits[0]), Float.intBitsToFloat((int) bits[1]));
      default -> throw new IllegalArgumentException(type);
    };
  }

  @Test
  void doublesAsPythonPrintsThem() {
    assertEquals("0.1", PythonRepr.of(0.1));
    assertEquals("0.30000000000000004", PythonRepr.of(0.1 + 0.2));
    assertEquals("0.0", PythonRepr.of(0.0));
    assertEquals("-0.0", PythonRepr.of(-0.0));
    assertEquals("inf", PythonRepr.of(INF));
    assertEquals("-inf", PythonRepr.of(-INF));
    assertEquals("nan", PythonRepr.of(Double.NaN));
    assertEquals("nan", PythonRepr.of(Double.longBitsToDouble(-1)));
    assertEquals("1e+308", PythonRepr.of(1e308));
    assertEquals("1.7976931348623157e+308", PythonRepr.of(Double.MAX_VALUE));
    assertEquals("5e-324", PythonRepr.of(Double.MIN_VALUE));
    assertEquals("2e-323", PythonRepr.of(4 * Double.MIN_VALUE));
    assertEquals("2.2250738585072014e-308", PythonRepr.of(Double.MIN_NORMAL));
    assertEquals(
        "2e+23", PythonRepr.of(0x1.52d02c7e14af6p77)); // Java before 19 has 2.0000000000000002E23
  }

  @Test
  void exponentsBeginWherePythonsDo() {
    assertEquals("0.0001", PythonRepr.of(0.0001));
    assertEquals("9.999e-05", PythonRepr.of(0.00009999));
    assertEquals("1e-05", PythonRepr.of(0.00001));
    assertEquals("1000000000000000.0", PythonRepr.of(1e15));
    assertEquals("1234567890123456.0", PythonRepr.of(1234567890123456.0));
    assertEquals("9999999999999998.0", PythonRepr.of(9999999999999998.0));
    assertEquals("1e+16", PythonRepr.of(1e16));
    assertEquals("1.2345e+100", PythonRepr.of(1.2345e100));
  }

  @Test
  void narrowTypesHaveTheirOwnDigits() {
    assertEquals("0.1", PythonRepr.of(0.1f));
    assertEquals("300000000.0", PythonRepr.of(3e8f));
    assertEquals("16777216.0", PythonRepr.of(16777216f));
    assertEquals("2147483600.0", PythonRepr.of(0x1p31f));
    assertEquals("3.4028235e+38", PythonRepr.of(Float.MAX_VALUE));
    assertEquals("1e-45", PythonRepr.of(Float.MIN_VALUE));
    assertEquals("-1e-05", PythonRepr.of(-1e-5f));
    assertEquals("65500.0", PythonRepr.half((short) 0x7bff));
    assertEquals("-6e-08", PythonRepr.half((short) 0x8001));
    assertEquals("0.3333", PythonRepr.half((short) 0x3555));
    assertEquals("-inf", PythonRepr.half((short) 0xfc00));
    assertEquals("nan", PythonRepr.half((short) 0x7e00));
  }

  @Test
  void integersAndTruth() {
    assertEquals("-9223372036854775808", PythonRepr.of(Long.MIN_VALUE));
    assertEquals("18446744073709551615", PythonRepr.ofUnsigned(-1));
    assertEquals("42", PythonRepr.of(42));
    assertEquals("True", PythonRepr.of(true));
    assertEquals("False", PythonRepr.of(false));
  }

  @Test
  void complexNumbers() {
    assertEquals("(1.5-2j)", PythonRepr.ofComplex128(1.5, -2));
    assertEquals("2j", PythonRepr.ofComplex128(0.0, 2));
    assertEquals("(-0-2j)", PythonRepr.ofComplex128(-0.0, -2));
    assertEquals("(nan+infj)", PythonRepr.ofComplex128(Double.NaN, INF));
    assertEquals("(1+nanj)", PythonRepr.ofComplex128(1, Double.NaN));
    assertEquals("-0j", PythonRepr.ofComplex128(0.0, -0.0));
    assertEquals("(0.1+1e+20j)", PythonRepr.ofComplex64(0.1f, 1e20f));
    assertEquals("(-0-0j)", PythonRepr.ofComplex64(-0.0f, -0.0f));
  }
}
