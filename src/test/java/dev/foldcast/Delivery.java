package dev.foldcast;

import dev.foldcast.array.Layout;
import dev.foldcast.array.Shape;
import dev.foldcast.engine.Report;
import dev.foldcast.io.NpyHeader;
import dev.foldcast.io.OutputFile;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.Channels;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** The ways in which a result reaches its user. */
enum Delivery {
  /** Into one host buffer. */
  READ,
  /** Computed into device memory first. */
  COMPUTED,
  /** To a stream, from front to back. */
  STREAM,
  /** To a file, in pieces of any order. */
  FILE;

  /** One of them, by a number. */
  static Delivery of(long seed) {
    return values()[(int) Math.floorMod(seed >>> 7, 4L)];
  }

  /** The result of an array, however it comes. */
  Result result(Array array) {
    return switch (this) {
      case READ -> array.read();
      case COMPUTED -> computed(array);
      case STREAM -> streamed(array);
      case FILE -> written(array);
    };
  }

  private static Result computed(Array array) {
    Array computed = array.compute();
    try {
      Result result = computed.read();
      List<Report> reports = new ArrayList<>(computed.reports());
      reports.addAll(result.reports());
      Shape shape = result.shape();
      Layout layout = result.isFortranOrder() ? Layout.f(shape) : Layout.c(shape);
      ByteBuffer data = ByteBuffer.allocateDirect(result.bytes().remaining());
      data.put(result.bytes()).flip().order(ByteOrder.nativeOrder());
      return new Result(result.dtype(), layout, data, reports);
    } finally {
      computed.free();
    }
  }

  private static Result streamed(Array array) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (OutputFile out = OutputFile.toStream(Channels.newChannel(bytes), "test")) {
      List<Report> reports = array.write(out);
      out.commit();
      return parsed(bytes.toByteArray(), reports);
    }
  }

  private static Result written(Array array) {
    try {
      Path file = Files.createTempFile("foldcast", ".npy");
      try {
        List<Report> reports = array.write(file);
        return parsed(Files.readAllBytes(file), reports);
      } finally {
        Files.delete(file);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static Result parsed(byte[] bytes, List<Report> reports) {
    NpyHeader header = NpyHeader.read(Channels.newChannel(new ByteArrayInputStream(bytes)), "test");
    int start = (int) header.dataOffset();
    ByteBuffer data =
        ByteBuffer.allocateDirect(bytes.length - start)
            .put(bytes, start, bytes.length - start)
            .flip()
            .order(ByteOrder.LITTLE_ENDIAN);
    return new Result(header.dtype(), header.layout(), data, reports);
  }
}
