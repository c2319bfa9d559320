package dev.foldcast;

import dev.foldcast.array.DType;
import dev.foldcast.array.Shape;
import dev.foldcast.io.NpyWriter;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/** A {@code .npy} file of zeros, of which only what is put has room on the disk. */
public final class LargeFile implements AutoCloseable {
  private final FileChannel channel;
  private final DType dtype;
  private final long start;

  /** A new file. */
  public LargeFile(Path file, DType dtype, boolean fortran, long... extents) throws IOException {
    this.dtype = dtype;
    channel = FileChannel.open(file, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
    ByteBuffer header = NpyWriter.header(dtype, fortran, Shape.of(extents));
    start = header.remaining();
    channel.write(header);
    long bytes = Shape.of(extents).bytes(dtype);
    channel.write(ByteBuffer.allocate(1), start + bytes - 1);
  }

  /** Sets the element that is number {@code index} in the file. */
  public LargeFile put(long index, double value) throws IOException {
    ByteBuffer one = ByteBuffer.allocate(8).order(ByteOrder.LITTLE_ENDIAN);
    switch (dtype) {
      case UINT8 -> one.put((byte) value);
      case FLOAT32 -> one.putFloat((float) value);
      case FLOAT64 -> one.putDouble(value);
      default -> throw new IllegalArgumentException(dtype.toString());
    }
    channel.write(one.flip(), start + index * dtype.itemBytes());
    return this;
  }

  @Override
  public void close() throws IOException {
    channel.close();
  }
}
