package dev.foldcast.tuning;

import dev.foldcast.kernel.KernelHash;
import dev.foldcast.plan.Accuracy;
import dev.foldcast.plan.Configuration;
import dev.foldcast.plan.DeviceLimits;
import dev.foldcast.plan.Family;
import dev.foldcast.plan.Planner;
import dev.foldcast.plan.Work;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Chooses the configuration of an operation on one device, and says why that one. It asks, in this
 * order: what was tuned here, for the shape's class or else the nearest one; what Foldcast ships
 * for the device, for its vendor and type, for its type; at last the built-in default, which small
 * work gets without that much ado. Stores are read once, those that are shipped family by family,
 * when they are first needed. Thread-safe.
 */
public final class Lookup {
  private final DeviceKey device;
  private final String driver;
  private final DeviceLimits limits;
  private final List<Source> sources;

  private final Map<Subject, Optional<Planner.Choice>> chosen = new ConcurrentHashMap<>();
  private final Set<String> warnings = new LinkedHashSet<>();
  private volatile boolean general;

  /**
   * A look-up for a device.
   *
   * @param driver version of its driver
   * @param cache where tuned configurations of this computer are; null: nowhere
   */
  public Lookup(DeviceKey device, String driver, DeviceLimits limits, @Nullable Path cache) {
    this.device = device;
    this.driver = driver;
    this.limits = limits;
    sources =
        List.of(
            new Source(
                "tuned on this computer",
                true,
                false,
                family -> cache == null ? Stored.NOTHING : new UserStore(cache).read(device)),
            new Source(
                "shipped for this device",
                true,
                true,
                family -> ShippedStore.forDevice(device, family)),
            new Source(
                String.format(
                    Locale.ROOT, "shipped for %s %s devices", device.vendor(), device.type()),
                false,
                true,
                family -> ShippedStore.forVendor(device, family)),
            new Source(
                String.format(Locale.ROOT, "shipped for %s devices", device.type()),
                false,
                true,
                family -> ShippedStore.forType(device, family)));
  }

  /**
   * A store, read when it is first needed.
   *
   * @param ofDevice whether only entries of the very device count
   * @param byFamily whether it is read family by family, else at once
   */
  private record Source(
      String name, boolean ofDevice, boolean byFamily, Function<Family, Stored> stored) {}

  /**
   * What has been read.
   *
   * @param family null: all of them
   */
  private record Opened(Source source, @Nullable Family family) {}

  private final Map<Opened, Stored> opened = new ConcurrentHashMap<>();

  /** The configuration for an operation, and why. */
  public Planner.Choice choose(Work work) {
    if (work.isSmall()) {
      return builtIn(work, limits);
    }
    return chosen
        .computeIfAbsent(Subject.of(work), this::find)
        .orElseGet(() -> builtIn(work, limits));
  }

  private Optional<Planner.Choice> find(Subject subject) {
    for (Source source : sources) {
      Optional<Planner.Choice> found = from(source, subject);
      if (found.isPresent()) {
        general |= !source.ofDevice;
        return found;
      }
    }
    general = true;
    return Optional.empty();
  }

  private Optional<Planner.Choice> from(Source source, Subject subject) {
    return find(source, subject).map(found -> choice(source, found, subject));
  }

  /** Whether something was chosen that is not for this very device, and may matter. */
  public boolean isGeneral() {
    return general;
  }

  /** What is used where nothing is known. */
  public static Planner.Choice builtIn(Work work, DeviceLimits limits) {
    return new Planner.Choice(
        Configuration.defaultFor(work, limits),
        "built-in default for " + (limits.gpu() ? "GPU" : "CPU") + " devices");
  }

  private Optional<Entry> find(Source source, Subject wanted) {
    Stored stored =
        opened.computeIfAbsent(
            new Opened(source, source.byFamily ? wanted.family() : null),
            asked -> open(source, wanted.family()));
    return stored.entries().stream()
        .filter(e -> !source.ofDevice || e.key().device().equals(device))
        .filter(e -> suits(e.key().subject(), wanted))
        .min(bestFor(wanted));
  }

  private Stored open(Source source, Family family) {
    Stored stored = source.stored.apply(family);
    synchronized (warnings) {
      warnings.addAll(stored.warnings());
    }
    return stored;
  }

  /** What was measured with numbers of another size has other vectors. */
  private static boolean suits(Subject known, Subject wanted) {
    return known.family() == wanted.family()
        && known.dtype().itemBytes() == wanted.dtype().itemBytes();
  }

  /** The best first: right class, right type, right rounding, and measured as things are now. */
  private Comparator<Entry> bestFor(Subject wanted) {
    Function<Entry, Subject> of = e -> e.key().subject();
    return Comparator.<Entry>comparingInt(e -> of.apply(e).shape().distance(wanted.shape()))
        .thenComparing(e -> of.apply(e).accuracy() != wanted.accuracy())
        .thenComparing(e -> of.apply(e).dtype() != wanted.dtype())
        .thenComparing(e -> !changes(e.key()).isEmpty())
        .thenComparing(e -> of.apply(e).dtype())
        .thenComparing(e -> e.key().driver());
  }

  /** What is no longer as it was measured. */
  private List<String> changes(Key key) {
    List<String> changes = new ArrayList<>();
    if (key.device().equals(device) && !key.driver().equals(driver)) {
      changes.add("the driver was " + key.driver());
    }
    if (!key.kernels().equals(KernelHash.of(key.subject().family()))) {
      changes.add("the kernels have changed");
    }
    return changes;
  }

  private Planner.Choice choice(Source source, Entry found, Subject wanted) {
    Subject known = found.key().subject();
    StringBuilder why = new StringBuilder(source.name);
    why.append(" for ").append(known.shape());
    if (!known.shape().equals(wanted.shape())) {
      why.append(", inferred: the nearest class to ").append(wanted.shape());
    }
    if (known.dtype() != wanted.dtype()) {
      why.append(", inferred from ").append(known.dtype());
    }
    if (known.accuracy() != wanted.accuracy()) {
      why.append(known.accuracy() == Accuracy.EXACT ? ", from exact sums" : ", from fast sums");
    }
    why.append(found.evidence().noGain() ? ": no gain over the default" : gain(found.evidence()));
    List<String> changes = changes(found.key());
    if (!changes.isEmpty()) {
      why.append("; provisional, ")
          .append(String.join(" and ", changes))
          .append(": run 'foldcast tune'");
    }
    return new Planner.Choice(scaled(found, source.ofDevice), why.toString());
  }

  /** Another device of the kind wants as many groups for each of its compute units. */
  private Configuration scaled(Entry found, boolean sameDevice) {
    Configuration c = found.configuration();
    int units = found.key().device().units();
    if (sameDevice || units < 1 || units == device.units()) {
      return c;
    }
    long groups = Math.max(1, (long) c.groups() * device.units() / units);
    return c.withGroups((int) Math.min(groups, Integer.MAX_VALUE));
  }

  private static String gain(Evidence evidence) {
    return String.format(Locale.ROOT, ": %.2f times as fast as the default", evidence.gain());
  }

  /** What was wrong with the stores that have been read so far: one line each. */
  public List<String> warnings() {
    synchronized (warnings) {
      return List.copyOf(warnings);
    }
  }
}
