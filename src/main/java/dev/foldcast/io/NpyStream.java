package dev.foldcast.io;

import dev.foldcast.array.HostArray;
import dev.foldcast.array.HostMemory;
import dev.foldcast.error.FormatException;
import java.io.FileInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.channels.ReadableByteChannel;

/**
 * Reads arrays in {@code .npy} format from a stream, of which nothing beyond the array is read: the
 * next one may follow.
 */
public final class NpyStream {
  private static final String STREAM = "stream";

  private NpyStream() {}

  /**
   * The next array of a stream. A {@link FileInputStream} of a regular file is used where it lies,
   * from its position on, which moves behind the array; it must stay open as long as the array is
   * in use. Anything else is read now: up to 16 MiB into memory, more into a temporary file without
   * a name, in TMPDIR or {@code /var/tmp}. That copy is freed when the array and its windows are
   * unreachable, or with the process.
   *
   * @param name what the stream is called in messages
   * @throws FormatException if the stream ends early, cannot be read or is not in that format, or
   *     if there is no room for a copy
   */
  public static HostArray open(InputStream in, String name, Access access) {
    try {
      return Uninterrupted.apart(
          () -> {
            if (in instanceof FileInputStream file && isInPlace(file.getChannel())) {
              return inPlace(file.getChannel(), name, access);
            }
            return spooled(Channels.newChannel(in), name, access);
          });
    } catch (IOException e) {
      throw IoErrors.unreadable(name, e);
    }
  }

  /** Whether there are bytes at the channel's position, and they will stay. */
  private static boolean isInPlace(FileChannel channel) {
    try {
      return channel.size() > channel.position();
    } catch (IOException e) {
      return false; // a pipe has no position
    }
  }

  private static HostArray inPlace(FileChannel channel, String name, Access access)
      throws IOException {
    HeldFile file = new HeldFile(channel, name);
    long start = channel.position();
    HostArray array =
        NpyData.in(file, channel, STREAM, start, channel.size(), /* exactly= */ false, access);
    channel.position(((FileMemory) array.memory()).end());
    return array;
  }

  private static HostArray spooled(ReadableByteChannel in, String name, Access access)
      throws IOException {
    NpyHeader header = NpyHeaderReader.read(in, name);
    HostMemory memory =
        new Spool(name)
            .keep(
                in,
                header.dataBytes(),
                access,
                found -> NpyData.tooShort(name, STREAM, header, found));
    return NpyData.array(name, header, memory);
  }
}
