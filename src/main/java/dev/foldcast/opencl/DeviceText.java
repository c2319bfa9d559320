package dev.foldcast.opencl;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/** A device's facts as people read them. */
final class DeviceText {
  private DeviceText() {}

  static String summary(DeviceInfo d) {
    return String.format(
        Locale.ROOT,
        "%s  %s  %s  (%s, %d compute unit%s, %s%s)",
        d.address(),
        d.type().text(),
        d.name(),
        d.platform(),
        d.computeUnits(),
        d.computeUnits() == 1 ? "" : "s",
        bytes(d.globalMemoryBytes()),
        d.usable() ? "" : ", " + d.obstacle());
  }

  static List<String> details(DeviceInfo d) {
    List<String> lines = new ArrayList<>();
    lines.add("address: " + d.address());
    lines.add("name: " + d.name());
    lines.add("platform: " + d.platform());
    lines.add("vendor: " + d.vendor());
    lines.add("driver: " + d.driverVersion());
    lines.add("OpenCL: " + d.openclVersion());
    lines.add("OpenCL C: " + d.openclCVersion());
    lines.add("type: " + d.type().text());
    lines.add("compute units: " + d.computeUnits());
    String shared = d.hostMemory() ? ", shared with the host" : "";
    lines.add("global memory: " + bytes(d.globalMemoryBytes()) + shared);
    lines.add("largest buffer: " + bytes(d.maxAllocationBytes()));
    String cache = d.cacheBytes() == 0 ? "unknown" : bytes(d.cacheBytes());
    lines.add("cache: " + cache);
    lines.add("local memory: " + bytes(d.localMemoryBytes()));
    lines.add("largest work-group: " + d.maxWorkGroupSize() + sizes(d.maxWorkItemSizes()));
    String multiple = d.preferredMultiple() == 0 ? "unknown" : "" + d.preferredMultiple();
    lines.add("preferred work-group multiple: " + multiple);
    lines.add("base alignment: " + bytes(d.baseAlignBytes()));
    lines.add("arguments: at most " + bytes(d.maxParameterBytes()));
    lines.add("float64: " + yes(d.fp64()));
    lines.add("full profile: " + yes(d.fullProfile()));
    lines.add("float16: " + yes(d.fp16()));
    lines.add("64-bit atomics: " + yes(d.int64Atomics()));
    lines.add("fine-grained shared buffers: " + yes(d.sharedBuffers()));
    lines.add("sub-groups: " + yes(d.subGroups()));
    lines.add(
        "correctly rounded float32 / and sqrt: " + yes(d.float32().correctlyRoundedDivideSqrt()));
    lines.add("float32 subnormals: " + yes(d.float32().subnormals()));
    lines.add("byte order: " + (d.littleEndian() ? "little-endian" : "big-endian"));
    lines.add("out-of-order queues: " + yes(d.outOfOrder()));
    lines.add("available: " + yes(d.available()));
    lines.add("compiler: " + yes(d.compiler()));
    lines.add("usable: " + (d.usable() ? "yes" : "no, it " + d.obstacle()));
    lines.add("extensions: " + d.extensions().stream().sorted().collect(Collectors.joining(" ")));
    return List.copyOf(lines);
  }

  private static String sizes(List<Long> sizes) {
    return sizes.stream().map(String::valueOf).collect(Collectors.joining(" x ", " (", ")"));
  }

  /** A byte count in the largest unit that it fills: {@code 512 B}, {@code 2.0 MiB}. */
  static String bytes(long bytes) {
    if (bytes < 1024) {
      return bytes + " B";
    }
    int unit = (63 - Long.numberOfLeadingZeros(bytes)) / 10;
    double value = bytes / (double) (1L << (10 * unit));
    return String.format(Locale.ROOT, "%.1f %ciB", value, "KMGTPE".charAt(unit - 1));
  }

  private static String yes(boolean value) {
    return value ? "yes" : "no";
  }
}
