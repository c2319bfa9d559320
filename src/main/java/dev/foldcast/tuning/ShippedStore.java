package dev.foldcast.tuning;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.InputStream;

/** What comes with Foldcast: the files of {@code tuning/}, in the jar. */
final class ShippedStore {
  private ShippedStore() {}

  /** For exactly this device. */
  static Stored forDevice(DeviceKey device) {
    return read(device.file());
  }

  /** For devices of the same type by the same vendor. */
  static Stored forVendor(DeviceKey device) {
    return read(device.vendor() + "-" + device.type());
  }

  /** For devices of the same type. */
  static Stored forType(DeviceKey device) {
    return read(device.type());
  }

  private static Stored read(String name) {
    String file = "tuning/" + name + ".json";
    try (InputStream in = ShippedStore.class.getResourceAsStream("/" + file)) {
      return in == null
          ? Stored.NOTHING
          : StoreText.read(file, new String(in.readAllBytes(), UTF_8));
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }
}
