package dev.foldcast.cli;

import dev.foldcast.Array;
import dev.foldcast.ReduceOptions;
import dev.foldcast.array.DType;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Options of commands that reduce axes. */
class AxisOptions {
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

  /** The array converted as asked. */
  Array converted(Array x) {
    return dtype == null ? x : x.as(dtype);
  }

  ReduceOptions reduce() {
    ReduceOptions options = axis == null ? ReduceOptions.ALL : ReduceOptions.over(axis.toArray());
    return keepDims ? options.keepingDims() : options;
  }
}
