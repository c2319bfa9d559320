package dev.foldcast.cli;

import dev.foldcast.Array;
import dev.foldcast.Foldcast;
import dev.foldcast.array.HostArray;
import dev.foldcast.array.Layout;
import dev.foldcast.error.NoDeviceException;
import dev.foldcast.opencl.ClDevices;
import dev.foldcast.opencl.DeviceInfo;
import dev.foldcast.plan.Plan;
import java.io.PrintWriter;
import java.nio.ByteOrder;
import java.util.List;
import java.util.Locale;
import java.util.function.Function;
import picocli.CommandLine.Model.CommandSpec;

/** What {@code --explain} prints: the plans of an operation, instead of running them. */
final class Explanation {
  private Explanation() {}

  static void print(
      CommandSpec spec,
      Session session,
      ComputeOptions options,
      List<HostArray> inputs,
      Function<List<Array>, Array> operation) {
    PrintWriter out = spec.commandLine().getOut();
    Foldcast foldcast = planner(session, options, spec.commandLine().getErr());
    Array array = operation.apply(inputs.stream().map(foldcast::of).toList());
    for (int k = 0; k < inputs.size(); k++) {
      PlanText.section(out, "x" + k, List.of(describe(inputs.get(k))));
    }
    DeviceInfo device = foldcast.device();
    String named = device == null ? "" : device.address() + " " + device.name() + ": ";
    PlanText.section(out, "result", List.of(array.dtype() + ", shape " + array.shape()));
    PlanText.section(out, "device", List.of(named + foldcast.deviceReason()));
    boolean sends = !foldcast.limits().hostMemory();
    for (Plan plan : array.plans(options.target())) {
      PlanText.print(plan, plan.isEmpty() ? List.of() : EventGraph.of(plan, sends), out);
    }
    PrintWriter err = spec.commandLine().getErr();
    session.newNotes(foldcast).forEach(note -> err.println("foldcast: warning: " + note));
    out.flush();
  }

  private static String describe(HostArray input) {
    return String.format(
        Locale.ROOT,
        "%s: %s, shape %s, %s%s, %s",
        input.name(),
        input.dtype(),
        input.shape(),
        order(input.layout()),
        input.order() == ByteOrder.nativeOrder() ? "" : ", bytes swapped",
        Text.bytes(input.memory().byteSize()));
  }

  private static String order(Layout layout) {
    return layout.isC() ? "C order" : layout.isF() ? "F order" : "strided";
  }

  /** Without any device a plan for an assumed one; a device that is asked for must exist. */
  private static Foldcast planner(Session session, ComputeOptions options, PrintWriter err) {
    try {
      return session.open(options.options(session));
    } catch (NoDeviceException e) {
      if (hasDevices()) {
        throw e;
      }
      err.println(
          "foldcast: note: no OpenCL device; this is the plan for an assumed CPU with 2 compute"
              + " units");
      return Foldcast.withoutDevice(options.options(session));
    }
  }

  private static boolean hasDevices() {
    try {
      return !ClDevices.all().isEmpty();
    } catch (NoDeviceException e) {
      return false;
    }
  }
}
