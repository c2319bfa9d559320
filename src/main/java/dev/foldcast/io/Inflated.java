package dev.foldcast.io;

import dev.foldcast.error.FormatException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ReadableByteChannel;
import java.util.Locale;
import java.util.zip.CRC32;
import java.util.zip.DataFormatException;
import java.util.zip.Inflater;

/** The bytes of a deflated member, in the order they have; checked at the end. */
final class Inflated implements ReadableByteChannel {
  private final Extent in;
  private final ZipMember member;
  private final String name;
  private final Inflater inflater = new Inflater(/* nowrap= */ true);
  private final CRC32 crc = new CRC32();
  private final ByteBuffer compressed = ByteBuffer.allocate(1 << 16).limit(0);

  Inflated(Extent in, ZipMember member, String name) {
    this.in = in;
    this.member = member;
    this.name = name;
  }

  @Override
  public int read(ByteBuffer to) throws IOException {
    int begin = to.position();
    try {
      while (to.position() == begin && to.hasRemaining()) {
        if (inflater.finished()) {
          return -1;
        }
        if (inflater.needsInput()) {
          refill();
        }
        inflater.inflate(to);
        if (inflater.needsDictionary()) {
          throw damaged("need a dictionary");
        }
      }
    } catch (DataFormatException e) {
      throw damaged("are not deflated ones: " + e.getMessage());
    }
    if (inflater.getBytesWritten() > member.size()) {
      throw damaged(
          String.format(
              Locale.ROOT, "are more than the %d that its directory says", member.size()));
    }
    int count = to.position() - begin;
    crc.update(to.slice(begin, count));
    return count;
  }

  private void refill() throws IOException {
    compressed.clear();
    if (in.read(compressed) < 0) {
      throw damaged(
          String.format(
              Locale.ROOT, "end after %d of %d", inflater.getBytesWritten(), member.size()));
    }
    inflater.setInput(compressed.flip());
  }

  /** Refuses a member that goes on, ends early, or has other bytes than were put into it. */
  void finish() throws IOException {
    if (read(ByteBuffer.allocate(1)) >= 0 || inflater.getBytesWritten() != member.size()) {
      throw damaged(
          String.format(
              Locale.ROOT,
              "are %d, not the %d that its directory says",
              inflater.getBytesWritten(),
              member.size()));
    }
    if (crc.getValue() != member.crc()) {
      throw damaged(
          String.format(
              Locale.ROOT,
              "have checksum %08x, not %08x as they should",
              crc.getValue(),
              member.crc()));
    }
  }

  private FormatException damaged(String facts) {
    return new FormatException(
        name, "the member's bytes " + facts + "; is the file damaged? Get or save it again");
  }

  @Override
  public boolean isOpen() {
    return true;
  }

  @Override
  public void close() {
    inflater.end();
  }
}
