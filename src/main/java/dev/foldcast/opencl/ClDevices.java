package dev.foldcast.opencl;

import dev.foldcast.error.NoDeviceException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The devices of this machine, and the choice of one.
 *
 * <p>Looking loads the drivers into this process, and PoCL takes the process's SIGFPE for itself:
 * from then on an {@code int} division by zero in Java gives a number instead of an {@code
 * ArithmeticException} wherever the virtual machine counts on that signal. Start Java with {@code
 * LD_PRELOAD} naming its own {@code libjsig.so} to keep both.
 */
public final class ClDevices {
  /**
   * What was found.
   *
   * @param devices the devices, in order of address, at least one
   * @param notes drivers that offer none or fail, one line each
   */
  public record Listing(List<ClDevice> devices, List<String> notes) {
    public Listing {
      devices = List.copyOf(devices);
      notes = List.copyOf(notes);
    }
  }

  /**
   * A device and why it was chosen.
   *
   * @param device the device
   * @param reason for example {@code chosen by --device 0:0} or {@code first GPU of 3 devices}
   */
  public record Choice(ClDevice device, String reason) {}

  private ClDevices() {}

  /**
   * Every device of every driver, in order of address.
   *
   * @throws NoDeviceException if there is none: the loader or every driver is missing, no driver
   *     has a device, or the drivers fail; the message says which, with the remedy
   */
  public static List<ClDevice> all() {
    return list().devices();
  }

  /** As {@link #all}, with what is wrong with the drivers that offer none. */
  public static Listing list() {
    return list(ClHook.NONE);
  }

  static synchronized Listing list(ClHook hook) {
    return new DeviceSearch(new Cl(hook, new Tally(), null)).list();
  }

  /**
   * Chooses a device. {@code P:D}, {@code cpu}, {@code gpu}, {@code accelerator}, or a part of a
   * name in any case; without a wish the first GPU, else accelerator, else CPU, the Oclgrind
   * simulator only if there is nothing else. Never another one than asked for.
   *
   * @param selector the user's wish, which wins over {@code environment}, or null
   * @param environment the value of {@code FOLDCAST_DEVICE}, or null
   * @throws NoDeviceException if nothing matches, or several different devices do; lists what there
   *     is
   */
  public static Choice choose(@Nullable String selector, @Nullable String environment) {
    Listing listing = list();
    List<DeviceInfo> infos = listing.devices().stream().map(ClDevice::info).toList();
    try {
      DeviceChoice.Pick pick = DeviceChoice.pick(infos, selector, environment);
      return new Choice(listing.devices().get(pick.index()), pick.reason());
    } catch (NoDeviceException e) {
      if (listing.notes().isEmpty()) {
        throw e;
      }
      throw new NoDeviceException(
          e.getMessage() + "; besides, " + String.join("; ", listing.notes()), e);
    }
  }
}
