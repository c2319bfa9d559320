package dev.foldcast.io;

import dev.foldcast.array.HostArray;
import dev.foldcast.error.FormatException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
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
      NamedFile source = find(file, name);
      return source.read(
          0, channel -> NpyData.in(source, channel, "file", 0, channel.size(), true, access));
    } catch (IOException e) {
      throw IoErrors.unreadable(name, e);
    }
  }

  /** A regular file that is not empty. */
  static NamedFile find(Path file, String name) throws IOException {
    BasicFileAttributes attributes = Files.readAttributes(file, BasicFileAttributes.class);
    refuseUnlessRegular(name, attributes);
    return new NamedFile(file, name, attributes.fileKey());
  }

  private static void refuseUnlessRegular(String name, BasicFileAttributes attributes) {
    if (attributes.isDirectory()) {
      throw new FormatException(name, "is a folder; name a .npy file in it");
    }
    if (!attributes.isRegularFile()) {
      throw new FormatException(
          name,
          "is a pipe or a device, not a regular file; copy it to a file first, or pipe it to -");
    }
    if (attributes.size() == 0) {
      throw new FormatException(name, "file is empty, not a .npy file; is the download complete?");
    }
  }
}
