package dev.foldcast.cli;

import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.ParentCommand;
import picocli.CommandLine.Spec;

/** {@code foldcast multiply}. */
@Command(
    name = "multiply",
    mixinStandardHelpOptions = true,
    versionProvider = Version.class,
    sortOptions = false,
    customSynopsis = {"foldcast multiply A B [-o OUT] [OPTIONS]"},
    description = {
      "Multiplies two arrays element by element, as numpy.multiply(a, b).",
      "Shapes broadcast and types promote as NumPy's; the operands are never expanded."
    },
    footerHeading = "%nExamples:%n",
    footer = {
      "  foldcast multiply a.npy b.npy -o ab.npy",
      "  foldcast multiply a.npz:a a.npz:b -o ab.npy",
      "  foldcast multiply column.npy row.npy          (n, 1) by (m,): the outer product",
      "  foldcast multiply a.npy b.npy -o - | ssh host 'cat > ab.npy'"
    })
@SuppressWarnings("NullAway.Init")
final class MultiplyCommand implements Callable<Integer> {
  @ParentCommand private Main main;
  @Spec private CommandSpec spec;

  @Parameters(index = "0", paramLabel = "A", description = Inputs.HELP)
  private String left;

  @Parameters(index = "1", paramLabel = "B", description = Inputs.HELP)
  private String right;

  @Mixin private ComputeOptions options = new ComputeOptions();

  @Override
  public Integer call() {
    return new Computation(main.session(), spec, options, Overflow.WRAP)
        .run(List.of(left, right), x -> x.get(0).multiply(x.get(1)));
  }
}
