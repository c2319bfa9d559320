package dev.foldcast.io;

import dev.foldcast.error.FormatException;
import dev.foldcast.error.MemoryException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedByInterruptException;
import java.nio.channels.FileChannel;
import java.util.Locale;

/** Reads and maps bytes of an open file; what goes wrong is said of the file's name. */
final class FileBytes {
  private FileBytes() {}

  static ByteBuffer map(FileChannel channel, String name, long position, int length)
      throws IOException {
    try {
      return channel.map(FileChannel.MapMode.READ_ONLY, position, length);
    } catch (ClosedByInterruptException e) {
      throw e;
    } catch (IOException e) {
      IoErrors.refuseCut(name, channel.size(), position + length);
      throw new FormatException(
          name,
          "cannot be mapped: " + IoErrors.reason(e) + "; copy it instead (--no-map, Access.COPY)",
          e);
    }
  }

  /** Reads until the buffer is full. */
  static void fill(FileChannel channel, String name, long position, ByteBuffer bytes)
      throws IOException {
    long end = position + bytes.remaining();
    while (bytes.hasRemaining()) {
      long next = end - bytes.remaining();
      if (channel.read(bytes, next) < 0) {
        throw IoErrors.cut(name, next, end);
      }
    }
  }

  static ByteBuffer allocate(String name, int length) {
    try {
      return ByteBuffer.allocateDirect(length);
    } catch (OutOfMemoryError e) {
      throw new MemoryException(
          String.format(
                  Locale.ROOT,
                  "%s: no memory for a copy of %d bytes; use smaller windows or raise",
                  name,
                  length)
              + " -XX:MaxDirectMemorySize",
          length,
          Runtime.getRuntime().maxMemory());
    }
  }
}
