package dev.foldcast.cli;

import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.ParentCommand;
import picocli.CommandLine.Spec;

/** {@code foldcast sum}. */
@Command(
    name = "sum",
    mixinStandardHelpOptions = true,
    versionProvider = Version.class,
    sortOptions = false,
    customSynopsis = {
      "foldcast sum FILE [--axis=I[,J...]] [--keepdims] [--dtype=T]",
      "             [--accuracy=exact|fast] [-o OUT] [OPTIONS]"
    },
    description = {
      "Sums an array, as numpy.sum(x, axis).",
      "The result is the exact sum, rounded once; integers add up to int64."
    },
    footerHeading = "%nExamples:%n",
    footer = {
      "  foldcast sum x.npy",
      "  foldcast sum archive.npz:x",
      "  ssh host 'cat x.npy' | foldcast sum -",
      "  foldcast sum x.npy --axis=0,-1 --keepdims -o s.npy",
      "  foldcast sum x.npy --explain"
    })
@SuppressWarnings("NullAway.Init")
final class SumCommand implements Callable<Integer> {
  @ParentCommand private Main main;
  @Spec private CommandSpec spec;

  @Parameters(paramLabel = "FILE", description = Inputs.HELP)
  private String file;

  @Mixin private ReductionOptions reduction = new ReductionOptions();

  @Option(
      names = "--overflow",
      paramLabel = "wrap|error",
      converter = Choice.OfOverflow.class,
      order = 5,
      description =
          "An integer sum beyond 64 bits wraps with a note, or is an error (default: wrap).")
  private Overflow overflow = Overflow.WRAP;

  @Mixin private ComputeOptions options = new ComputeOptions();

  @Override
  public Integer call() {
    return new Computation(main.session(), spec, options, overflow)
        .run(List.of(file), x -> reduction.converted(x.get(0)).sum(reduction.reduce()));
  }
}
