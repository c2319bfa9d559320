package dev.foldcast.io;

import dev.foldcast.array.Shape;
import dev.foldcast.error.FormatException;
import dev.foldcast.error.ShapeException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.ReadableByteChannel;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** From the first bytes of a file to its {@link NpyHeader}: magic, version, length, dictionary. */
final class NpyHeaderReader {
  /** The byte 0x93, then the letters. */
  static final byte[] MAGIC = "\u0093NUMPY".getBytes(StandardCharsets.ISO_8859_1);

  private static final int VERSIONED_BYTES = MAGIC.length + 2;
  private static final List<String> KEYS = List.of("descr", "fortran_order", "shape");

  private final ReadableByteChannel channel;
  private final String name;

  private NpyHeaderReader(ReadableByteChannel channel, String name) {
    this.channel = channel;
    this.name = name;
  }

  static NpyHeader read(ReadableByteChannel channel, String name) throws IOException {
    try {
      return new NpyHeaderReader(channel, name).read();
    } catch (ShapeException e) {
      throw new FormatException(name, "header: " + e.getMessage(), e);
    } catch (PyReader.SyntaxException e) {
      throw new FormatException(name, "header " + e.getMessage() + "; is the file damaged?", e);
    }
  }

  private NpyHeader read() throws IOException {
    ByteBuffer start = readUpTo(VERSIONED_BYTES);
    if (!ForeignFile.startsWith(start, MAGIC)) {
      throw new FormatException(name, ForeignFile.describe(start));
    }
    int major = start.remaining() < VERSIONED_BYTES ? 1 : start.get(MAGIC.length) & 0xff;
    int minor = start.remaining() < VERSIONED_BYTES ? 0 : start.get(MAGIC.length + 1) & 0xff;
    if (major < 1 || major > 3 || minor != 0) {
      throw new FormatException(
          name,
          String.format(
              Locale.ROOT,
              ".npy format version %d.%d; 1.0, 2.0 and 3.0 can be read: save it again with numpy.save",
              major,
              minor));
    }
    int lengthBytes = major == 1 ? 2 : 4;
    ByteBuffer length = readAll(start.remaining(), lengthBytes, VERSIONED_BYTES + lengthBytes);
    long bytes = major == 1 ? length.getShort() & 0xffffL : length.getInt() & 0xffffffffL;
    if (bytes > NpyHeader.MAX_BYTES) {
      throw new FormatException(
          name,
          String.format(
              Locale.ROOT,
              "header of %d bytes; the limit is %d: is the file damaged?",
              bytes,
              NpyHeader.MAX_BYTES));
    }
    int before = VERSIONED_BYTES + lengthBytes;
    ByteBuffer text = readAll(before, (int) bytes, before + bytes);
    return parse(major, text, before + bytes);
  }

  private NpyHeader parse(int major, ByteBuffer text, long dataOffset) {
    var charset = major == 3 ? StandardCharsets.UTF_8 : StandardCharsets.ISO_8859_1;
    Map<String, PyLiteral> entries = PyReader.readDict(charset.decode(text).toString());
    for (String key : entries.keySet()) {
      if (!KEYS.contains(key)) {
        throw invalid(String.format(Locale.ROOT, "has the unknown key '%s'", Quote.of(key)));
      }
    }
    TypeDescr type = TypeDescr.of(name, entry(entries, "descr"));
    PyLiteral fortran = entry(entries, "fortran_order");
    if (!(fortran instanceof PyLiteral.Bool fortranOrder)) {
      throw invalid(String.format(Locale.ROOT, "has fortran_order %s, not True or False", fortran));
    }
    Shape shape = shape(entry(entries, "shape"));
    return new NpyHeader(
        major, type.dtype(), type.order(), fortranOrder.value(), shape, dataOffset);
  }

  private PyLiteral entry(Map<String, PyLiteral> entries, String key) {
    PyLiteral value = entries.get(key);
    if (value == null) {
      throw invalid(String.format(Locale.ROOT, "lacks the key '%s'", key));
    }
    return value;
  }

  private Shape shape(PyLiteral literal) {
    if (!(literal instanceof PyLiteral.Tuple tuple)) {
      throw invalid(String.format(Locale.ROOT, "has shape %s, not a tuple of integers", literal));
    }
    long[] extents = new long[tuple.items().size()];
    for (int axis = 0; axis < extents.length; axis++) {
      if (!(tuple.items().get(axis) instanceof PyLiteral.Int extent)) {
        throw invalid(String.format(Locale.ROOT, "has shape %s, not a tuple of integers", literal));
      }
      extents[axis] = extent.value();
    }
    return Shape.of(extents);
  }

  private FormatException invalid(String facts) {
    return new FormatException(name, "header " + facts + "; save it again with numpy.save");
  }

  /** Exactly {@code count} bytes, after {@code before} of the {@code total} of the header. */
  private ByteBuffer readAll(int before, int count, long total) throws IOException {
    ByteBuffer bytes = readUpTo(count);
    if (bytes.remaining() < count) {
      throw new FormatException(
          name,
          String.format(
              Locale.ROOT,
              "ends after %d of %s%d header bytes; is the download complete?",
              before + bytes.remaining(),
              count <= 4 ? "at least " : "",
              total));
    }
    return bytes;
  }

  private ByteBuffer readUpTo(int count) throws IOException {
    ByteBuffer bytes = ByteBuffer.allocate(count).order(ByteOrder.LITTLE_ENDIAN);
    while (bytes.hasRemaining() && channel.read(bytes) >= 0) {}
    return bytes.flip();
  }
}
