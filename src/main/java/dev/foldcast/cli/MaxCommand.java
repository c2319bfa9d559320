package dev.foldcast.cli;

import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.ParentCommand;
import picocli.CommandLine.Spec;

/** {@code foldcast max}. */
@Command(
    name = "max",
    mixinStandardHelpOptions = true,
    versionProvider = Version.class,
    sortOptions = false,
    customSynopsis = {
      "foldcast max FILE [--axis=I[,J...]] [--keepdims] [--dtype=T] [-o OUT] [OPTIONS]"
    },
    description = {
      "The largest elements of an array, as numpy.max(x, axis).",
      "-0 is below 0, and any NaN makes a result NaN."
    },
    footerHeading = "%nExamples:%n",
    footer = {
      "  foldcast max x.npy",
      "  foldcast max x.npy --axis=-1 -o m.npy",
      "  foldcast max archive.npz:x --axis=0 --keepdims"
    })
@SuppressWarnings("NullAway.Init")
final class MaxCommand implements Callable<Integer> {
  @ParentCommand private Main main;
  @Spec private CommandSpec spec;

  @Parameters(paramLabel = "FILE", description = Inputs.HELP)
  private String file;

  @Mixin private AxisOptions reduction = new AxisOptions();
  @Mixin private ComputeOptions options = new ComputeOptions();

  @Override
  public Integer call() {
    return new Computation(main.session(), spec, options, Overflow.WRAP)
        .run(List.of(file), x -> reduction.converted(x.get(0)).max(reduction.reduce()));
  }
}
