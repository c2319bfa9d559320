package dev.foldcast.io;

import dev.foldcast.error.FormatException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.util.Locale;

/**
 * The end of a zip file: where its central directory is.
 *
 * @param start of the directory
 * @param end of the directory, where the end records begin
 * @param members that there are
 * @param before bytes that lie before the archive, as in a self-extracting one: its offsets do not
 *     count them
 */
record ZipEnd(long start, long end, long members, long before) {
  static final int RECORD = 0x06054b50;
  private static final int RECORD_BYTES = 22;

  /** A comment's, or, as in Python's zipfile, those of bytes that somebody appended. */
  private static final int MOST_BEHIND = 0xffff;

  private static final int LOCATOR64 = 0x07064b50;
  private static final int LOCATOR64_BYTES = 20;
  private static final int RECORD64 = 0x06064b50;
  private static final int RECORD64_BYTES = 56;

  /**
   * Finds the end.
   *
   * @param name as the user named it, for messages
   * @throws FormatException if this is no zip file, or it contradicts itself
   */
  static ZipEnd find(FileChannel channel, String name) throws IOException {
    long size = channel.size();
    int length = (int) Math.min(size, RECORD_BYTES + MOST_BEHIND);
    ByteBuffer tail = read(channel, name, size - length, length);
    for (int at = length - RECORD_BYTES; at >= 0; at--) {
      // A comment of the right length tells the record from bytes that look like one.
      if (tail.getInt(at) == RECORD && behind(tail, at) == 0) {
        return of(channel, name, tail.slice(at, RECORD_BYTES), size - length + at);
      }
    }
    for (int at = length - RECORD_BYTES; at >= 0; at--) {
      if (tail.getInt(at) == RECORD && behind(tail, at) > 0) {
        ZipEnd found = of(channel, name, tail.slice(at, RECORD_BYTES), size - length + at);
        refuseInner(channel, name, found);
        return found;
      }
    }
    throw new FormatException(
        name,
        "the archive has no end record of a zip file; is the download complete, or much appended?");
  }

  /** Bytes of a file behind an end record and its comment; negative if the comment is cut. */
  private static int behind(ByteBuffer tail, int at) {
    return tail.limit() - at - RECORD_BYTES - (tail.getShort(at + 20) & 0xffff);
  }

  /**
   * Refuses an archive with bytes before it and behind it in a file that begins with another one:
   * what is left of a cut archive may end with the last bytes of an archive that was its member.
   */
  private static void refuseInner(FileChannel channel, String name, ZipEnd found)
      throws IOException {
    if (found.before > 0 && ZipDirectory.startsAsZip(read(channel, name, 0, 4).getInt())) {
      throw new FormatException(
          name,
          "the archive has no end record of its own, but one of an archive inside it; is the download"
              + " complete?");
    }
  }

  private static ZipEnd of(FileChannel channel, String name, ByteBuffer record, long at)
      throws IOException {
    record.order(ByteOrder.LITTLE_ENDIAN);
    int disks = record.getShort(4) | record.getShort(6);
    long members = record.getShort(10) & 0xffffL;
    long bytes = record.getInt(12) & 0xffffffffL;
    long start = record.getInt(16) & 0xffffffffL;
    long end = at;
    boolean full = members == 0xffff || bytes == 0xffffffffL || start == 0xffffffffL;
    if (full && at >= LOCATOR64_BYTES) {
      ByteBuffer locator = read(channel, name, at - LOCATOR64_BYTES, LOCATOR64_BYTES);
      if (locator.getInt(0) == LOCATOR64) {
        end = place64(channel, name, at - LOCATOR64_BYTES, locator.getLong(8));
        ByteBuffer record64 = read(channel, name, end, RECORD64_BYTES);
        disks = record64.getInt(16) | record64.getInt(20);
        members = record64.getLong(32);
        bytes = record64.getLong(40);
        start = record64.getLong(48);
      }
    }
    if (disks != 0 && disks != -1) {
      throw new FormatException(name, "the archive is one of several parts; join them first");
    }
    if (bytes < 0 || start < 0 || bytes > end || start > end - bytes) {
      throw new FormatException(
          name,
          String.format(
                  Locale.ROOT,
                  "the archive's directory of %d bytes at %d does not end at its end record at %d; is the",
                  bytes,
                  start,
                  end)
              + " file damaged, or cut out of another one?");
    }
    return new ZipEnd(end - bytes, end, members, end - bytes - start);
  }

  /**
   * Where the Zip64 end record is: right before its locator, as always where bytes before the
   * archive are not counted, or where that says.
   */
  private static long place64(FileChannel channel, String name, long locator, long said)
      throws IOException {
    for (long at : new long[] {locator - RECORD64_BYTES, said}) {
      if (at >= 0
          && at <= locator - RECORD64_BYTES
          && read(channel, name, at, Integer.BYTES).getInt() == RECORD64) {
        return at;
      }
    }
    throw new FormatException(
        name,
        String.format(
            Locale.ROOT, "the archive has no Zip64 end record at %d; is the file damaged?", said));
  }

  /** Little-endian bytes, all there. */
  static ByteBuffer read(FileChannel channel, String name, long position, int length)
      throws IOException {
    ByteBuffer bytes = ByteBuffer.allocate(length).order(ByteOrder.LITTLE_ENDIAN);
    FileBytes.fill(channel, name, position, bytes);
    return bytes.flip();
  }
}
