package dev.foldcast.tuning;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.foldcast.plan.Family;
import java.io.IOException;
import java.io.InputStream;

/** What comes with Foldcast for a family: the files of {@code tuning/}, in the jar. */
final class ShippedStore {
  private ShippedStore() {}

  /** For exactly this device. */
  static Stored forDevice(DeviceKey device, Family family) {
    return read(device.file(), family);
  }

  /** For devices of the same type by the same vendor. */
  static Stored forVendor(DeviceKey device, Family family) {
    return read(device.vendor() + "-" + device.type(), family);
  }

  /** For devices of the same type. */
  static Stored forType(DeviceKey device, Family family) {
    return read(device.type(), family);
  }

  private static Stored read(String name, Family family) {
    String file = "tuning/" + name + ".json";
    try (InputStream in = ShippedStore.class.getResourceAsStream("/" + file)) {
      return in == null
          ? Stored.NOTHING
          : StoreText.read(file, new String(in.readAllBytes(), UTF_8), family);
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }
}
