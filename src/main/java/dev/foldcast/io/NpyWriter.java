package dev.foldcast.io;

import dev.foldcast.array.DType;
import dev.foldcast.array.Shape;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Locale;

/** Writes {@code .npy} headers, byte for byte as {@code numpy.save} does. */
public final class NpyWriter {
  /** Data begin at a multiple of this. */
  private static final int ALIGNMENT = 64;

  /** NumPy leaves room for the growing axis to become this long, in characters. */
  private static final int GROWING_DIGITS = 21;

  private NpyWriter() {}

  /**
   * The header of a little-endian array, to be followed by its data. The format is always 1.0,
   * which has room for the longest shape there is.
   *
   * @param fortranOrder whether the data come with the first axis contiguous, else the last one
   * @return position 0, limit a multiple of 64
   */
  public static ByteBuffer header(DType dtype, boolean fortranOrder, Shape shape) {
    int before = NpyHeaderReader.MAGIC.length + 4;
    StringBuilder text =
        new StringBuilder(String.format(Locale.ROOT, "{'descr': '%s', ", descr(dtype)))
            .append(
                String.format(
                    Locale.ROOT, "'fortran_order': %s, ", fortranOrder ? "True" : "False"))
            .append(String.format(Locale.ROOT, "'shape': %s, }", shape));
    if (shape.rank() > 0) {
      long growing = shape.extent(fortranOrder ? shape.rank() - 1 : 0);
      text.append(" ".repeat(GROWING_DIGITS - Long.toString(growing).length()));
    }
    int used = before + text.length() + 1;
    text.append(" ".repeat(ALIGNMENT - used % ALIGNMENT)).append('\n');
    return ByteBuffer.allocate(before + text.length())
        .order(ByteOrder.LITTLE_ENDIAN)
        .put(NpyHeaderReader.MAGIC)
        .put((byte) 1)
        .put((byte) 0)
        .putShort((short) text.length())
        .put(text.toString().getBytes(StandardCharsets.ISO_8859_1))
        .flip();
  }

  private static String descr(DType dtype) {
    return (dtype.itemBytes() == 1 ? "|" : "<") + dtype.typeCode();
  }
}
