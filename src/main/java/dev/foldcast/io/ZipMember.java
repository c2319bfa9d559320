package dev.foldcast.io;

import dev.foldcast.error.FormatException;
import java.util.Locale;
import java.util.Map;

/**
 * What the central directory of a zip file says about a member.
 *
 * @param name as it was meant
 * @param rawName its bytes, one a character
 * @param crc of the uncompressed bytes, as {@link java.util.zip.CRC32}
 * @param size uncompressed, in bytes
 * @param header where the local header begins
 */
record ZipMember(
    String name,
    String rawName,
    int flags,
    int method,
    long crc,
    long compressed,
    long size,
    long header) {
  static final int STORED = 0;
  static final int DEFLATED = 8;

  private static final int ENCRYPTED = 1;

  /** What deflate reaches: 258 bytes of two bits. */
  private static final long MOST_RATIO = 1032;

  private static final Map<Integer, String> METHODS =
      Map.of(9, "Deflate64", 12, "bzip2", 14, "LZMA", 93, "Zstandard", 95, "xz", 99, "encrypted");

  /**
   * Refuses what cannot be read.
   *
   * @param file as the user named the member, for messages
   */
  void check(String file) {
    if ((flags & ENCRYPTED) != 0) {
      throw new FormatException(
          file, "the member is encrypted; save it again with numpy.savez, or unpack it");
    }
    if (method != STORED && method != DEFLATED) {
      String known = METHODS.containsKey(method) ? " (" + METHODS.get(method) + ")" : "";
      throw new FormatException(
          file,
          String.format(
                  Locale.ROOT,
                  "the member has compression method %d%s; stored and deflated ones can be read: save it",
                  method,
                  known)
              + " again with numpy.savez_compressed");
    }
    long most = compressed > Long.MAX_VALUE / MOST_RATIO ? Long.MAX_VALUE : compressed * MOST_RATIO;
    if (method == STORED ? size != compressed : size > most) {
      throw new FormatException(
          file,
          String.format(
              Locale.ROOT,
              "the directory says %d bytes from %d %s ones, which cannot be; is the file damaged?",
              size,
              compressed,
              method == STORED ? "stored" : "compressed"));
    }
  }
}
