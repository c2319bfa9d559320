package dev.foldcast.cli;

import dev.foldcast.engine.Report;
import dev.foldcast.engine.Span;
import dev.foldcast.kernel.ProgramText;
import dev.foldcast.opencl.DeviceInfo;
import java.io.PrintWriter;
import java.util.Locale;

/** An outcome as {@code -v} tells it on stderr. */
final class OutcomeText {
  private final PrintWriter err;

  private OutcomeText(PrintWriter err) {
    this.err = err;
  }

  static void print(Outcome outcome, boolean withSource, PrintWriter err) {
    new OutcomeText(err).print(outcome, withSource);
    err.flush();
  }

  private void print(Outcome outcome, boolean withSource) {
    line("result", outcome.dtype() + ", shape " + outcome.shape());
    DeviceInfo info = outcome.foldcast().device();
    if (info != null) {
      line(
          "device",
          String.format(
              Locale.ROOT,
              "%s %s (%s)",
              info.address(),
              info.name(),
              outcome.foldcast().deviceReason()));
    }
    for (Report report : outcome.reports()) {
      operation(report);
    }
    line("build", Text.seconds(outcome.seconds(Span.Kind.BUILD)));
    line("upload", time(outcome, Span.Kind.UPLOAD, outcome.uploadedBytes(), "sent"));
    line("kernel", kernel(outcome));
    line("download", time(outcome, Span.Kind.DOWNLOAD, outcome.readBackBytes(), "read back"));
    line("total", Text.seconds(outcome.totalNanos() / 1e9));
    line(
        "memory",
        String.format(
            Locale.ROOT,
            "at most %s for the device, %s copied on the host",
            Text.bytes(outcome.peakDeviceBytes()),
            Text.bytes(outcome.copiedBytes())));
    if (withSource) {
      outcome.reports().forEach(r -> err.println(ProgramText.of(r.plan().program()).source()));
    }
  }

  private void operation(Report report) {
    line("family", report.plan().family().key() + ", " + passes(report.passes()));
    line("schedule", report.plan().configuration() + " (" + report.plan().why() + ")");
  }

  private static String passes(int count) {
    return count == 1 ? "1 pass" : count + " passes";
  }

  private static String kernel(Outcome outcome) {
    double seconds = outcome.seconds(Span.Kind.KERNEL);
    long bytes = outcome.reports().stream().mapToLong(r -> r.plan().leastBytes()).sum();
    // The rate of a short kernel says nothing.
    String rate = bytes < 1 << 20 ? "" : Text.rate(bytes, seconds) + " for ";
    return String.format(Locale.ROOT, "%s, %s%s", Text.seconds(seconds), rate, Text.bytes(bytes));
  }

  private static String time(Outcome outcome, Span.Kind kind, long bytes, String what) {
    double seconds = outcome.seconds(kind);
    return bytes == 0 && seconds == 0
        ? "none"
        : String.format(Locale.ROOT, "%s, %s %s", Text.seconds(seconds), Text.bytes(bytes), what);
  }

  private void line(String name, String value) {
    err.println(String.format(Locale.ROOT, "%-9s %s", name, value));
  }
}
