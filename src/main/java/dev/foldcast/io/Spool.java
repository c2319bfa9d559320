package dev.foldcast.io;

import dev.foldcast.array.DirectMemory;
import dev.foldcast.array.HostMemory;
import dev.foldcast.error.FormatException;
import java.io.IOException;
import java.lang.ref.Cleaner;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.ReadableByteChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.UUID;
import java.util.function.LongFunction;

/**
 * Keeps bytes that can be read only once: a few in direct memory, many in a temporary file that has
 * no name any more, so that nothing is left of it however the process ends. Either is freed when
 * its memory and all windows of it are unreachable, or with the process.
 */
final class Spool {
  /** What is kept in memory, in bytes. */
  static final long MOST_DIRECT = 16L << 20;

  private static final int CHUNK_BYTES = 256 * 1024;

  private static final Cleaner CLEANER = Cleaner.create();

  private final String name;
  private final List<Path> folders;

  /**
   * Keeps bytes in one of some folders.
   *
   * @param name what the user calls what is kept, for messages
   * @param folders where a temporary file may be, the best first
   */
  Spool(String name, List<Path> folders) {
    this.name = name;
    this.folders = folders;
  }

  Spool(String name) {
    this(name, SpoolFolders.ofSystem());
  }

  /**
   * Reads bytes and keeps them. The channel is left behind them.
   *
   * @param early makes the error for a channel that ends after so many bytes
   * @throws FormatException if there is no room for them
   */
  HostMemory keep(
      ReadableByteChannel in, long bytes, Access access, LongFunction<FormatException> early)
      throws IOException {
    if (bytes > MOST_DIRECT) {
      return inFile(in, bytes, access, early);
    }
    ByteBuffer memory = FileBytes.allocate(name, (int) bytes);
    while (memory.hasRemaining()) {
      if (in.read(memory) < 0) {
        throw early.apply(memory.position());
      }
    }
    return new DirectMemory(memory.flip());
  }

  private HostMemory inFile(
      ReadableByteChannel in, long bytes, Access access, LongFunction<FormatException> early)
      throws IOException {
    Path folder = SpoolFolders.choose(name, folders, bytes);
    FileChannel file = create(folder);
    HeldFile held = new HeldFile(file, name);
    CLEANER.register(held, () -> close(file));
    boolean done = false;
    try {
      copy(in, file, bytes, early, folder);
      done = true;
    } finally {
      if (!done) {
        close(file);
      }
    }
    return new FileMemory(held, /* start= */ 0, bytes, access);
  }

  private FileChannel create(Path folder) {
    try {
      // On POSIX systems Java removes the name at once.
      return FileChannel.open(
          folder.resolve("foldcast-" + UUID.randomUUID() + ".spool"),
          Set.of(
              StandardOpenOption.CREATE_NEW,
              StandardOpenOption.READ,
              StandardOpenOption.WRITE,
              StandardOpenOption.DELETE_ON_CLOSE),
          SpoolFolders.forUsOnly(folder));
    } catch (IOException e) {
      throw unkept(0, folder, e);
    }
  }

  private void copy(
      ReadableByteChannel in,
      FileChannel file,
      long bytes,
      LongFunction<FormatException> early,
      Path folder)
      throws IOException {
    ByteBuffer chunk = FileBytes.allocate(name, CHUNK_BYTES);
    for (long done = 0; done < bytes; ) {
      chunk.clear().limit((int) Math.min(chunk.capacity(), bytes - done));
      if (in.read(chunk) < 0) {
        throw early.apply(done);
      }
      chunk.flip();
      try {
        while (chunk.hasRemaining()) {
          done += file.write(chunk, done);
        }
      } catch (IOException e) {
        throw unkept(done, folder, e);
      }
    }
  }

  private FormatException unkept(long done, Path folder, IOException cause) {
    return new FormatException(
        name,
        String.format(
            Locale.ROOT,
            "%s after %d bytes of a temporary copy in %s; free some space or set TMPDIR to another folder",
            IoErrors.reason(cause),
            done,
            folder),
        cause);
  }

  private static void close(FileChannel file) {
    try {
      file.close();
    } catch (IOException e) {
      // Nobody wants its bytes any more.
    }
  }
}
