package dev.foldcast.io;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.zip.CRC32;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;

/** Makes zip files, and spoils them: numbers are written over, at places from the format's text. */
final class Zip {
  static final int LOCAL = 0x04034b50;
  static final int CENTRAL = 0x02014b50;
  static final int END = 0x06054b50;

  private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
  private final ZipOutputStream zip = new ZipOutputStream(bytes);

  Zip stored(String name, byte... data) {
    ZipEntry entry = new ZipEntry(name);
    CRC32 crc = new CRC32();
    crc.update(data);
    entry.setMethod(ZipEntry.STORED);
    entry.setSize(data.length);
    entry.setCrc(crc.getValue());
    return add(entry, data);
  }

  Zip deflated(String name, byte... data) {
    return add(new ZipEntry(name), data);
  }

  private Zip add(ZipEntry entry, byte[] data) {
    try {
      zip.putNextEntry(entry);
      zip.write(data);
      zip.closeEntry();
      return this;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  Zip comment(String text) {
    zip.setComment(text);
    return this;
  }

  byte[] done() {
    try {
      zip.close();
      return bytes.toByteArray();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Where the first record of a kind begins; the end record is looked for from behind. */
  static int find(byte[] zip, int signature) {
    ByteBuffer bytes = ByteBuffer.wrap(zip).order(ByteOrder.LITTLE_ENDIAN);
    for (int k = 0; k <= zip.length - 4; k++) {
      int at = signature == END ? zip.length - 4 - k : k;
      if (bytes.getInt(at) == signature) {
        return at;
      }
    }
    throw new AssertionError("no such record");
  }

  /** Overwrites 2 bytes of the first record of a kind. */
  static byte[] put2(byte[] zip, int signature, int offset, int value) {
    byte[] spoilt = zip.clone();
    ByteBuffer.wrap(spoilt)
        .order(ByteOrder.LITTLE_ENDIAN)
        .putShort(find(zip, signature) + offset, (short) value);
    return spoilt;
  }

  /** Overwrites 4 bytes of the first record of a kind. */
  static byte[] put4(byte[] zip, int signature, int offset, long value) {
    byte[] spoilt = zip.clone();
    ByteBuffer.wrap(spoilt)
        .order(ByteOrder.LITTLE_ENDIAN)
        .putInt(find(zip, signature) + offset, (int) value);
    return spoilt;
  }

  /** Little-endian numbers: an Integer takes 4 bytes, a Short 2, a Long 8; text as it is. */
  static ByteBuffer record(Object... parts) {
    ByteBuffer record = ByteBuffer.allocate(1 << 12).order(ByteOrder.LITTLE_ENDIAN);
    for (Object part : parts) {
      if (part instanceof Short number) {
        record.putShort(number);
      } else if (part instanceof Integer number) {
        record.putInt(number);
      } else if (part instanceof Long number) {
        record.putLong(number);
      } else {
        record.put(part.toString().getBytes(StandardCharsets.ISO_8859_1));
      }
    }
    return record.flip();
  }
}
