package dev.foldcast.io;

import dev.foldcast.error.FormatException;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.function.Consumer;

/**
 * Reads the central directory of a zip file, member by member, and finds where a member's bytes
 * are. {@link java.util.zip.ZipFile} does not say that.
 */
final class ZipDirectory {
  private static final int ENTRY = 0x02014b50;
  private static final int ENTRY_BYTES = 46;
  private static final int LOCAL = 0x04034b50;
  private static final int LOCAL_BYTES = 30;
  private static final int ZIP64_EXTRA = 1;
  private static final long IN_EXTRA = 0xffffffffL;

  private final FileChannel channel;
  private final String name;
  private final ZipEnd place;

  /**
   * The directory of an open file.
   *
   * @param name as the user named it, for messages
   */
  ZipDirectory(FileChannel channel, String name) throws IOException {
    this.channel = channel;
    this.name = name;
    this.place = ZipEnd.find(channel, name);
  }

  /** Whether the first four bytes of a file are those of a zip file: a member, or the end. */
  static boolean startsAsZip(int littleEndian) {
    return littleEndian == LOCAL || littleEndian == ZipEnd.RECORD;
  }

  /** Visits every member, in the order of the directory. */
  void forEach(Consumer<ZipMember> visitor) throws IOException {
    InputStream in =
        new BufferedInputStream(
            Channels.newInputStream(new Extent(channel, place.start(), place.end())), 1 << 16);
    long rest = place.end() - place.start();
    long members = 0;
    while (rest > 0) {
      ByteBuffer entry = next(in, ENTRY_BYTES);
      if (entry.getInt(0) != ENTRY) {
        throw damaged(
            String.format(Locale.ROOT, "has no entry where number %d should be", members + 1));
      }
      int nameBytes = entry.getShort(28) & 0xffff;
      int extraBytes = entry.getShort(30) & 0xffff;
      int commentBytes = entry.getShort(32) & 0xffff;
      byte[] memberName = next(in, nameBytes).array();
      ByteBuffer extra = next(in, extraBytes);
      next(in, commentBytes);
      visitor.accept(member(entry, memberName, extra));
      rest -= ENTRY_BYTES + nameBytes + extraBytes + commentBytes;
      members++;
    }
    // Without Zip64 the number is kept modulo 2^16 by some writers.
    if ((members & 0xffff) != (place.members() & 0xffff)) {
      throw damaged(
          String.format(Locale.ROOT, "has %d members where it says %d", members, place.members()));
    }
  }

  private ByteBuffer next(InputStream in, int count) throws IOException {
    byte[] bytes = in.readNBytes(count);
    if (bytes.length < count) {
      throw damaged("ends inside an entry");
    }
    return ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
  }

  private ZipMember member(ByteBuffer entry, byte[] memberName, ByteBuffer extra) {
    int flags = entry.getShort(8) & 0xffff;
    long compressed = entry.getInt(20) & 0xffffffffL;
    long size = entry.getInt(24) & 0xffffffffL;
    long header = entry.getInt(42) & 0xffffffffL;
    // Of the Zip64 field's numbers those only are there that are too large for their own place.
    ByteBuffer zip64 = field(extra, ZIP64_EXTRA);
    size = size == IN_EXTRA ? take(zip64) : size;
    compressed = compressed == IN_EXTRA ? take(zip64) : compressed;
    header = header == IN_EXTRA ? take(zip64) : header;
    return new ZipMember(
        ZipName.of(memberName, flags, field(extra, ZipName.UNICODE_PATH)),
        new String(memberName, StandardCharsets.ISO_8859_1),
        flags,
        entry.getShort(10) & 0xffff,
        entry.getInt(16) & 0xffffffffL,
        compressed,
        size,
        headerAt(header));
  }

  /** Where a header is that the directory says to be at {@code offset}; kept if it cannot be. */
  private long headerAt(long offset) {
    return offset <= Long.MAX_VALUE - place.before() ? offset + place.before() : offset;
  }

  /** The content of one extra field; empty where there is none. */
  private static ByteBuffer field(ByteBuffer extra, int wanted) {
    ByteBuffer rest = extra.duplicate().order(ByteOrder.LITTLE_ENDIAN);
    while (rest.remaining() >= 4) {
      int id = rest.getShort() & 0xffff;
      int length = Math.min(rest.getShort() & 0xffff, rest.remaining());
      if (id == wanted) {
        return rest.slice(rest.position(), length).order(ByteOrder.LITTLE_ENDIAN);
      }
      rest.position(rest.position() + length);
    }
    return ByteBuffer.allocate(0);
  }

  private long take(ByteBuffer zip64) {
    long value = zip64.remaining() < Long.BYTES ? -1 : zip64.getLong();
    if (value < 0) {
      throw damaged("lacks a number of 64 bits");
    }
    return value;
  }

  /**
   * Where the bytes of a member begin.
   *
   * @throws FormatException if the member's own header is not where the directory says, or its
   *     bytes are not all before the directory
   */
  long dataStart(ZipMember member) throws IOException {
    if (member.header() <= place.start() - LOCAL_BYTES) {
      ByteBuffer local = ZipEnd.read(channel, name, member.header(), LOCAL_BYTES);
      int nameBytes = local.getShort(26) & 0xffff;
      long start = member.header() + LOCAL_BYTES + nameBytes + (local.getShort(28) & 0xffff);
      if (local.getInt(0) == LOCAL
          && start <= place.start()
          && member.compressed() <= place.start() - start
          && localName(member.header() + LOCAL_BYTES, nameBytes).equals(member.rawName())) {
        return start;
      }
    }
    throw damaged(
        String.format(
            Locale.ROOT,
            "says that %d bytes of this member are at %d, where they are not",
            member.compressed(),
            member.header()));
  }

  private String localName(long at, int length) throws IOException {
    ByteBuffer bytes = ZipEnd.read(channel, name, at, length);
    return StandardCharsets.ISO_8859_1.decode(bytes).toString();
  }

  private FormatException damaged(String facts) {
    return new FormatException(
        name, "the archive's directory " + facts + "; is the file damaged? Save it again");
  }
}
