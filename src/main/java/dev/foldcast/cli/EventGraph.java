package dev.foldcast.cli;

import dev.foldcast.array.HostArray;
import dev.foldcast.opencl.DeviceInfo;
import dev.foldcast.plan.Plan;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The commands of a plan, each with the events that it waits for. */
final class EventGraph {
  private static final long WINDOW_BYTES = 64L << 20;

  private final List<String> lines = new ArrayList<>();
  private final List<String> waits = new ArrayList<>();

  private EventGraph() {}

  /**
   * One command a line.
   *
   * @param inputs the operands in host memory
   * @param device null for an assumed one, which shares memory with the host
   */
  static List<String> of(Plan plan, List<HostArray> inputs, @Nullable DeviceInfo device) {
    EventGraph graph = new EventGraph();
    for (int k = 0; k < inputs.size(); k++) {
      graph.bring("x" + k, inputs.get(k), device == null || device.hostMemory());
    }
    if (plan.canOverflow()) {
      graph.command("e" + graph.number(), "clear the overflow status");
    }
    for (int i = 0; i < plan.passes().size(); i++) {
      String waits = graph.waits.isEmpty() ? "nothing" : String.join(", ", graph.waits);
      graph.waits.clear();
      graph.command(
          "e" + graph.number(),
          "pass %d %s, waits for %s".formatted(i + 1, plan.passes().get(i).kernel(), waits));
    }
    graph.lines.add(
        "e%d  read the result, %s, waits for %s; the host waits for this alone"
            .formatted(graph.number(), windows(plan.resultBytes()), graph.waits.get(0)));
    if (plan.canOverflow()) {
      graph.lines.add("e%d  read the overflow status".formatted(graph.number()));
    }
    return graph.lines;
  }

  private int number() {
    return (int) lines.stream().filter(line -> line.startsWith("e")).count() + 1;
  }

  private void command(String event, String what) {
    lines.add(event + "  " + what);
    waits.add(event);
  }

  private void bring(String operand, HostArray input, boolean hostMemory) {
    long bytes = input.memory().byteSize();
    if (!hostMemory || bytes > Integer.MAX_VALUE) {
      command(
          "e" + number(), "upload %s, %s, waits for nothing".formatted(operand, windows(bytes)));
      return;
    }
    String how = input.memory().isShared() ? "mapped and wrapped, not copied" : "copied once";
    lines.add("--  %s: %s %s".formatted(operand, Text.bytes(bytes), how));
  }

  private static String windows(long bytes) {
    long windows = Math.max(1, (bytes + WINDOW_BYTES - 1) / WINDOW_BYTES);
    return "%s in %s".formatted(Text.bytes(bytes), Text.count(windows, "window"));
  }
}
