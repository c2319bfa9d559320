package dev.foldcast.cli;

import dev.foldcast.opencl.ClDevices;
import dev.foldcast.opencl.DeviceInfo;
import java.io.PrintWriter;
import java.util.List;
import java.util.Locale;

/** Prints the demo in 80 columns, a bar for each time. */
final class DemoText {
  private static final int BAR_WIDTH = 60;

  private final PrintWriter out;
  private final String block = Encoding.STDOUT.newEncoder().canEncode('█') ? "█" : "#";

  DemoText(PrintWriter out) {
    this.out = out;
  }

  void head(ClDevices.Choice choice) {
    DeviceInfo info = choice.device().info();
    out.println(
        String.format(Locale.ROOT, "Foldcast on device %s, %s", info.address(), choice.reason()));
    out.println(info.name());
    out.println("Every number below is measured now; bars are times, shorter is better.");
    out.flush();
  }

  void title(List<String> lines) {
    out.println();
    lines.forEach(out::println);
    out.flush();
  }

  void outcome(DemoScene.Outcome outcome) {
    double longest = Math.max(outcome.naive().seconds(), outcome.ours().seconds());
    way("naive", outcome.naive(), longest);
    way("ours", outcome.ours(), longest);
    double ratio = outcome.naive().seconds() / outcome.ours().seconds();
    out.println(
        String.format(
            Locale.ROOT,
            "  %s; %s",
            ratio >= 1
                ? Text.digits(ratio) + " times as fast"
                : Text.digits(1 / ratio) + " times as slow",
            (outcome.right() ? "checked: " : "WRONG: ") + outcome.verified()));
    out.flush();
  }

  private void way(String whose, DemoScene.Way way, double longest) {
    out.println(String.format(Locale.ROOT, "  %-6s %s", whose, way.how()));
    int length = (int) Math.max(1, Math.round(BAR_WIDTH * way.seconds() / longest));
    out.println(
        String.format(Locale.ROOT, "  %s %s", block.repeat(length), Text.seconds(way.seconds())));
    if (!way.parts().isEmpty()) {
      out.println("         " + way.parts());
    }
    if (!way.answer().isEmpty()) {
      out.println("         answer " + way.answer());
    }
  }

  void end(boolean right) {
    out.println();
    out.println(right ? "All results are right." : "A result is WRONG.");
    out.flush();
  }
}
