package dev.foldcast.io;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.ReadableByteChannel;

/** Reads a part of a file, one byte after the other; the file's own position does not move. */
final class Extent implements ReadableByteChannel {
  private final FileChannel channel;
  private final long end;
  private long next;

  /** Bytes [start, end), or fewer if the file ends before. */
  Extent(FileChannel channel, long start, long end) {
    this.channel = channel;
    this.next = start;
    this.end = end;
  }

  @Override
  public int read(ByteBuffer to) throws IOException {
    long rest = end - next;
    if (rest <= 0) {
      return -1;
    }
    int limit = to.limit();
    to.limit(to.position() + (int) Math.min(rest, to.remaining()));
    try {
      int count = channel.read(to, next);
      next += Math.max(count, 0);
      return count;
    } finally {
      to.limit(limit);
    }
  }

  @Override
  public boolean isOpen() {
    return channel.isOpen();
  }

  /** Leaves the file open. */
  @Override
  public void close() {}
}
