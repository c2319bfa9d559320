package dev.foldcast.cli;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.foldcast.opencl.DeviceInfo;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** A benchmark beside an earlier one, line by line. */
final class BenchComparison {
  private final BenchOld old;
  private final List<Pair> pairs = new ArrayList<>();

  /** The same line in both. */
  private record Pair(String key, BenchOld.Line before, BenchResult.Rate now, double share) {
    double ratio() {
      return now.median() / before.median();
    }

    String verdict() {
      if (!before.isApart(now)) {
        return "same";
      }
      return ratio() > 1 ? "faster" : "slower";
    }
  }

  BenchComparison(BenchOld old, List<BenchResult> results) {
    this.old = old;
    for (BenchResult result : results) {
      for (BenchResult.Line line : result.lines()) {
        BenchOld.Line before = old.lines().get(line.line().key());
        if (before != null) {
          pairs.add(new Pair(line.line().key(), before, line.rate(), result.share(line)));
        }
      }
    }
  }

  ArrayNode json() {
    ArrayNode json = JsonNodeFactory.instance.arrayNode();
    for (Pair pair : pairs) {
      ObjectNode line = json.addObject().put("key", pair.key);
      line.put("old_gb_per_s", pair.before.median()).put("new_gb_per_s", pair.now.median());
      line.put("ratio", pair.ratio()).put("intervals_apart", pair.before.isApart(pair.now));
      line.put("old_share_of_limit", pair.before.share()).put("new_share_of_limit", pair.share);
    }
    return json;
  }

  void print(DeviceInfo device, long bytes, PrintWriter out) {
    out.println();
    out.println(
        String.format(
            Locale.ROOT,
            "Beside %s (%s), GB/s; 'same': the intervals overlap.",
            old.file(),
            old.date()));
    String now = device.name() + ", driver " + device.driverVersion();
    if (!now.equals(old.device())) {
      out.println("note: that was on another device: " + old.device());
    }
    if (old.bytes() != bytes) {
      out.println("note: that was with arrays of up to " + Text.bytes(old.bytes()));
    }
    if (pairs.isEmpty()) {
      out.println("note: no line is in both");
      return;
    }
    String line = "  %-46s%8s%8s%7s  %-7s%8s%8s";
    out.println(String.format(Locale.ROOT, line, "", "old", "new", "ratio", "", "old", "new"));
    for (Pair pair : pairs) {
      out.println(
          String.format(
              Locale.ROOT,
              line,
              pair.key,
              BenchText.rate(pair.before.median()),
              BenchText.rate(pair.now.median()),
              Text.digits(pair.ratio()),
              pair.verdict(),
              percent(pair.before.share()),
              percent(pair.share)));
    }
    out.println("%: shares of the device's limits of then and of now: they stay where the whole");
    out.println("computer has become faster or slower.");
    out.flush();
  }

  private static String percent(double share) {
    return String.format(Locale.ROOT, "%.0f %%", 100 * share);
  }
}
