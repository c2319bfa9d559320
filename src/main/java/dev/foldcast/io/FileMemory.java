package dev.foldcast.io;

import dev.foldcast.array.HostMemory;
import dev.foldcast.error.FormatException;
import dev.foldcast.error.MemoryException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.ClosedByInterruptException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Bytes [start, start + byteSize) of a file. Each window opens the file for itself and closes it
 * again, so nothing has to be closed, any number of threads may read, and a thread interrupt breaks
 * nobody else's window. A mapped window outlives its channel.
 */
final class FileMemory implements HostMemory {
  private final Path file;
  private final @Nullable Object fileKey;
  private final long start;
  private final long byteSize;
  private final Access access;

  /**
   * @param fileKey what tells this file from another one of the same name, where the system has it
   * @param start bytes of the file before the first one of this memory
   */
  FileMemory(Path file, @Nullable Object fileKey, long start, long byteSize, Access access) {
    this.file = file;
    this.fileKey = fileKey;
    this.start = start;
    this.byteSize = byteSize;
    this.access = access;
  }

  @Override
  public long byteSize() {
    return byteSize;
  }

  @Override
  public boolean isShared() {
    return access == Access.MAP;
  }

  /**
   * {@inheritDoc}
   *
   * @throws FormatException if the file is gone, replaced or shorter than it was, or cannot be read
   * @throws MemoryException if there is no memory for a copy of this size
   */
  @Override
  public ByteBuffer window(long offset, long length) {
    Objects.checkFromIndexSize(offset, /* size= */ length, /* length= */ byteSize);
    Objects.checkIndex(length, Integer.MAX_VALUE + 1L);
    try {
      return Uninterrupted.call(() -> open(start + offset, (int) length))
          .order(ByteOrder.nativeOrder());
    } catch (IOException e) {
      throw IoErrors.unreadable(file.toString(), e);
    }
  }

  private ByteBuffer open(long position, int length) throws IOException {
    try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
      // After the open: if the name still means the old file, the channel has the old file.
      Object key = Files.readAttributes(file, BasicFileAttributes.class).fileKey();
      if (!Objects.equals(key, fileKey)) {
        throw new FormatException(
            file.toString(), "another file has this name since it was opened; open it again");
      }
      if (channel.size() < start + byteSize) {
        throw truncated(channel.size());
      }
      return access == Access.MAP
          ? map(channel, position, length)
          : copy(channel, position, length);
    }
  }

  private ByteBuffer map(FileChannel channel, long position, int length) throws IOException {
    try {
      return channel.map(FileChannel.MapMode.READ_ONLY, position, length);
    } catch (ClosedByInterruptException e) {
      throw e;
    } catch (IOException e) {
      throw new FormatException(
          file.toString(),
          "cannot be mapped: " + IoErrors.reason(e) + "; copy it instead (--no-map, Access.COPY)",
          e);
    }
  }

  private ByteBuffer copy(FileChannel channel, long position, int length) throws IOException {
    ByteBuffer bytes = allocate(length);
    while (bytes.hasRemaining()) {
      long next = position + bytes.position();
      if (channel.read(bytes, next) < 0) {
        throw truncated(next);
      }
    }
    return bytes.flip();
  }

  private ByteBuffer allocate(int length) {
    try {
      return ByteBuffer.allocateDirect(length);
    } catch (OutOfMemoryError e) {
      throw new MemoryException(
          "%s: no memory for a copy of %d bytes; use smaller windows or raise"
                  .formatted(file, length)
              + " -XX:MaxDirectMemorySize",
          length,
          Runtime.getRuntime().maxMemory());
    }
  }

  private FormatException truncated(long found) {
    return new FormatException(
        file.toString(),
        "file was cut to %d of %d bytes since it was opened; open it again"
            .formatted(found, start + byteSize));
  }
}
