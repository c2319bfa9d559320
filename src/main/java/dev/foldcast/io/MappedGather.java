package dev.foldcast.io;

import dev.foldcast.array.RunCopy;
import dev.foldcast.error.FormatException;
import java.io.IOException;
import java.lang.ref.WeakReference;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * Copies runs out of mapped pieces of a file. Java unmaps when it collects garbage and a process
 * may have only some ten thousand mappings, so there is at most one of each piece at a time.
 */
final class MappedGather implements FileGather {
  /** Pieces begin so far apart and are twice as long: whatever spans less lies in one of them. */
  static final long PIECE_STEP = 128L << 20;

  /** Not final, and {@link #newArrays} is volatile, so that no compiler leaves the call out. */
  private static volatile int rows = 1;

  @SuppressWarnings("UnusedVariable") // is there to be written
  private static volatile byte @Nullable [][] newArrays;

  private final String name;
  private final long start;
  private final long byteSize;
  private final Map<Long, WeakReference<ByteBuffer>> pieces = new ConcurrentHashMap<>();

  MappedGather(String name, long start, long byteSize) {
    this.name = name;
    this.start = start;
    this.byteSize = byteSize;
  }

  @Override
  public void run(FileChannel channel, RunCopy copy) throws IOException {
    try {
      copy.split(PIECE_STEP, piece -> copy(channel, piece));
    } catch (InternalError e) {
      // What Java makes of SIGBUS in code of its own.
      throw new FormatException(
          name,
          "cannot be read any more: was it cut meanwhile? Copy it (--no-map, Access.COPY)",
          e);
    }
    IoErrors.refuseCut(name, channel.size(), start + byteSize);
  }

  /**
   * Throws the error of a read beyond the end of the file, if there was one. Compiled code goes on
   * after such a read and the error comes when the thread next calls into the virtual machine,
   * which may be in anybody's code, or in Java's own, which fails over it. A new array of more than
   * one axis is such a call.
   */
  private static void deliverFault() {
    newArrays = new byte[rows][1];
  }

  private void copy(FileChannel channel, RunCopy runs) throws IOException {
    if (runs.count() == 1) {
      // As fast as out of a mapping, without its page faults, and of any length.
      FileBytes.fill(channel, name, start + runs.low(), runs.target());
      return;
    }
    long number = runs.low() / PIECE_STEP;
    runs.copyFrom(piece(channel, number), number * PIECE_STEP);
    deliverFault();
  }

  private ByteBuffer piece(FileChannel channel, long number) throws IOException {
    WeakReference<ByteBuffer> known = pieces.get(number);
    ByteBuffer piece = known == null ? null : known.get();
    if (piece == null) {
      long begin = number * PIECE_STEP;
      int length = (int) Math.min(2 * PIECE_STEP, byteSize - begin);
      piece = FileBytes.map(channel, name, start + begin, length);
      pieces.put(number, new WeakReference<>(piece));
    }
    return piece;
  }
}
