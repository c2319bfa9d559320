package dev.foldcast.io;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.zip.CRC32;
import org.jspecify.annotations.Nullable;

/** Reads the name of a member as whoever wrote it meant it. */
final class ZipName {
  /** The extra field in which Info-ZIP's writers repeat a name in UTF-8. */
  static final int UNICODE_PATH = 0x7075;

  private static final int UTF_8 = 1 << 11;

  private ZipName() {}

  /**
   * The name. UTF-8 may go unannounced, as macOS writes it: text in another character set is hardly
   * ever valid UTF-8 by chance.
   *
   * @param raw its bytes
   * @param flags of the member
   * @param unicodePath content of that extra field; empty where there is none
   */
  static String of(byte[] raw, int flags, ByteBuffer unicodePath) {
    if ((flags & UTF_8) != 0) {
      return new String(raw, StandardCharsets.UTF_8);
    }
    String name = unicodePath(raw, unicodePath);
    name = name == null ? utf8(ByteBuffer.wrap(raw)) : name;
    return name == null ? new String(raw, dosCharset()) : name;
  }

  /** A version, the checksum of the name that it stands for, the name; null if it fits not. */
  private static @Nullable String unicodePath(byte[] raw, ByteBuffer field) {
    CRC32 crc = new CRC32();
    crc.update(raw);
    if (field.remaining() <= 5 || field.get() != 1 || field.getInt() != (int) crc.getValue()) {
      return null; // renamed by a program that does not know the field
    }
    return utf8(field);
  }

  private static @Nullable String utf8(ByteBuffer bytes) {
    try {
      return StandardCharsets.UTF_8.newDecoder().decode(bytes).toString();
    } catch (CharacterCodingException e) {
      return null;
    }
  }

  /** The standard's character set for names that do not say theirs; not every Java has it. */
  private static Charset dosCharset() {
    return Charset.isSupported("IBM437") ? Charset.forName("IBM437") : StandardCharsets.ISO_8859_1;
  }
}
