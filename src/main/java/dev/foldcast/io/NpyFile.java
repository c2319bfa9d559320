package dev.foldcast.io;

import dev.foldcast.array.HostArray;
import dev.foldcast.error.FormatException;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;

/** Opens {@code .npy} files of format 1.0, 2.0 and 3.0, in C or F order, of either endianness. */
public final class NpyFile {
  private NpyFile() {}

  /**
   * The array in a file. Only the header is read now; the data are read or mapped window by window.
   * Nothing stays open: the file is opened again for each window, and must not be replaced or
   * truncated meanwhile.
   *
   * @return an array named as {@code file}, of any rank, its data contiguous in C or F order, its
   *     elements in the file's byte order
   * @throws FormatException if the file cannot be read, is not a {@code .npy} file, has elements
   *     that are no {@link dev.foldcast.array.DType}, or is shorter or longer than its header says
   */
  public static HostArray open(Path file, Access access) {
    String name = file.toString();
    try {
      refuseUnlessRegular(name, Files.readAttributes(file, BasicFileAttributes.class));
      return Uninterrupted.call(() -> open(file, name, access));
    } catch (IOException e) {
      throw IoErrors.unreadable(name, e);
    }
  }

  private static HostArray open(Path file, String name, Access access) throws IOException {
    try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
      BasicFileAttributes attributes = Files.readAttributes(file, BasicFileAttributes.class);
      NpyHeader header = NpyHeaderReader.read(channel, name);
      refuseUnlessExact(name, header, channel.size() - header.dataOffset());
      FileMemory memory =
          new FileMemory(
              new NamedFile(file, name, attributes.fileKey()),
              header.dataOffset(),
              header.dataBytes(),
              access);
      return new HostArray(name, header.dtype(), header.layout(), header.order(), memory);
    }
  }

  private static void refuseUnlessRegular(String name, BasicFileAttributes attributes) {
    if (attributes.isDirectory()) {
      throw new FormatException(name, "is a folder; name a .npy file in it");
    }
    if (!attributes.isRegularFile()) {
      throw new FormatException(
          name, "is a pipe or a device, not a regular file; copy it to a file first");
    }
    if (attributes.size() == 0) {
      throw new FormatException(name, "file is empty, not a .npy file; is the download complete?");
    }
  }

  private static void refuseUnlessExact(String name, NpyHeader header, long found) {
    long expected = header.dataBytes();
    String what = "(%s, shape %s)".formatted(header.dtype(), header.shape());
    if (found < expected) {
      throw new FormatException(
          name,
          "file ends after %d of %d data bytes %s; is the download complete?"
              .formatted(found, expected, what));
    }
    if (found > expected) {
      throw new FormatException(
          name,
          "file has %d data bytes where its header says %d %s; is it more than one file in one?"
              .formatted(found, expected, what));
    }
  }
}
