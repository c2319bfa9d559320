package dev.foldcast.cli;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.foldcast.Foldcast;
import dev.foldcast.Options;
import dev.foldcast.opencl.ClDevices;
import java.io.PrintWriter;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParentCommand;
import picocli.CommandLine.Spec;

/** {@code foldcast demo}. */
@Command(
    name = "demo",
    mixinStandardHelpOptions = true,
    versionProvider = Version.class,
    sortOptions = false,
    customSynopsis = "foldcast demo [--device P:D|NAME] [--json]",
    description = {
      "Shows in under a minute what Foldcast is for: three common ways to write array work for"
          + " OpenCL, against ours.",
      "Makes its own inputs, measures every number in this run and checks every result."
    },
    footerHeading = "%nExamples:%n",
    footer = {"  foldcast demo", "  foldcast demo --device gpu"})
@SuppressWarnings("NullAway.Init")
final class DemoCommand implements Callable<Integer> {
  @ParentCommand private Main main;
  @Spec private CommandSpec spec;
  @Mixin private DeviceOptions options = new DeviceOptions();

  @Override
  public Integer call() {
    PrintWriter out = spec.commandLine().getOut();
    String wanted = main.session().device(options);
    ClDevices.Choice choice = ClDevices.choose(wanted, System.getenv("FOLDCAST_DEVICE"));
    Foldcast foldcast = main.session().open(Options.DEFAULT.withDevice(wanted));
    boolean silent = options.json || main.session().isBatch();
    DemoText text = new DemoText(silent ? new PrintWriter(PrintWriter.nullWriter()) : out);
    text.head(choice);

    ObjectNode json = Json.object();
    boolean right = true;
    try (NaiveDevice naive = new NaiveDevice(choice.device())) {
      for (DemoScene scene : List.of(new OuterScene(), new ReductionScene(), new StuckScene())) {
        text.title(scene.title());
        DemoScene.Outcome outcome = scene.play(naive, foldcast);
        text.outcome(outcome);
        json.set(scene.key(), outcome.json());
        right &= outcome.right();
      }
    }
    text.end(right);
    if (main.session().isBatch()) {
      ObjectNode answer = Json.object();
      answer.set("result", json);
      main.session().answer(answer);
    } else if (options.json) {
      out.println(Json.pretty(json));
    }
    out.flush();
    if (!right) {
      throw new IllegalStateException("the demo got a wrong result on " + choice.device());
    }
    return ExitCode.DONE;
  }
}
