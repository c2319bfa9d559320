package dev.foldcast.io;

import dev.foldcast.array.RunCopy;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * Reads runs of a file. Runs close together are read with what lies between them, into a buffer
 * that fits a processor's cache, and copied from there; others each where they go.
 */
final class CopyGather implements FileGather {
  private static final int BOUNCE_BYTES = 256 * 1024;

  /** To read so many bytes too many costs about as much as to begin another read. */
  private static final int GAP_BYTES = 4096;

  private final String name;
  private final long start;

  /** A buffer that no gather is using. Usually one thread gathers, again and again. */
  private final AtomicReference<@Nullable ByteBuffer> spare = new AtomicReference<>();

  CopyGather(String name, long start) {
    this.name = name;
    this.start = start;
  }

  @Override
  public void run(FileChannel channel, RunCopy copy) throws IOException {
    ByteBuffer taken = spare.getAndSet(null);
    ByteBuffer bounce = taken == null ? FileBytes.allocate(name, BOUNCE_BYTES) : taken;
    try {
      copy.split(BOUNCE_BYTES, piece -> read(channel, piece, bounce));
    } finally {
      spare.set(bounce);
    }
  }

  private void read(FileChannel channel, RunCopy piece, ByteBuffer bounce) throws IOException {
    long runs = piece.count();
    if (runs == 1) {
      FileBytes.fill(channel, name, start + piece.low(), piece.target());
    } else if (piece.span() <= piece.totalBytes() + runs * GAP_BYTES) {
      bounce.clear().limit((int) piece.span());
      FileBytes.fill(channel, name, start + piece.low(), bounce);
      piece.copyFrom(bounce, piece.low());
    } else {
      piece.forEach(run -> FileBytes.fill(channel, name, start + run.low(), run.target()));
    }
  }
}
