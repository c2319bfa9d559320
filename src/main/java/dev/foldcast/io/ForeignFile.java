package dev.foldcast.io;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;

/** Recognises, by its first bytes, a file that is not a {@code .npy} one, and says what to do. */
final class ForeignFile {
  /** First bytes, in hexadecimal, and what they mean. */
  private record Kind(String hex, String meaning) {}

  private static final List<Kind> KINDS =
      List.of(
          new Kind(
              "504b0304", "a zip file, .npz perhaps: in a file its members are named FILE:MEMBER"),
          new Kind("504b0506", "an empty zip or .npz file"),
          new Kind("894844460d0a1a0a", "an HDF5 file: convert it with h5py and numpy.save"),
          new Kind("1f8b", "gzip-compressed: unpack it with gunzip"),
          new Kind("425a68", "bzip2-compressed: unpack it with bunzip2"),
          new Kind("fd377a585a00", "xz-compressed: unpack it with unxz"),
          new Kind("28b52ffd", "zstd-compressed: unpack it with unzstd"),
          new Kind("50415231", "a Parquet file: convert it with pandas and numpy.save"),
          new Kind("8002", "a Python pickle: load it and use numpy.save"),
          new Kind("8003", "a Python pickle: load it and use numpy.save"),
          new Kind("8004", "a Python pickle: load it and use numpy.save"),
          new Kind("8005", "a Python pickle: load it and use numpy.save"),
          new Kind("4d41544c4142", "a MATLAB file: convert it with scipy.io and numpy.save"));

  private ForeignFile() {}

  static boolean startsWith(ByteBuffer start, byte[] magic) {
    return start.remaining() >= magic.length
        && start.slice(start.position(), magic.length).equals(ByteBuffer.wrap(magic));
  }

  /**
   * What is wrong with a file that begins so.
   *
   * @param start the first bytes, at most 8; fewer if the file has fewer
   */
  static String describe(ByteBuffer start) {
    byte[] bytes = new byte[start.remaining()];
    start.duplicate().get(bytes);
    if (bytes.length == 0) {
      return "is empty, not a .npy file; did what should write it fail?";
    }
    if (startsWith(ByteBuffer.wrap(NpyHeaderReader.MAGIC), bytes)) {
      return String.format(
          Locale.ROOT,
          "ends after %d of at least 10 header bytes; is the download complete?",
          bytes.length);
    }
    String shown = HexFormat.ofDelimiter(" ").formatHex(bytes);
    for (Kind kind : KINDS) {
      if (startsWith(start, HexFormat.of().parseHex(kind.hex))) {
        return String.format(
            Locale.ROOT, "not a .npy file (begins with %s) but %s", shown, kind.meaning);
      }
    }
    if (isText(bytes)) {
      return String.format(
              Locale.ROOT,
              "not a .npy file but text (begins with '%s'); convert it with numpy.loadtxt and",
              Quote.of(new String(bytes, StandardCharsets.ISO_8859_1)))
          + " numpy.save";
    }
    return String.format(
        Locale.ROOT,
        "not a .npy file (begins with %s, not 93 4e 55 4d 50 59); convert it with numpy.save",
        shown);
  }

  private static boolean isText(byte[] bytes) {
    for (byte b : bytes) {
      if (b < ' ' && "\t\n\r".indexOf(b) < 0) {
        return false;
      }
    }
    return true;
  }
}
