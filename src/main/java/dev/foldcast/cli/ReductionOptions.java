package dev.foldcast.cli;

import dev.foldcast.Array;
import dev.foldcast.ReduceOptions;
import dev.foldcast.array.DType;
import dev.foldcast.plan.Accuracy;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Options of commands that reduce axes. */
final class ReductionOptions {
  @Option(
      names = "--axis",
      paramLabel = "I[,J...]",
      converter = AxisList.Converter.class,
      order = 1,
      description = "Axes to reduce; negative ones count from the end (default: all).")
  @Nullable AxisList axis;

  @Option(names = "--keepdims", order = 2, description = "Keep reduced axes, with extent 1.")
  boolean keepDims;

  @Option(
      names = "--dtype",
      paramLabel = "T",
      converter = DTypeConverter.class,
      order = 3,
      description = "Convert each element first, as x.astype(T).")
  @Nullable DType dtype;

  @Option(
      names = "--accuracy",
      paramLabel = "exact|fast",
      converter = Choice.OfAccuracy.class,
      order = 4,
      description =
          "exact: the real sum, rounded once, the same bits everywhere; fast: plain adds, for"
              + " comparison (default: exact).")
  Accuracy accuracy = Accuracy.EXACT;

  /** The array converted as asked. */
  Array converted(Array x) {
    return dtype == null ? x : x.as(dtype);
  }

  ReduceOptions reduce() {
    ReduceOptions options = axis == null ? ReduceOptions.ALL : ReduceOptions.over(axis.toArray());
    options = options.with(accuracy);
    return keepDims ? options.keepingDims() : options;
  }
}
