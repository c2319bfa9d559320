package dev.foldcast.cli;

import dev.foldcast.plan.Family;
import dev.foldcast.tuning.Effort;
import dev.foldcast.tuning.Subject;
import dev.foldcast.tuning.Tuner;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import picocli.CommandLine.Option;

/** What {@code foldcast tune} is to find out, and how hard it tries. */
final class TuneOptions {
  @Option(
      names = "--time",
      paramLabel = "TIME",
      converter = TimeConverter.class,
      order = 1,
      description = "About how long it may take (default: 60s).")
  double seconds = 60;

  @Option(
      names = "--only",
      paramLabel = "FAMILY[,...]",
      split = ",",
      converter = Choice.OfFamily.class,
      order = 2,
      description = "Kernel families, for example reduce_full,outer (default: all).")
  private List<Family> only = new ArrayList<>();

  @Option(
      names = "--effort",
      paramLabel = "EFFORT",
      converter = Choice.OfEffort.class,
      order = 3,
      description = "How much is tried: quick, normal or exhaustive (default: normal).")
  private Effort effort = Effort.NORMAL;

  @Option(
      names = "--size",
      paramLabel = "SIZE",
      converter = BenchSize.Converter.class,
      order = 4,
      description =
          "Largest operand (default: 32MiB to 128MiB on CPUs, 256MiB on GPUs; at most 1GiB).")
  private long size;

  @Option(names = "--force", order = 5, description = "Measure again what is known already.")
  boolean force;

  boolean includes(Subject subject) {
    return only.isEmpty() || only.contains(subject.family());
  }

  Tuner.Wish wish() {
    String command = "foldcast tune --effort " + effort.name().toLowerCase(Locale.ROOT);
    return new Tuner.Wish(seconds, Set.copyOf(only), effort, force, size, command);
  }
}
