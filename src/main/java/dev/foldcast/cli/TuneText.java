package dev.foldcast.cli;

import dev.foldcast.opencl.ClDevices;
import dev.foldcast.plan.Accuracy;
import dev.foldcast.plan.Family;
import dev.foldcast.tuning.Entry;
import dev.foldcast.tuning.Evidence;
import dev.foldcast.tuning.Rejected;
import dev.foldcast.tuning.Subject;
import dev.foldcast.tuning.TuningEvents;
import java.io.PrintWriter;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.function.Function;

/** Tells how tuning goes on, and prints its closing table in at most 100 columns. */
final class TuneText implements TuningEvents {
  private final PrintWriter out;
  private final PrintWriter err;
  private long startNanos = System.nanoTime();
  private double seconds;
  private volatile String subject = "the limits of the memory";
  private volatile String doing = "";

  TuneText(PrintWriter out, PrintWriter err) {
    this.out = out;
    this.err = err;
  }

  void head(ClDevices.Choice choice, double time) {
    startNanos = System.nanoTime();
    seconds = time;
    BenchText.device(choice, out);
    out.flush();
  }

  /** For a progress line. */
  String doing() {
    double left = Math.max(0, seconds - (System.nanoTime() - startNanos) / 1e9);
    return String.format(Locale.ROOT, "tune: %s%s, about %.0f s left", subject, doing, left);
  }

  @Override
  public void begins(Subject next, String work, int number, int of) {
    subject = String.format(Locale.ROOT, "%d of %d, %s (%s)", number, of, next, work);
    doing = "";
  }

  @Override
  public void doing(String what) {
    doing = ": " + what;
  }

  @Override
  public void found(Entry entry) {
    out.println(
        String.format(Locale.ROOT, "  %-55s %s", entry.key().subject(), gain(entry.evidence())));
    out.flush();
  }

  @Override
  public void skipped(Subject left, String why) {
    out.println(String.format(Locale.ROOT, "  %-55s %s", left, why));
    out.flush();
  }

  @Override
  public void rejected(Rejected rejected) {
    err.println(
        String.format(
            Locale.ROOT,
            "foldcast: note: rejected for %s (%s): %s; %s",
            rejected.key().subject(),
            rejected.kind().key(),
            rejected.what(),
            rejected.configuration()));
  }

  @Override
  public void warning(String line) {
    err.println("foldcast: warning: " + line);
  }

  private static String gain(Evidence evidence) {
    return evidence.noGain()
        ? "no gain here"
        : String.format(
            Locale.ROOT,
            "%.2f times as fast (%.2f .. %.2f)",
            evidence.gain(),
            1 / evidence.high(),
            1 / evidence.low());
  }

  /** By family and type, each in the order of tuning. */
  private static List<Entry> sorted(List<Entry> entries) {
    Function<Entry, Subject> of = e -> e.key().subject();
    return entries.stream()
        .sorted(
            Comparator.<Entry, Family>comparing(e -> of.apply(e).family())
                .thenComparing(e -> of.apply(e).dtype())
                .thenComparing(e -> of.apply(e).accuracy()))
        .toList();
  }

  /**
   * One line an entry.
   *
   * @param none what to say where there is none
   */
  void table(List<Entry> entries, String none) {
    if (entries.isEmpty()) {
      out.println(none);
      return;
    }
    out.println();
    out.println(
        String.format(
            Locale.ROOT,
            "%-15s%-16s%-20s%7s %6s %5s %5s  %s",
            "family",
            "dtype",
            "shape",
            "default",
            "tuned",
            "gain",
            "limit",
            "chosen"));
    for (Entry entry : sorted(entries)) {
      Subject what = entry.key().subject();
      Evidence found = entry.evidence();
      out.println(
          String.format(
              Locale.ROOT,
              "%-15s%-16s%-20s%7s %6s %5s %5s  %s",
              what.family().key(),
              what.dtype() + (what.accuracy() == Accuracy.FAST ? " fast" : ""),
              what.shape(),
              BenchText.rate(found.bytes() / found.defaultSeconds() / 1e9),
              BenchText.rate(found.bytes() / found.tunedSeconds() / 1e9),
              found.noGain() ? "none" : String.format(Locale.ROOT, "%.2f", found.gain()),
              found.share() == 0 ? "-" : String.format(Locale.ROOT, "%.0f %%", 100 * found.share()),
              entry.configuration().brief()));
    }
    out.println("default and tuned in GB/s of the least bytes to move; limit: share of what the");
    out.println("device's memory allows for them at most, as measured before; a computer that was");
    out.println("busier then shows more than 100 %.");
    out.flush();
  }
}
