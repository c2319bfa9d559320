package dev.foldcast.cli;

import dev.foldcast.tuning.Comparison;
import dev.foldcast.tuning.DeviceKey;
import dev.foldcast.tuning.Entry;
import dev.foldcast.tuning.ExportedStore;
import java.io.PrintWriter;
import java.util.List;
import java.util.Locale;
import java.util.function.ToDoubleFunction;
import java.util.stream.Collectors;

/** Prints what two machines have found, in at most 100 columns; one sentence at the end. */
final class CompareText {
  private final Comparison comparison;

  CompareText(Comparison comparison) {
    this.comparison = comparison;
  }

  void print(ExportedStore a, ExportedStore b, PrintWriter out) {
    out.println(String.format(Locale.ROOT, "A  %s: %s", a.file(), devices(a)));
    out.println(String.format(Locale.ROOT, "B  %s: %s", b.file(), devices(b)));
    if (!comparison.rows().isEmpty()) {
      table(out);
    }
    if (comparison.onlyA() + comparison.onlyB() > 0) {
      out.println(
          String.format(
              Locale.ROOT,
              "tuned on one machine alone, and left out: %d on A, %d on B",
              comparison.onlyA(),
              comparison.onlyB()));
    }
    if (comparison.rows().stream().anyMatch(Comparison.Row::ofOtherKernels)) {
      out.println("note: * the two were tuned with different kernels; tune both with one Foldcast");
    }
    out.println();
    out.println(conclusion());
  }

  /** The devices of a file: one, or it is no export of a machine. */
  static String devices(ExportedStore store) {
    return store.operations().values().stream()
        .map(operation -> operation.entry().key())
        .map(key -> device(key.device()) + ", driver " + key.driver())
        .distinct()
        .sorted()
        .collect(Collectors.joining("; "));
  }

  private static String device(DeviceKey key) {
    return String.format(
        Locale.ROOT,
        "%s %s of %d units on %s",
        key.name(),
        key.type(),
        key.units(),
        key.platform());
  }

  private void table(PrintWriter out) {
    out.println();
    line(out, "family", "dtype", "shape", "", "winner", "GB/s", "default", "other's");
    for (Comparison.Row row : comparison.rows()) {
      String family = row.subject().family().key();
      String mark = row.ofOtherKernels() ? "*" : "";
      String dtype = row.subject().dtype().toString();
      side(out, family, dtype, row.subject().shape().toString(), "A" + mark, row.a());
      side(out, "", "", "", "B" + mark, row.b());
    }
    out.println(
        "GB/s: the winner's, of the least bytes to move. default, other's: times as long as");
    out.println("the default and the other machine's winner take there, as measured.");
  }

  private static void side(
      PrintWriter out,
      String family,
      String dtype,
      String shape,
      String machine,
      Comparison.Side side) {
    Entry entry = side.entry();
    line(
        out,
        family,
        dtype,
        shape,
        machine,
        entry.configuration().brief(),
        BenchText.rate(rate(entry)),
        times(side.defaultCost()),
        switch (side.other()) {
          case SAME -> "the same";
          case MEASURED -> times(side.cost());
          case NOT_MEASURED -> "not measured";
        });
  }

  private static void line(
      PrintWriter out,
      String family,
      String dtype,
      String shape,
      String machine,
      String winner,
      String rate,
      String byDefault,
      String other) {
    out.println(
        String.format(
            Locale.ROOT,
            "%-15s%-11s%-19s%-3s%-26s%5s%8s %s",
            family,
            dtype,
            shape,
            machine,
            winner,
            rate,
            byDefault,
            other));
  }

  /** The winner's GB/s. */
  static double rate(Entry entry) {
    return entry.evidence().bytes() / entry.evidence().tunedSeconds() / 1e9;
  }

  private static String times(double ratio) {
    return String.format(Locale.ROOT, "%.2f", ratio);
  }

  /** What whoever says "V1 is faster on my desktop, V2 on my laptop" wants to know. */
  String conclusion() {
    int all = comparison.rows().size();
    List<Comparison.Row> own = comparison.rows(Comparison.Verdict.EACH_ITS_OWN);
    int one = comparison.rows(Comparison.Verdict.ONE_SERVES_BOTH).size();
    int unknown = all - own.size() - one;
    if (all == 0) {
      return "The machines have no operation in common: tune both with the same --time and --only.";
    }
    if (unknown == all) {
      return "Nobody knows: what one machine's winner costs on the other was not measured.";
    }
    String missing =
        unknown == 0
            ? ""
            : String.format(Locale.ROOT, "; for %d the other's was not measured", unknown);
    if (own.isEmpty()) {
      return String.format(
          Locale.ROOT,
          "One schedule serves both machines in %d of %d operations%s.",
          one,
          all,
          missing);
    }
    return String.format(
        Locale.ROOT,
        "Each machine wants its own schedule in %d of %d operations, where the other's winner"
            + " takes up to%n%s times as long on A and %s on B; in %d one serves both%s.",
        own.size(),
        all,
        times(most(own, row -> row.a().cost())),
        times(most(own, row -> row.b().cost())),
        one,
        missing);
  }

  private static double most(List<Comparison.Row> rows, ToDoubleFunction<Comparison.Row> cost) {
    return rows.stream().mapToDouble(cost).max().orElseThrow();
  }
}
