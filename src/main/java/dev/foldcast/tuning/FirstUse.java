package dev.foldcast.tuning;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Remembers in the cache folder for which devices people have been told of tuning. */
public final class FirstUse {
  private FirstUse() {}

  /**
   * Whether nobody has asked this before for the device; false where that cannot be remembered,
   * because what is said once must not be said each time.
   */
  public static boolean of(DeviceKey device, Path cache) {
    Path folder = cache.resolve("tuning");
    Path mark = folder.resolve(device.file() + ".told");
    if (Files.exists(mark)) {
      return false;
    }
    try {
      Files.createDirectories(folder);
      Files.createFile(mark);
      return true;
    } catch (IOException e) {
      return false;
    }
  }
}
