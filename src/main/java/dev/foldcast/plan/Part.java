package dev.foldcast.plan;

import java.util.ArrayList;
import java.util.List;

/** The part of one operand that the longest window of a tiling needs. Sizes are in bytes. */
final class Part {
  /** Its elements together. */
  final double bytes;

  /** From the lowest to the highest element. */
  final double span;

  /** Elements that lie one behind the other. */
  final double run;

  /** How often the windows, in their order, need another part. */
  final double sends;

  private record Step(double stride, double turns) {}

  private Part(double bytes, double span, double run, double sends) {
    this.bytes = bytes;
    this.span = span;
    this.run = run;
    this.sends = sends;
  }

  static Part of(Nest nest, Tiling tiling, int operand, double itemBytes) {
    List<Step> steps = new ArrayList<>();
    double bytes = itemBytes;
    double span = itemBytes;
    double sends = 1;
    double changes = 1;
    for (boolean kept : new boolean[] {true, false}) {
      List<Loop> loops = kept ? nest.kept() : nest.reduced();
      List<Cut> cuts = kept ? tiling.kept() : tiling.reduced();
      for (int d : kept ? tiling.keptOrder() : tiling.reducedOrder()) {
        Cut cut = cuts.get(d);
        changes *= cut.pieces();
        if (loops.get(d).moves(operand)) {
          double stride = Math.abs(loops.get(d).stride(operand)) * itemBytes;
          bytes *= cut.longest();
          span += stride * (cut.longest() - 1);
          sends = cut.isWhole() ? sends : changes;
          steps.add(new Step(stride, cut.longest()));
        }
      }
    }
    return new Part(bytes, span, run(steps, itemBytes), sends);
  }

  private static double run(List<Step> steps, double itemBytes) {
    steps.sort((a, b) -> Double.compare(a.stride, b.stride));
    double run = itemBytes;
    for (Step step : steps) {
      if (step.stride != run && step.turns > 1) {
        break;
      }
      run *= step.turns;
    }
    return run;
  }

  /** Whether another part is needed at all. */
  boolean moves() {
    return sends > 1;
  }

  /** Bytes that come with each byte, where nothing less than {@code unit} bytes can be fetched. */
  double waste(double unit) {
    return Math.max(1, unit / run);
  }
}
