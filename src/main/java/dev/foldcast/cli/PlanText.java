package dev.foldcast.cli;

import dev.foldcast.kernel.ProgramText;
import dev.foldcast.plan.Box;
import dev.foldcast.plan.Family;
import dev.foldcast.plan.Loop;
import dev.foldcast.plan.Nest;
import dev.foldcast.plan.Pass;
import dev.foldcast.plan.Plan;
import dev.foldcast.plan.Window;
import dev.foldcast.plan.Windows;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** One plan, for people: a label, then one or more lines. */
final class PlanText {
  private static final int LINE_WIDTH = 80;
  private static final int LABEL_WIDTH = 15;

  private final Plan plan;
  private final PrintWriter out;

  private PlanText(Plan plan, PrintWriter out) {
    this.plan = plan;
    this.out = out;
  }

  /**
   * Prints a plan.
   *
   * @param events its event graph, one command a line
   */
  static void print(Plan plan, List<String> events, PrintWriter out) {
    new PlanText(plan, out).print(events);
  }

  /** Prints lines under one label. */
  static void section(PrintWriter out, String label, List<String> lines) {
    String head = label;
    for (String line : lines) {
      out.println((head + " ".repeat(LABEL_WIDTH - head.length()) + line).stripTrailing());
      head = "";
    }
  }

  private void print(List<String> events) {
    section("family", List.of(plan.family().key() + ": " + meaning(plan.family())));
    section("nest", nest());
    section("configuration", configuration());
    if (plan.isEmpty()) {
      section("passes", List.of("none: nothing to fold, so the result needs no device"));
      return;
    }
    section("windows", windows());
    section("passes", passes());
    section("events", events);
    section("scratch", List.of(scratch()));
    section("program", program());
  }

  private void section(String label, List<String> lines) {
    section(out, label, lines);
  }

  private List<String> configuration() {
    List<String> lines = new ArrayList<>(List.of(plan.configuration().toString()));
    if (!plan.operation().isReduction()) {
      lines.add(plan.configuration().stores());
    }
    lines.add("because: " + plan.why());
    return lines;
  }

  private static String meaning(Family family) {
    return switch (family) {
      case REDUCE_FULL -> "every axis is reduced";
      case REDUCE_ROWS -> "neighbours in memory belong to one output";
      case REDUCE_COLUMNS -> "neighbours in memory belong to different outputs";
      case REDUCE_SHORT -> "few terms for each of many outputs";
      case CONTRACT -> "a multiply-sum over an axis that the operands share";
      case ELEMENTWISE -> "nothing is reduced, neighbours stay neighbours";
      case OUTER -> "nothing is reduced, operands broadcast against each other";
      case GENERAL -> "inner strides other than 0 and 1";
    };
  }

  private List<String> nest() {
    List<String> lines = new ArrayList<>();
    plan.nest().kept().forEach(loop -> lines.add(loop("kept", loop)));
    plan.nest().reduced().forEach(loop -> lines.add(loop("reduced", loop)));
    return lines.isEmpty() ? List.of("one element") : lines;
  }

  private String loop(String kind, Loop loop) {
    String strides =
        IntStream.range(0, plan.nest().operands())
            .mapToObj(k -> String.format(Locale.ROOT, "x%d %d", k, loop.stride(k)))
            .collect(Collectors.joining(", "));
    String result = kind.equals("kept") ? ", result " + loop.outStride() : "";
    return String.format(
        Locale.ROOT, "%-8s %12d turns   strides: %s%s", kind, loop.extent(), strides, result);
  }

  private List<String> windows() {
    Windows windows = plan.windows();
    Window first = windows.window(0);
    if (!windows.several()) {
      return List.of("one");
    }
    List<String> lines = new ArrayList<>();
    String shared =
        windows.perResult() == 1
            ? ""
            : String.format(
                Locale.ROOT, ", %d for the same results, records carried", windows.perResult());
    lines.add(Text.count(windows.count(), "window") + shared + "; the longest:");
    Nest nest = first.nest();
    nest.kept()
        .forEach(
            loop -> lines.add(String.format(Locale.ROOT, "kept     %12d turns", loop.extent())));
    nest.reduced()
        .forEach(
            loop -> lines.add(String.format(Locale.ROOT, "reduced  %12d turns", loop.extent())));
    for (int k = 0; k < first.boxes().size(); k++) {
      Box box = first.boxes().get(k);
      lines.add(
          String.format(
              Locale.ROOT,
              "x%d %s %s",
              k,
              box.transfer().name().toLowerCase(Locale.ROOT),
              Text.bytes(box.bytes())));
    }
    lines.add("result " + Text.bytes(first.results().totalBytes()));
    return lines;
  }

  private List<String> passes() {
    List<String> lines = new ArrayList<>();
    for (int i = 0; i < plan.passes().size(); i++) {
      Pass pass = plan.passes().get(i);
      lines.add(
          String.format(
              Locale.ROOT,
              "%d  %-14s %d x %d work-items: %s",
              i + 1,
              pass.kernel(),
              pass.launch().groups(),
              pass.launch().workGroup(),
              pass.work()));
    }
    return lines;
  }

  private String scratch() {
    if (plan.scratchBytes() == 0) {
      return "none";
    }
    return String.format(
        Locale.ROOT,
        "%s: slots %s, records %s, status %s",
        Text.bytes(plan.scratchBytes()),
        Text.bytes(plan.slotBytes()),
        plan.recordBytes().stream().map(Text::bytes).collect(Collectors.joining(" and ")),
        Text.bytes(Plan.STATUS_BYTES));
  }

  /** Its files, and the macros that it begins with. */
  private List<String> program() {
    ProgramText text = ProgramText.of(plan.program());
    List<String> macros =
        text.source()
            .lines()
            .takeWhile(line -> line.startsWith("#"))
            .filter(line -> line.startsWith("#define "))
            .map(line -> line.substring("#define ".length()).strip())
            .map(line -> line.replaceFirst(" ", "="))
            .toList();
    List<String> lines = new ArrayList<>(List.of(text.label() + ", " + text.options()));
    StringBuilder line = new StringBuilder();
    for (String macro : macros) {
      if (line.length() + 2 + macro.length() > LINE_WIDTH - LABEL_WIDTH && !line.isEmpty()) {
        lines.add(line.toString());
        line.setLength(0);
      }
      line.append(line.isEmpty() ? "" : "  ").append(macro);
    }
    lines.add(line.toString());
    return lines;
  }
}
