package dev.foldcast.tuning;

import dev.foldcast.opencl.DeviceInfo;
import java.util.Locale;
import java.util.Map;

/**
 * What a configuration depends on of a device: neither its address nor its clock, and nothing that
 * tells whose it is.
 *
 * @param platform who wrote the driver, for example {@code pocl}: two drivers of one processor want
 *     different schedules
 * @param vendor who made the device, for example {@code intel}
 * @param type {@code cpu}, {@code gpu}, ...
 * @param name the normalised name: lower case, words joined by {@code -}
 * @param units compute units
 */
public record DeviceKey(String platform, String vendor, String type, String name, int units) {
  private static final int LONGEST_NAME = 50;

  /** Parts of names that drivers write differently from version to version, or that say nothing. */
  private static final String NOISE =
      "\\((r|tm|c)\\)|^(pthread|cpu|basic)-|@\\s*[0-9.]+\\s*[gm]hz|\\b(cpu|processor|with radeon graphics)\\b";

  /** Texts in vendors' and platforms' names, and what they are called here. */
  private static final Map<String, String> MAKERS =
      Map.ofEntries(
          Map.entry("portable computing language", "pocl"),
          Map.entry("pocl", "pocl"),
          Map.entry("intel", "intel"),
          Map.entry("nvidia", "nvidia"),
          Map.entry("authenticamd", "amd"),
          Map.entry("advanced micro devices", "amd"),
          Map.entry("amd", "amd"),
          Map.entry("arm", "arm"),
          Map.entry("qualcomm", "qualcomm"),
          Map.entry("apple", "apple"),
          Map.entry("rusticl", "mesa"),
          Map.entry("clover", "mesa"),
          Map.entry("oclgrind", "oclgrind"));

  /** The key of a device. */
  public static DeviceKey of(DeviceInfo info) {
    return new DeviceKey(
        maker(info.platform()),
        maker(info.vendor()),
        info.type().name().toLowerCase(Locale.ROOT),
        name(info.name()),
        Math.max(1, info.computeUnits()));
  }

  private static String maker(String text) {
    String lower = text.toLowerCase(Locale.ROOT);
    return MAKERS.keySet().stream()
        .filter(lower::contains)
        .max(java.util.Comparator.comparingInt(String::length))
        .map(MAKERS::get)
        .orElseGet(() -> slug(lower));
  }

  private static String name(String text) {
    String slug = slug(text.toLowerCase(Locale.ROOT).replaceAll(NOISE, " "));
    return slug.length() <= LONGEST_NAME ? slug : slug(slug.substring(0, LONGEST_NAME));
  }

  private static String slug(String lower) {
    String slug = lower.replaceAll("[^a-z0-9]+", "-").replaceAll("^-|-$", "");
    return slug.isEmpty() ? "unknown" : slug;
  }

  /** The name of its store, for example {@code pocl-skylake-avx512-intel-xeon-2}. */
  public String file() {
    return platform + "-" + name + "-" + units;
  }
}
