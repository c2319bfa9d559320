package dev.foldcast.cli;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.foldcast.io.OutputFile;
import dev.foldcast.tuning.Exports;
import dev.foldcast.tuning.report.TuningReport;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * The files of {@code tune --export} and {@code --report}. They are opened before tuning begins, so
 * that one that cannot be written costs no minutes, and are there complete or not at all.
 */
final class TuneFiles implements AutoCloseable {
  private record Wanted(OutputFile file, Function<Exports, String> text) {}

  private final List<Wanted> all = new ArrayList<>();

  private TuneFiles() {}

  /**
   * Opens files.
   *
   * @param exports a format and a file, again and again
   * @param report the page; null for none
   * @throws IllegalArgumentException if a format is unknown
   * @throws dev.foldcast.error.FormatException if a file cannot be written
   */
  static TuneFiles open(List<String> exports, @Nullable String report) {
    TuneFiles files = new TuneFiles();
    try {
      for (int i = 0; i < exports.size(); i += 2) {
        files.add(exports.get(i + 1), format(exports.get(i)));
      }
      if (report != null) {
        files.add(report, known -> TuningReport.html(known.entries(), known.searches()));
      }
      return files;
    } catch (RuntimeException e) {
      files.close();
      throw e;
    }
  }

  private void add(String name, Function<Exports, String> text) {
    all.add(new Wanted(OutputFile.create(Inputs.path(name)), text));
  }

  private static Function<Exports, String> format(String name) {
    return switch (name) {
      case "t4" -> Exports::t4;
      case "json" -> Exports::store;
      default ->
          throw new IllegalArgumentException(
              String.format(Locale.ROOT, "--export: '%s' is none of t4, json", name));
    };
  }

  /** Writes every file. */
  void write(Exports known) {
    for (Wanted wanted : all) {
      wanted.file.write(ByteBuffer.wrap(wanted.text.apply(known).getBytes(UTF_8)));
      wanted.file.commit();
    }
  }

  boolean isEmpty() {
    return all.isEmpty();
  }

  /** Removes what is not complete. */
  @Override
  public void close() {
    all.forEach(wanted -> wanted.file.close());
  }
}
