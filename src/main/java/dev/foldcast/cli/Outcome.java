package dev.foldcast.cli;

import dev.foldcast.Foldcast;
import dev.foldcast.Result;
import dev.foldcast.array.DType;
import dev.foldcast.array.Shape;
import dev.foldcast.engine.Report;
import dev.foldcast.engine.Span;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a command computed.
 *
 * @param result its elements, or null where they were written
 * @param output where they were written, or null where they were not
 * @param dtype of the result
 * @param shape of the result
 * @param foldcast what computed it
 * @param reports what was done, operation by operation
 * @param totalNanos from opening the device to the result
 */
record Outcome(
    @Nullable Result result,
    @Nullable String output,
    DType dtype,
    Shape shape,
    Foldcast foldcast,
    List<Report> reports,
    long totalNanos) {

  /** Seconds that all spans of a kind took together. */
  double seconds(Span.Kind kind) {
    return reports.stream().mapToLong(r -> r.nanos(kind)).sum() / 1e9;
  }

  int passes() {
    return reports.stream().mapToInt(Report::passes).sum();
  }

  long peakDeviceBytes() {
    return reports.stream().mapToLong(Report::peakDeviceBytes).max().orElse(0);
  }

  long uploadedBytes() {
    return reports.stream().mapToLong(Report::uploadedBytes).sum();
  }

  long copiedBytes() {
    return reports.stream().mapToLong(Report::copiedBytes).sum();
  }

  long readBackBytes() {
    return reports.stream().mapToLong(Report::readBackBytes).sum();
  }

  /** The report of the last operation, which made the result. */
  Report last() {
    return reports.get(reports.size() - 1);
  }
}
