package dev.foldcast.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.ByteArrayOutputStream;
import java.io.PrintWriter;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class TextStreamTest {
  private static String printed(Charset charset, String text) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    new PrintWriter(new TextStream(bytes, charset), true).println(text);
    return bytes.toString(charset).stripTrailing();
  }

  @Test
  void whatACharacterSetHasNotIsEscaped() {
    String text = "a \u00e9 \u65e5 \ud83d\ude00";
    assertEquals(text, printed(StandardCharsets.UTF_8, text));
    assertEquals("a \u00e9 \\u65e5 \\ud83d\\ude00", printed(StandardCharsets.ISO_8859_1, text));
    assertEquals("a \\u00e9 \\u65e5 \\ud83d\\ude00", printed(StandardCharsets.US_ASCII, text));
  }

  @Test
  void jsonIsUtf8FromThenOn() {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    TextStream stream = new TextStream(bytes, StandardCharsets.ISO_8859_1);
    PrintWriter out = new PrintWriter(stream, true);
    stream.useUtf8();
    out.print("\u65e5");
    out.flush();
    assertEquals("\u65e5", bytes.toString(StandardCharsets.UTF_8));
  }
}
