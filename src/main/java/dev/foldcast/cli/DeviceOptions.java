package dev.foldcast.cli;

import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Options that every command takes. */
final class DeviceOptions {
  @Option(
      names = "--device",
      paramLabel = "P:D|NAME",
      order = 60,
      description =
          "Device as 'foldcast devices' lists it: P:D, part of a name, cpu or gpu (default:"
              + " $FOLDCAST_DEVICE, else the best one).")
  @Nullable String device;

  @Option(names = "--json", order = 61, description = "Print one JSON object.")
  boolean json;

  @Option(
      names = {"-v", "--verbose"},
      order = 62,
      description = "Tell what was done on stderr; -vv adds the OpenCL source.")
  boolean[] verbose = {};

  @Option(names = "--debug", order = 63, description = "Add a stack trace to an error.")
  boolean debug;

  int verbosity() {
    return verbose.length;
  }
}
