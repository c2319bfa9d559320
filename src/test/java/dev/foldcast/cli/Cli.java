package dev.foldcast.cli;

import dev.foldcast.opencl.ClDevices;
import dev.foldcast.tuning.CacheFolder;
import dev.foldcast.tuning.DeviceKey;
import dev.foldcast.tuning.FirstUse;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.URISyntaxException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.Channels;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.function.IntFunction;
import java.util.stream.IntStream;

/** Runs command lines in this process and keeps what they print. */
final class Cli implements AutoCloseable {
  static {
    // What is said once, on first use, must not fall to the test that happens to be the first.
    Path cache = CacheFolder.of(System.getenv());
    if (cache != null) {
      ClDevices.all().forEach(device -> FirstUse.of(DeviceKey.of(device.info()), cache));
    }
  }

  private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
  private final Session session;

  private Cli(String stdin) {
    session =
        Session.of(
            new ByteArrayInputStream(stdin.getBytes(StandardCharsets.UTF_8)),
            Channels.newChannel(bytes));
  }

  static Cli open() {
    return new Cli("");
  }

  static Cli withStdin(String text) {
    return new Cli(text);
  }

  /** What one command line did. */
  record Run(int code, String out, String err, ByteBuffer bytes) {
    List<String> errLines() {
      return err.lines().toList();
    }
  }

  Run run(String... args) {
    bytes.reset();
    StringWriter out = new StringWriter();
    StringWriter err = new StringWriter();
    int code =
        Main.execute(Main.commandLine(session, new PrintWriter(out), new PrintWriter(err)), args);
    return new Run(code, out.toString(), err.toString(), ByteBuffer.wrap(bytes.toByteArray()));
  }

  @Override
  public void close() {
    session.close();
  }

  /** A file that NumPy wrote: see {@code make_fixtures.py}. */
  static String fixture(String name) {
    try {
      var url = Cli.class.getResource("/npy/" + name);
      if (url == null) {
        throw new IllegalArgumentException("no fixture " + name);
      }
      return Path.of(url.toURI()).toString();
    } catch (URISyntaxException e) {
      throw new IllegalArgumentException(e);
    }
  }

  /** Writes a float64 file in C order. */
  static String doubles(Path file, String shape, double... values) throws IOException {
    return npy(
        file,
        "<f8",
        shape,
        8 * values.length,
        b -> IntStream.range(0, values.length).forEach(i -> b.putDouble(values[i])));
  }

  /** Writes an int64 file in C order. */
  static String longs(Path file, String shape, long... values) throws IOException {
    return npy(
        file,
        "<i8",
        shape,
        8 * values.length,
        b -> IntStream.range(0, values.length).forEach(i -> b.putLong(values[i])));
  }

  private static String npy(
      Path file,
      String descr,
      String shape,
      int bytes,
      java.util.function.Consumer<ByteBuffer> fill)
      throws IOException {
    ByteBuffer data = ByteBuffer.allocate(bytes).order(ByteOrder.LITTLE_ENDIAN);
    fill.accept(data);
    Files.write(file, join(header(descr, shape), data.array()));
    return file.toString();
  }

  /** The first 128 bytes of a file in C order. */
  static byte[] header(String descr, String shape) {
    String text =
        String.format(
            Locale.ROOT, "{'descr': '%s', 'fortran_order': False, 'shape': %s, }", descr, shape);
    byte[] header = new byte[128];
    java.util.Arrays.fill(header, (byte) ' ');
    ByteBuffer to = ByteBuffer.wrap(header).order(ByteOrder.LITTLE_ENDIAN);
    to.put((byte) 0x93)
        .put("NUMPY\1\0".getBytes(StandardCharsets.ISO_8859_1))
        .putShort((short) 118);
    to.put(text.getBytes(StandardCharsets.ISO_8859_1));
    header[127] = '\n';
    return header;
  }

  private static byte[] join(byte[] a, byte[] b) {
    return ByteBuffer.allocate(a.length + b.length).put(a).put(b).array();
  }

  /** Many values. */
  static double[] values(int count, IntFunction<Double> value) {
    return IntStream.range(0, count).mapToDouble(value::apply).toArray();
  }
}
