package dev.foldcast.cli;

import dev.foldcast.Options;
import dev.foldcast.io.Access;
import dev.foldcast.plan.Configuration;
import dev.foldcast.plan.Target;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Options of commands that compute an array. */
final class ComputeOptions {
  @Option(
      names = {"-o", "--output"},
      paramLabel = "OUT",
      order = 10,
      description =
          "Write the result to a .npy file, all or nothing; '-' streams it to stdout. Without it"
              + " the result is printed.")
  @Nullable String output;

  @Option(
      names = "--memory",
      paramLabel = "SIZE",
      converter = SizeConverter.class,
      order = 50,
      description =
          "Most bytes of device buffers and memory of our own, for example 512MiB or 2GiB; at least"
              + " 64MiB (default: no bound).")
  @Nullable Long memory;

  @Option(
      names = "--no-map",
      order = 51,
      description =
          "Read files instead of mapping them: slower, and safe if somebody truncates them"
              + " meanwhile.")
  boolean noMap;

  @Option(
      names = "--configuration",
      paramLabel = "K=V[,...]",
      converter = ConfigurationConverter.class,
      order = 52,
      description =
          "Schedule, for experiments: workgroup, groups, vector, tree, items, merge, stream, tile,"
              + " lanes, walk, batch, registers. It changes the speed and never an exact answer.")
  @Nullable Configuration configuration;

  @Mixin DeviceOptions common = new DeviceOptions();

  @Option(
      names = "--explain",
      order = 70,
      description = "Print what would be done instead of doing it; needs no device.")
  boolean explain;

  @Option(
      names = "--trace",
      paramLabel = "FILE",
      order = 71,
      description = "Write the chain of events as a Chrome trace (chrome://tracing, Perfetto).")
  @Nullable String trace;

  @Option(names = "--no-progress", order = 72, description = "No progress line on a terminal.")
  boolean noProgress;

  Access access() {
    return noMap ? Access.COPY : Access.MAP;
  }

  boolean toStdout() {
    return "-".equals(output);
  }

  /** Where the result goes, as plans know it. */
  Target target() {
    return output == null ? Target.MEMORY : toStdout() ? Target.SEQUENCE : Target.PIECES;
  }

  /** How the device is opened. */
  Options options(Session session) {
    Options options =
        Options.DEFAULT.withDevice(session.device(common)).withConfiguration(configuration);
    return memory == null ? options : options.withMemoryBytes(memory);
  }
}
