package dev.foldcast.cli;

import dev.foldcast.opencl.ClDevice;
import dev.foldcast.opencl.ClDevices;
import dev.foldcast.opencl.DeviceInfo;
import java.io.PrintWriter;
import java.util.List;
import java.util.Locale;

/** Devices as a tree, as {@code clinfo -l} shows them, each with what matters. */
final class DevicesText {
  private DevicesText() {}

  static void print(
      ClDevices.Listing listing, ClDevices.Choice choice, boolean everything, PrintWriter out) {
    String platform = "";
    for (ClDevice device : listing.devices()) {
      DeviceInfo info = device.info();
      if (!platform.equals(DevicesCommand.platform(device))) {
        platform = DevicesCommand.platform(device);
        out.println("Platform #" + platform + ": " + info.platform());
      }
      boolean chosen = device.equals(choice.device());
      out.println(
          String.format(
              Locale.ROOT,
              " `-- Device %s: %s%s",
              info.address(),
              info.name(),
              chosen ? "  <- default" : ""));
      if (chosen) {
        line(out, "default", choice.reason());
      }
      if (everything) {
        info.details().forEach(fact -> out.println("       " + fact));
      } else {
        facts(info, out);
      }
    }
  }

  private static void facts(DeviceInfo info, PrintWriter out) {
    String state = info.usable() ? "" : ", " + info.obstacle();
    line(out, "type", String.format(Locale.ROOT, "%s, %s%s", type(info), units(info), state));
    line(out, "vendor", info.vendor() + ", driver " + info.driverVersion());
    line(out, "version", info.openclVersion().strip() + ", " + info.openclCVersion().strip());
    line(
        out,
        "memory",
        String.format(
            Locale.ROOT,
            "%s, largest buffer %s, local %s",
            Text.bytes(info.globalMemoryBytes()),
            Text.bytes(info.maxAllocationBytes()),
            Text.bytes(info.localMemoryBytes())));
    String multiple =
        info.preferredMultiple() == 0 ? "unknown" : String.valueOf(info.preferredMultiple());
    line(
        out,
        "work-group",
        String.format(
            Locale.ROOT, "at most %d, preferred multiple %s", info.maxWorkGroupSize(), multiple));
    line(out, "features", features(info));
  }

  private static String type(DeviceInfo info) {
    return switch (info.type()) {
      case CPU, GPU -> info.type().name();
      default -> info.type().name().toLowerCase(Locale.ROOT);
    };
  }

  private static String units(DeviceInfo info) {
    return Text.count(info.computeUnits(), "compute unit");
  }

  private static String features(DeviceInfo info) {
    return String.join(
        ", ",
        List.of(
            has("fp64", info.fp64()),
            has("fp16", info.fp16()),
            has("sub-groups", info.subGroups()),
            has("64-bit atomics", info.int64Atomics())));
  }

  private static String has(String feature, boolean present) {
    return (present ? "" : "no ") + feature;
  }

  private static void line(PrintWriter out, String name, String value) {
    out.println(String.format(Locale.ROOT, "       %-11s %s", name, value));
  }
}
