package dev.foldcast.cli;

import dev.foldcast.ReduceOptions;
import dev.foldcast.plan.Accuracy;
import picocli.CommandLine.Option;

/** Options of commands that reduce axes and round. */
final class ReductionOptions extends AxisOptions {
  @Option(
      names = "--accuracy",
      paramLabel = "exact|fast",
      converter = Choice.OfAccuracy.class,
      order = 4,
      description =
          "exact: the real sum, rounded once, the same bits everywhere; fast: plain adds, for"
              + " comparison (default: exact).")
  Accuracy accuracy = Accuracy.EXACT;

  @Override
  ReduceOptions reduce() {
    return super.reduce().with(accuracy);
  }
}
