package dev.foldcast.io;

import dev.foldcast.array.DType;
import dev.foldcast.array.Layout;
import dev.foldcast.array.Shape;
import dev.foldcast.error.FormatException;
import java.io.IOException;
import java.nio.ByteOrder;
import java.nio.channels.ReadableByteChannel;

/**
 * What a {@code .npy} file says about its data.
 *
 * @param major format version: 1, 2 or 3
 * @param order byte order of the elements
 * @param fortranOrder whether the first axis is contiguous, else the last one is
 * @param dataOffset bytes from the beginning of the file to the first element
 */
public record NpyHeader(
    int major, DType dtype, ByteOrder order, boolean fortranOrder, Shape shape, long dataOffset) {

  /** The longest header that is read, in bytes. NumPy itself stops at 10,000. */
  public static final int MAX_BYTES = 64 * 1024;

  /**
   * Refuses what has no byte count.
   *
   * @throws dev.foldcast.error.ShapeException if the data have more than 2^63 - 1 bytes
   */
  public NpyHeader {
    shape.bytes(dtype);
  }

  /**
   * Reads a header and leaves the channel at the first data byte. At most {@link #MAX_BYTES} are
   * allocated, whatever the file says.
   *
   * @param name the file as the user gave it, for messages
   * @throws FormatException if this is not the header of a {@code .npy} file that Foldcast can read
   */
  public static NpyHeader read(ReadableByteChannel channel, String name) {
    try {
      return NpyHeaderReader.read(channel, name);
    } catch (IOException e) {
      throw IoErrors.unreadable(name, e);
    }
  }

  /** Where the elements lie, counted from {@link #dataOffset}. */
  public Layout layout() {
    return fortranOrder ? Layout.f(shape) : Layout.c(shape);
  }

  /** Bytes of all elements. */
  public long dataBytes() {
    return shape.bytes(dtype);
  }
}
