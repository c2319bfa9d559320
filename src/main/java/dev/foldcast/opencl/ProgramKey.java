package dev.foldcast.opencl;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.nio.file.Path;
import java.util.List;
import java.util.TreeSet;

/** What a program's binary depends on, as text: the device, its driver, the options, the source. */
final class ProgramKey {
  private final String device;

  /** The part that all programs of a device share. */
  ProgramKey(DeviceInfo device) {
    this(device, DriverStamp.of(Path.of("/"), System.getenv()));
  }

  ProgramKey(DeviceInfo device, List<String> driver) {
    this.device =
        String.join(
            "\n",
            device.name(),
            device.platform(),
            device.vendor(),
            device.driverVersion(),
            device.openclVersion(),
            device.openclCVersion(),
            String.join(" ", new TreeSet<>(device.extensions())),
            String.join("\n", driver));
  }

  /** The key of one program: the source in full, so that no two programs share one. */
  byte[] of(String options, String source) {
    return (device + "\n" + options + "\n" + source).getBytes(UTF_8);
  }
}
