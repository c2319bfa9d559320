package dev.foldcast.cli;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.foldcast.opencl.ClDevice;
import dev.foldcast.opencl.ClDevices;
import java.io.PrintWriter;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParentCommand;
import picocli.CommandLine.Spec;

/** {@code foldcast devices}. */
@Command(
    name = "devices",
    mixinStandardHelpOptions = true,
    versionProvider = Version.class,
    sortOptions = false,
    customSynopsis = "foldcast devices [-v] [--json] [--device P:D|NAME]",
    description = "Lists the OpenCL devices, and which one is used and why.",
    footerHeading = "%nExamples:%n",
    footer = {
      "  foldcast devices",
      "  foldcast devices -v                      every fact of every device",
      "  foldcast devices --device gpu            which one would be used"
    })
@SuppressWarnings("NullAway.Init")
final class DevicesCommand implements Callable<Integer> {
  @ParentCommand private Main main;
  @Spec private CommandSpec spec;
  @Mixin private DeviceOptions options = new DeviceOptions();

  @Override
  public Integer call() {
    PrintWriter out = spec.commandLine().getOut();
    ClDevices.Listing listing = ClDevices.list();
    ClDevices.Choice choice =
        ClDevices.choose(main.session().device(options), System.getenv("FOLDCAST_DEVICE"));
    if (main.session().isBatch()) {
      ObjectNode answer = Json.object();
      answer.set("result", DevicesJson.of(listing, choice));
      main.session().answer(answer);
    } else if (options.json) {
      out.println(Json.pretty(DevicesJson.of(listing, choice)));
    } else {
      DevicesText.print(listing, choice, options.verbosity() > 0, out);
    }
    out.flush();
    listing.notes().forEach(n -> spec.commandLine().getErr().println("foldcast: note: " + n));
    return ExitCode.DONE;
  }

  /** The platform of a device: the P of P:D. */
  static String platform(ClDevice device) {
    String address = device.info().address();
    return address.substring(0, address.indexOf(':'));
  }
}
