package dev.foldcast.tuning;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.foldcast.array.Layout;
import dev.foldcast.engine.Engine;
import dev.foldcast.measure.Sample;
import dev.foldcast.opencl.ClDevice;
import dev.foldcast.opencl.ClDevices;
import dev.foldcast.plan.Budget;
import dev.foldcast.plan.Configuration;
import dev.foldcast.plan.DeviceLimits;
import dev.foldcast.plan.Operation;
import dev.foldcast.plan.Place;
import dev.foldcast.plan.Planner;
import dev.foldcast.plan.Target;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import org.jspecify.annotations.Nullable;

/**
 * Runs the schedules of two stores side by side on a device, in pairs of random order: whether what
 * was found in a minute is as good as what a sweep of an hour finds, what a built-in default costs,
 * and which schedules of one device serve another one as well. With KEPT.json it writes the first
 * store once more, where what is not as fast here as the other has given way to the other: that is
 * how a store for all devices of a type is made.
 *
 * <pre>
 * mvn -Pbench -DskipTests test-compile exec:exec -Dbench.main=dev.foldcast.tuning.PairedStores \
 *     -Djmh="A.json B.json|default [PAIRS [DEVICE [KEPT.json]]]"
 * </pre>
 */
public final class PairedStores {
  private static final long BYTES = 32 << 20;
  private static final long WORKING_BYTES = 128 << 20;

  /** What counts as equally good. */
  private static final double EQUAL = 1.05;

  /** What a schedule of another device may cost. */
  private static final double SERVES = 1.02;

  private final ClDevice device;
  private final DeviceLimits limits;
  private final ExportedStore a;
  private final @Nullable ExportedStore b;
  private final int pairs;
  private final Random order = new Random(1);

  private PairedStores(String[] args) {
    a = ExportedStore.read(args[0], Path.of(args[0]));
    b = args[1].equals("default") ? null : ExportedStore.read(args[1], Path.of(args[1]));
    pairs = args.length > 2 ? Integer.parseInt(args[2]) : 30;
    device = ClDevices.choose(args.length > 3 ? args[3] : null, null).device();
    limits = Engine.limitsOf(device.info());
  }

  /** Two stores, a number of pairs and a device. */
  public static void main(String[] args) throws IOException {
    List<ObjectNode> kept = new PairedStores(args).run();
    if (args.length > 4) {
      Files.writeString(Path.of(args[4]), StoreText.text(kept, List.of()));
    }
  }

  private List<ObjectNode> run() {
    List<ObjectNode> kept = new ArrayList<>();
    int slower = 0;
    List<Entry> entries = new ArrayList<>();
    a.operations().values().forEach(operation -> entries.add(operation.entry()));
    entries.sort(Comparator.comparing(entry -> entry.key().subject().toString()));
    int compared = 0;
    try (NestTrials trials = new NestTrials(device, false)) {
      for (Entry entry : entries) {
        Configuration other = other(entry);
        if (other == null) {
          continue;
        }
        Sample ratio = ratio(trials, entry, other);
        compared++;
        slower += ratio.median() > EQUAL ? 1 : 0;
        kept.add(json(ratio.median() > SERVES ? replaced(entry, other) : entry));
        System.out.printf(
            Locale.ROOT,
            "%-58s %6.3f (%.3f .. %.3f)  %s | %s%n",
            entry.key().subject(),
            ratio.median(),
            ratio.low(),
            ratio.high(),
            entry.configuration().brief(),
            other.brief());
      }
    }
    System.out.printf(
        Locale.ROOT,
        "time of %s by time of the other: at most %.2f for %d of %d (%.0f %%)%n",
        a.file(),
        EQUAL,
        compared - slower,
        compared,
        100.0 * (compared - slower) / compared);
    return kept;
  }

  /** An entry, on its own device with what its race measured. */
  private ObjectNode json(Entry entry) {
    ObjectNode json = EntryJson.of(entry);
    ExportedStore.Operation operation = a.operations().get(entry.key().subject());
    if (operation != null && entry.key().device().equals(DeviceKey.of(device.info()))) {
      Raced.put(operation.raced(), json);
    }
    return json;
  }

  /**
   * The default in the place of what won on the other device, with what was measured of it there.
   */
  private static Entry replaced(Entry entry, Configuration other) {
    Evidence was = entry.evidence();
    Evidence is =
        new Evidence(
            was.date(),
            was.command(),
            was.work(),
            was.bytes(),
            was.defaultSeconds(),
            was.defaultSeconds(),
            1,
            1,
            1,
            0,
            was.share() / was.gain(),
            was.candidates(),
            was.rejected());
    return new Entry(entry.key(), other, is);
  }

  private @Nullable Configuration other(Entry entry) {
    if (b == null) {
      return byDefault(trial(entry));
    }
    ExportedStore.Operation found = b.operations().get(entry.key().subject());
    return found == null ? null : found.entry().configuration();
  }

  private static Trial trial(Entry entry) {
    Subject subject = entry.key().subject();
    String work = entry.evidence().work();
    String name = work.substring(0, work.lastIndexOf(", " + subject.dtype()));
    return new Trial(name, subject.dtype(), subject.accuracy(), BYTES, WORKING_BYTES);
  }

  private Configuration byDefault(Trial trial) {
    Operation operation =
        Workload.named(trial.workload())
            .operation(trial.size(), 0, trial.dtype(), trial.accuracy(), Place.SHARED);
    return new Planner(limits, Budget.DEFAULT)
        .plan(
            operation,
            Layout.c(operation.resultShape()),
            Target.MEMORY,
            work -> Lookup.builtIn(work, limits))
        .configuration();
  }

  /** Time of the entry's schedule by that of the other, pair by pair. */
  private Sample ratio(NestTrials trials, Entry entry, Configuration other) {
    if (entry.configuration().equals(other)) {
      return Sample.of(1);
    }
    trials.begin(trial(entry));
    for (int i = 0; i < 3; i++) { // compiles, warms up
      trials.time(entry.configuration());
      trials.time(other);
    }
    double[] ratios = new double[pairs];
    for (int i = 0; i < pairs; i++) {
      boolean first = order.nextBoolean();
      double one = trials.time(first ? entry.configuration() : other);
      double two = trials.time(first ? other : entry.configuration());
      ratios[i] = first ? one / two : two / one;
    }
    return Sample.of(ratios);
  }
}
