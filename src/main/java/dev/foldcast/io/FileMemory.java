package dev.foldcast.io;

import dev.foldcast.array.HostMemory;
import dev.foldcast.array.RunCopy;
import dev.foldcast.array.Runs;
import dev.foldcast.error.FormatException;
import dev.foldcast.error.MemoryException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.util.Objects;

/**
 * Bytes [start, start + byteSize) of a file. Nothing has to be closed, any number of threads may
 * read, and a thread interrupt breaks nobody's window. A mapped window outlives its channel.
 */
final class FileMemory implements HostMemory {
  private final FileSource file;
  private final long start;
  private final long byteSize;
  private final Access access;
  private final FileGather gather;

  /**
   * Memory of a file.
   *
   * @param start bytes of the file before the first one of this memory
   */
  FileMemory(FileSource file, long start, long byteSize, Access access) {
    this.file = file;
    this.start = start;
    this.byteSize = byteSize;
    this.access = access;
    this.gather =
        access == Access.MAP
            ? new MappedGather(file.name(), start, byteSize)
            : new CopyGather(file.name(), start);
  }

  @Override
  public long byteSize() {
    return byteSize;
  }

  /** Bytes of the file before the first one behind this memory. */
  long end() {
    return start + byteSize;
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
    return read(channel -> window(channel, start + offset, (int) length))
        .order(ByteOrder.nativeOrder());
  }

  private ByteBuffer window(FileChannel channel, long position, int length) throws IOException {
    if (access == Access.MAP) {
      return FileBytes.map(channel, file.name(), position, length);
    }
    ByteBuffer bytes = FileBytes.allocate(file.name(), length);
    FileBytes.fill(channel, file.name(), position, bytes);
    return bytes.flip();
  }

  /**
   * {@inheritDoc}
   *
   * @throws FormatException if the file is gone, replaced or shorter than it was, or cannot be read
   */
  @Override
  public void gather(Runs runs, ByteBuffer into) {
    RunCopy copy = RunCopy.of(runs, byteSize, into);
    read(
        channel -> {
          gather.run(channel, copy);
          return true;
        });
    into.position(into.position() + (int) runs.totalBytes());
  }

  private <T> T read(FileSource.Work<T> work) {
    try {
      return file.read(end(), work);
    } catch (IOException e) {
      throw IoErrors.unreadable(file.name(), e);
    }
  }
}
