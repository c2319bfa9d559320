package dev.foldcast.cli;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.foldcast.io.OutputFile;
import dev.foldcast.tuning.Exports;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;

/**
 * The files of {@code tune --export}. They are opened before tuning begins, so that one that cannot
 * be written costs no minutes, and are there complete or not at all.
 */
final class TuneExports implements AutoCloseable {
  private record Export(OutputFile file, Function<Exports, String> text) {}

  private final List<Export> all = new ArrayList<>();

  private TuneExports() {}

  /**
   * Opens files.
   *
   * @param words a format and a file, again and again
   * @throws IllegalArgumentException if a format is unknown
   * @throws dev.foldcast.error.FormatException if a file cannot be written
   */
  static TuneExports open(List<String> words) {
    TuneExports exports = new TuneExports();
    try {
      for (int i = 0; i < words.size(); i += 2) {
        Function<Exports, String> text = format(words.get(i));
        OutputFile file = OutputFile.create(Inputs.path(words.get(i + 1)));
        exports.all.add(new Export(file, text));
      }
      return exports;
    } catch (RuntimeException e) {
      exports.close();
      throw e;
    }
  }

  private static Function<Exports, String> format(String name) {
    return switch (name) {
      case "t4" -> Exports::t4;
      case "json" -> Exports::store;
      default ->
          throw new IllegalArgumentException("--export: '%s' is none of t4, json".formatted(name));
    };
  }

  /** Writes every file. */
  void write(Exports known) {
    for (Export export : all) {
      export.file.write(ByteBuffer.wrap(export.text.apply(known).getBytes(UTF_8)));
      export.file.commit();
    }
  }

  boolean isEmpty() {
    return all.isEmpty();
  }

  /** Removes what is not complete. */
  @Override
  public void close() {
    all.forEach(export -> export.file.close());
  }
}
