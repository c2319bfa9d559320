package dev.foldcast.cli;

import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.ParentCommand;
import picocli.CommandLine.Spec;

/** {@code foldcast mean}. */
@Command(
    name = "mean",
    mixinStandardHelpOptions = true,
    versionProvider = Version.class,
    sortOptions = false,
    customSynopsis = {
      "foldcast mean FILE [--axis=I[,J...]] [--keepdims] [--dtype=T]",
      "              [--accuracy=exact|fast] [-o OUT] [OPTIONS]"
    },
    description = {
      "Means of an array, as numpy.mean(x, axis).",
      "The exact sum divided by the count, rounded once; integers give float64."
    },
    footerHeading = "%nExamples:%n",
    footer = {
      "  foldcast mean x.npy",
      "  foldcast mean x.npy --axis=-1 -o m.npy",
      "  foldcast mean counts.npy --axis=0 --keepdims"
    })
@SuppressWarnings("NullAway.Init")
final class MeanCommand implements Callable<Integer> {
  @ParentCommand private Main main;
  @Spec private CommandSpec spec;

  @Parameters(paramLabel = "FILE", description = Inputs.HELP)
  private String file;

  @Mixin private ReductionOptions reduction = new ReductionOptions();
  @Mixin private ComputeOptions options = new ComputeOptions();

  @Override
  public Integer call() {
    return new Computation(main.session(), spec, options, Overflow.WRAP)
        .run(List.of(file), x -> reduction.converted(x.get(0)).mean(reduction.reduce()));
  }
}
