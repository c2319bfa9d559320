package dev.foldcast.cli;

import dev.foldcast.measure.Measured;
import dev.foldcast.measure.Sample;
import dev.foldcast.opencl.ClDevices;
import dev.foldcast.opencl.DeviceInfo;
import java.io.PrintWriter;
import java.util.Locale;

/** Prints a benchmark in at most 100 columns, a bar for each share of the limit. */
final class BenchText {
  private static final int BAR = 10;
  private static final String EIGHTHS = " ▏▎▍▌▋▊▉█";

  private final PrintWriter out;
  private final boolean blocks = Encoding.STDOUT.newEncoder().canEncode('▏');
  private boolean outliers;
  private boolean beyond;

  BenchText(PrintWriter out) {
    this.out = out;
  }

  static void device(ClDevices.Choice choice, PrintWriter out) {
    DeviceInfo info = choice.device().info();
    out.println(
        String.format(Locale.ROOT, "Foldcast on device %s, %s", info.address(), choice.reason()));
    out.println(info.name());
  }

  void head(ClDevices.Choice choice, long bytes, double seconds) {
    device(choice, out);
    out.println(
        String.format(
            Locale.ROOT,
            "Arrays of up to %s in device memory, measured in rounds for about %s after a warm-up:",
            Text.bytes(bytes),
            Text.seconds(seconds)));
    out.println(
        "kernels by the device's clock, medians with 95 % intervals, whole calls beside them.");
    out.println("GB/s count the least bytes that an operation must move; bars and shares are of");
    out.println(
        "what the device's memory can do at most with those bytes, measured in the same rounds.");
    out.flush();
  }

  void result(BenchResult result) {
    out.println();
    out.println(
        String.format(
            Locale.ROOT,
            "%-37s%9s %6s  %-13s %-16s%9s %4s",
            result.name(),
            "kernel",
            "GB/s",
            "interval",
            "of the limit",
            "call",
            "runs"));
    for (BenchResult.Limit limit : result.limits()) {
      line("limit", limit.kind().key(), "", limit.times(), limit.rate(), "");
    }
    for (BenchResult.Line line : result.lines()) {
      double share = result.share(line);
      beyond |= share > 1.005;
      line(
          line.line().family(),
          line.line().what(),
          line.line().accuracy(),
          line.times(),
          line.rate(),
          String.format(
              Locale.ROOT,
              "%s %3.0f %%",
              result.hard() ? timesFast(result.timesFast(line)) : bar(share),
              100 * share));
    }
    result.lines().stream().filter(line -> line.line().aimMicros() > 0).forEach(this::aim);
    out.flush();
  }

  private static String timesFast(double ratio) {
    return String.format(Locale.ROOT, ratio < 9.95 ? "%.1f x fast" : "%3.0f x fast", ratio);
  }

  /** Whether whole calls of a small operation are as short as they should be. */
  private void aim(BenchResult.Line line) {
    Sample call = line.times().call();
    out.println(
        String.format(
            Locale.ROOT,
            "  whole call of %s: %.1f us, interval %.1f .. %.1f, aim under %d: %s",
            line.line().what(),
            1e6 * call.median(),
            1e6 * call.low(),
            1e6 * call.high(),
            line.line().aimMicros(),
            1e6 * call.median() < line.line().aimMicros() ? "reached" : "missed"));
  }

  private void line(
      String family,
      String what,
      String accuracy,
      Measured times,
      BenchResult.Rate rate,
      String share) {
    boolean odd = times.kernel().outliers() > 0;
    outliers |= odd;
    out.println(
        String.format(
            Locale.ROOT,
            "  %-15s%-13s%-7s%9s %6s  %-13s %-16s%9s %4d%s",
            family,
            what,
            accuracy,
            Text.seconds(times.kernel().median()),
            rate(rate.median()),
            rate(rate.low()) + " .. " + rate(rate.high()),
            share,
            Text.seconds(times.call().median()),
            times.kernel().runs(),
            odd ? "!" : ""));
  }

  /** Three digits, and no fewer decimals for small rates. */
  static String rate(double value) {
    return value < 0.1 ? String.format(Locale.ROOT, "%.3f", value) : Text.digits(value);
  }

  private String bar(double share) {
    int eighths = (int) Math.round(Math.min(1, share) * BAR * 8);
    if (!blocks) {
      return "#".repeat((eighths + 4) / 8) + ".".repeat(BAR - (eighths + 4) / 8);
    }
    String full = "█".repeat(eighths / 8);
    String part = eighths % 8 == 0 ? "" : EIGHTHS.substring(eighths % 8, eighths % 8 + 1);
    return full + part + " ".repeat(BAR - (full + part).length());
  }

  /** How the limits were found, and what to know of the figures. */
  void end(BenchResult last) {
    out.println();
    for (BenchResult.Limit limit : last.limits()) {
      out.println(String.format(Locale.ROOT, "limit %s: %s", limit.kind().key(), limit.schedule()));
    }
    if (beyond) {
      out.println(
          "note: more than 100 %: the operation moves memory faster than the limit's own kernels do,"
              + System.lineSeparator()
              + "      or a part of its data comes from a cache");
    }
    if (outliers) {
      out.println(
          "note: ! some runs are far from the others: other programs were busy; medians hold, and"
              + System.lineSeparator()
              + "      a quiet computer or a longer --time narrows the intervals");
    }
    out.flush();
  }
}
