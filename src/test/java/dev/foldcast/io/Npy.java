package dev.foldcast.io;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.foldcast.error.FormatException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import org.junit.jupiter.api.function.Executable;

/** Makes .npy files from parts, right or wrong. */
final class Npy {
  private Npy() {}

  /** A format 1.0 file: magic, the length of the text, the text, then data. */
  static byte[] v1(String header, byte... data) {
    byte[] text = header.getBytes(StandardCharsets.ISO_8859_1);
    return ByteBuffer.allocate(10 + text.length + data.length)
        .order(ByteOrder.LITTLE_ENDIAN)
        .put(magic(1, 0))
        .putShort((short) text.length)
        .put(text)
        .put(data)
        .array();
  }

  static byte[] magic(int major, int minor) {
    return new byte[] {(byte) 0x93, 'N', 'U', 'M', 'P', 'Y', (byte) major, (byte) minor};
  }

  static byte[] dict(String descr, String fortran, String shape, byte... data) {
    return v1(
        String.format(
            Locale.ROOT,
            "{'descr': %s, 'fortran_order': %s, 'shape': %s, }\n",
            descr,
            fortran,
            shape),
        data);
  }

  /** Runs what must be refused with one line that begins with the file's name; gives the line. */
  static String refusal(Path file, Executable action) {
    FormatException e = assertThrows(FormatException.class, action);
    String message = String.valueOf(e.getMessage());
    assertEquals(file.toString(), e.file());
    assertTrue(message.startsWith(file + ": "), message);
    assertEquals(1, message.lines().count(), message);
    assertTrue(message.length() < file.toString().length() + 400, message);
    return message;
  }

  static Path write(Path file, byte... bytes) {
    try {
      // Truncating a file instead makes ext4 flush it when it is closed.
      Files.deleteIfExists(file);
      return Files.write(file, bytes);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
