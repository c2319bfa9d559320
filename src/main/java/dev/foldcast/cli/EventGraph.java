package dev.foldcast.cli;

import dev.foldcast.plan.Box;
import dev.foldcast.plan.Plan;
import dev.foldcast.plan.Target;
import dev.foldcast.plan.Transfer;
import dev.foldcast.plan.Window;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** The commands of a plan's window that completes its results, and what each waits for. */
final class EventGraph {
  private final List<String> lines = new ArrayList<>();
  private final List<String> waits = new ArrayList<>();

  private EventGraph() {}

  /**
   * One command a line.
   *
   * @param sends whether operands and results have to be sent: the device has memory of its own
   */
  static List<String> of(Plan plan, boolean sends) {
    EventGraph graph = new EventGraph();
    Window window = plan.windows().window(0);
    for (int k = 0; k < window.boxes().size(); k++) {
      graph.bring("x" + k, window.boxes().get(k), sends);
    }
    if (plan.canOverflow()) {
      graph.command("clear the overflow status, waits for nothing");
    }
    for (int i = 0; i < plan.passes().size(); i++) {
      String waits = graph.waits.isEmpty() ? "nothing" : String.join(", ", graph.waits);
      graph.waits.clear();
      graph.command(
          String.format(
              Locale.ROOT,
              "pass %d %s, waits for %s",
              i + 1,
              plan.passes().get(i).kernel(),
              waits));
    }
    String last = graph.waits.get(0);
    if (plan.target() == Target.DEVICE) {
      graph.lines.add("--  the result stays on the device");
    } else {
      String alone = plan.windows().several() ? "" : "; the host waits for this alone";
      graph.waits.clear();
      graph.command(
          String.format(
              Locale.ROOT,
              "read the result, %s, waits for %s%s",
              Text.bytes(window.results().totalBytes()),
              last,
              alone));
    }
    if (plan.canOverflow()) {
      graph.command("read the overflow status");
    }
    return graph.lines;
  }

  private void command(String what) {
    long number = lines.stream().filter(line -> line.startsWith("e")).count() + 1;
    lines.add("e" + number + "  " + what);
    waits.add("e" + number);
  }

  private void bring(String operand, Box box, boolean sends) {
    String bytes = Text.bytes(box.bytes());
    String how = box.transfer() == Transfer.PACK ? "packed" : "copied";
    switch (box.transfer()) {
      case NONE -> lines.add("--  " + operand + ": on the device already");
      case WRAP ->
          lines.add(
              String.format(
                  Locale.ROOT, "--  %s: %s used where they are, not copied", operand, bytes));
      case SEND, PACK -> {
        if (sends) {
          command(String.format(Locale.ROOT, "upload %s, %s, waits for nothing", operand, bytes));
        } else {
          lines.add(String.format(Locale.ROOT, "--  %s: %s %s", operand, bytes, how));
        }
      }
    }
  }
}
