package dev.foldcast.io;

import dev.foldcast.array.HostArray;
import dev.foldcast.array.HostMemory;
import dev.foldcast.error.FormatException;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.util.Locale;

/** The data after a {@code .npy} header: whether they are all there, and the array they make. */
final class NpyData {
  private NpyData() {}

  /**
   * The array that lies in bytes [start, end) of a file.
   *
   * @param what a file, member or stream, for messages
   * @param exactly whether nothing may follow it
   */
  static HostArray in(
      FileSource file,
      FileChannel channel,
      String what,
      long start,
      long end,
      boolean exactly,
      Access access)
      throws IOException {
    NpyHeader header = NpyHeaderReader.read(new Extent(channel, start, end), file.name());
    long first = start + header.dataOffset();
    refuseShort(file.name(), what, header, end - first);
    if (exactly) {
      refuseLong(file.name(), what, header, end - first);
    }
    return array(file.name(), header, new FileMemory(file, first, header.dataBytes(), access));
  }

  static HostArray array(String name, NpyHeader header, HostMemory memory) {
    return new HostArray(name, header.dtype(), header.layout(), header.order(), memory);
  }

  /** Refuses fewer data bytes than the header says. */
  static void refuseShort(String name, String what, NpyHeader header, long found) {
    if (found < header.dataBytes()) {
      throw tooShort(name, what, header, found);
    }
  }

  static FormatException tooShort(String name, String what, NpyHeader header, long found) {
    return new FormatException(
        name,
        String.format(
            Locale.ROOT,
            "%s ends after %d of %d data bytes %s; is the download complete?",
            what,
            found,
            header.dataBytes(),
            describe(header)));
  }

  /** Refuses more data bytes than the header says. */
  static void refuseLong(String name, String what, NpyHeader header, long found) {
    if (found > header.dataBytes()) {
      throw new FormatException(
          name,
          String.format(
              Locale.ROOT,
              "%s has %d data bytes where its header says %d %s; is it more than one file in one?",
              what,
              found,
              header.dataBytes(),
              describe(header)));
    }
  }

  private static String describe(NpyHeader header) {
    return String.format(Locale.ROOT, "(%s, shape %s)", header.dtype(), header.shape());
  }
}
