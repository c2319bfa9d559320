package dev.foldcast.opencl;

import dev.foldcast.error.NoDeviceException;
import java.util.List;
import java.util.Locale;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/** Which device to use, and why: a pure function of what there is and what was asked for. */
final class DeviceChoice {
  /**
   * The answer.
   *
   * @param index place in the list of devices
   * @param reason why, in a few words
   */
  record Pick(int index, String reason) {}

  private final List<DeviceInfo> devices;

  private DeviceChoice(List<DeviceInfo> devices) {
    this.devices = devices;
  }

  /**
   * Chooses.
   *
   * @param devices what there is, in order of address, at least one
   * @param selector what the user asked for, or null
   * @param environment the value of {@code FOLDCAST_DEVICE}, or null; blank counts as unset
   * @throws NoDeviceException if nothing matches, what matches is ambiguous or cannot be used
   */
  static Pick pick(
      List<DeviceInfo> devices, @Nullable String selector, @Nullable String environment) {
    DeviceChoice choice = new DeviceChoice(devices);
    if (selector != null) {
      return choice.named(selector.strip(), "--device " + selector.strip());
    }
    if (environment != null && !environment.isBlank()) {
      return choice.named(environment.strip(), "FOLDCAST_DEVICE=" + environment.strip());
    }
    return choice.best();
  }

  private Pick best() {
    List<Integer> candidates = serious(DeviceInfo::usable);
    if (candidates.isEmpty()) {
      throw none("none of them can be used");
    }
    for (DeviceType type : List.of(DeviceType.GPU, DeviceType.ACCELERATOR, DeviceType.CPU)) {
      for (int i : candidates) {
        if (devices.get(i).type() == type) {
          return new Pick(i, reason("first " + type.text()));
        }
      }
    }
    return new Pick(candidates.get(0), reason("first"));
  }

  private String reason(String which) {
    return devices.size() == 1 ? "the only device" : which + " of " + devices.size() + " devices";
  }

  private Pick named(String wanted, String source) {
    if (wanted.isEmpty()) {
      throw none(source + " names no device");
    }
    if (wanted.matches("\\d+:\\d+")) {
      return one(matching(d -> d.address().equals(wanted)), source);
    }
    String lower = wanted.toLowerCase(Locale.ROOT);
    for (DeviceType type : List.of(DeviceType.CPU, DeviceType.GPU, DeviceType.ACCELERATOR)) {
      if (lower.equals(type.name().toLowerCase(Locale.ROOT))) {
        List<Integer> found = serious(d -> d.type() == type);
        List<Integer> usable = found.stream().filter(i -> devices.get(i).usable()).toList();
        return one((usable.isEmpty() ? found : usable).stream().limit(1).toList(), source);
      }
    }
    List<Integer> whole = matching(d -> d.name().equalsIgnoreCase(wanted));
    Predicate<DeviceInfo> part = d -> d.name().toLowerCase(Locale.ROOT).contains(lower);
    return one(whole.isEmpty() ? matching(part) : whole, source);
  }

  /** The first of the matches, which must be all of one model and usable. */
  private Pick one(List<Integer> matches, String source) {
    if (matches.isEmpty()) {
      throw none("no device matches " + source);
    }
    DeviceInfo first = devices.get(matches.get(0));
    if (!matches.stream().allMatch(i -> devices.get(i).sameModel(first))) {
      throw new NoDeviceException(
          source + " matches " + list(matches) + "; name one by its address");
    }
    List<Integer> usable = matches.stream().filter(i -> devices.get(i).usable()).toList();
    if (usable.isEmpty()) {
      throw none("device " + first.quoted() + ", " + source + ", " + first.obstacle());
    }
    return new Pick(usable.get(0), "chosen by " + source);
  }

  private List<Integer> matching(Predicate<DeviceInfo> wanted) {
    return all().stream().filter(i -> wanted.test(devices.get(i))).toList();
  }

  /** As {@link #matching}, without simulators unless there is nothing else at all. */
  private List<Integer> serious(Predicate<DeviceInfo> wanted) {
    boolean only = devices.stream().allMatch(DeviceInfo::simulator);
    return matching(d -> (only || !d.simulator()) && wanted.test(d));
  }

  private List<Integer> all() {
    return IntStream.range(0, devices.size()).boxed().toList();
  }

  private NoDeviceException none(String why) {
    return new NoDeviceException(why + "; there is " + list(all()));
  }

  private String list(List<Integer> which) {
    return which.stream()
        .map(devices::get)
        .map(
            d ->
                d.quoted()
                    + " ("
                    + d.type().text()
                    + (d.usable() ? ")" : ", " + d.obstacle() + ")"))
        .collect(Collectors.joining(", "));
  }
}
