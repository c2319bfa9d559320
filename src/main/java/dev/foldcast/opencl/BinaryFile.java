package dev.foldcast.opencl;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Set;
import java.util.TreeSet;
import java.util.zip.CRC32C;
import org.jspecify.annotations.Nullable;

/**
 * A program's binary as it is kept in a file: a line that names the format, the whole key, the uses
 * whose code the binary holds, the binary, and a checksum of all that; each part after its length
 * of 4 bytes, big-endian.
 *
 * @param uses of {@link ProgramUses}
 * @param binary as the driver gave it
 */
@SuppressWarnings("ArrayRecordComponent") // never compared
record BinaryFile(Set<String> uses, byte[] binary) {
  private static final byte[] FORMAT = "foldcast program binary 1\n".getBytes(UTF_8);

  /** The bytes of the file for a key. */
  byte[] bytes(byte[] key) {
    byte[] names = String.join("\n", new TreeSet<>(uses)).getBytes(UTF_8);
    int lengths = 3 * Integer.BYTES + Integer.BYTES;
    ByteBuffer to =
        ByteBuffer.allocate(FORMAT.length + key.length + names.length + binary.length + lengths);
    to.put(FORMAT);
    for (byte[] part : new byte[][] {key, names, binary}) {
      to.putInt(part.length).put(part);
    }
    return to.putInt(checksum(to.array(), to.position())).array();
  }

  /** What a file holds for a key; null where it is another key's, damaged, or no such file. */
  static @Nullable BinaryFile read(byte[] bytes, byte[] key) {
    try {
      ByteBuffer from = ByteBuffer.wrap(bytes, 0, Math.max(0, bytes.length - Integer.BYTES));
      byte[] format = new byte[FORMAT.length];
      from.get(format);
      if (!Arrays.equals(format, FORMAT) || !Arrays.equals(part(from), key)) {
        return null;
      }
      String names = new String(part(from), UTF_8);
      byte[] binary = part(from);
      int found = ByteBuffer.wrap(bytes).getInt(from.position());
      if (from.hasRemaining() || found != checksum(bytes, from.position())) {
        return null;
      }
      return new BinaryFile(names.isEmpty() ? Set.of() : Set.of(names.split("\n", -1)), binary);
    } catch (BufferUnderflowException | IndexOutOfBoundsException e) {
      return null;
    }
  }

  private static byte[] part(ByteBuffer from) {
    int length = from.getInt();
    if (length < 0 || length > from.remaining()) {
      throw new BufferUnderflowException();
    }
    byte[] part = new byte[length];
    from.get(part);
    return part;
  }

  private static int checksum(byte[] bytes, int length) {
    CRC32C sum = new CRC32C();
    sum.update(bytes, 0, length);
    return (int) sum.getValue();
  }
}
