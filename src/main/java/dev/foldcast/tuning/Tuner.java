package dev.foldcast.tuning;

import dev.foldcast.array.DType;
import dev.foldcast.array.Layout;
import dev.foldcast.engine.Engine;
import dev.foldcast.kernel.KernelHash;
import dev.foldcast.measure.LeastTime;
import dev.foldcast.opencl.DeviceInfo;
import dev.foldcast.plan.Accuracy;
import dev.foldcast.plan.Budget;
import dev.foldcast.plan.Configuration;
import dev.foldcast.plan.DeviceLimits;
import dev.foldcast.plan.Family;
import dev.foldcast.plan.Operation;
import dev.foldcast.plan.Place;
import dev.foldcast.plan.Plan;
import dev.foldcast.plan.Planner;
import dev.foldcast.plan.Target;
import dev.foldcast.plan.Work;
import java.nio.file.Path;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;

/**
 * Tunes a device: one subject after the other, each kept as soon as it is found. What is known
 * already is left alone, so that a run that was broken off goes on where it was.
 */
public final class Tuner {
  /** The types that are measured; the others take over what was found for one of their size. */
  private static final List<DType> FIRST = List.of(DType.FLOAT32, DType.FLOAT64);

  private static final List<DType> THEN = List.of(DType.COMPLEX128, DType.INT32);

  /**
   * Times that the default is verified in: where drivers compile for seconds, a few subjects that
   * are searched in are worth more than many that are not.
   */
  private static final long LEAST_VERIFICATIONS = 3;

  /** Shares of the time that the first subject may take. */
  private static final long FIRST_SHARES = 3;

  private static final long CPU_BYTES = 32 << 20;
  private static final long GPU_BYTES = 256 << 20;

  /** More than the caches of processors that people have. */
  private static final long WORKING_BYTES = 128 << 20;

  private final DeviceInfo device;
  private final DeviceKey deviceKey;
  private final DeviceLimits limits;
  private final Planner planner;
  private final Function<Work, Planner.Choice> untuned;
  private final Path folder;
  private final UserStore store;
  private final Wish wish;
  private final TuningEvents events;

  /** The shortest time that it took to verify a default so far: about what compiling takes. */
  private long verifyNanos = Long.MAX_VALUE;

  /**
   * What is wanted.
   *
   * @param seconds that it may take, about
   * @param only families; empty for all
   * @param force whether what is known is measured again
   * @param bytes of the largest operand; 0: more than caches hold
   * @param command what was asked for, for the evidence
   */
  public record Wish(
      double seconds, Set<Family> only, Effort effort, boolean force, long bytes, String command) {}

  /**
   * A tuner. What it finds is better than what would be used without it: what is shipped for the
   * device, or else the built-in default.
   *
   * @param cache the folder that keeps what is found
   */
  public Tuner(DeviceInfo device, Path cache, Wish wish, TuningEvents events) {
    this(device, cache, wish, events, shipped(device)::choose);
  }

  private static Lookup shipped(DeviceInfo device) {
    DeviceLimits limits = Engine.limitsOf(device);
    return new Lookup(DeviceKey.of(device), device.driverVersion(), limits, null);
  }

  /**
   * A tuner.
   *
   * @param untuned what would be used without it
   */
  Tuner(
      DeviceInfo device,
      Path cache,
      Wish wish,
      TuningEvents events,
      Function<Work, Planner.Choice> untuned) {
    this.untuned = untuned;
    this.device = device;
    this.wish = wish;
    this.events = events;
    deviceKey = DeviceKey.of(device);
    limits = Engine.limitsOf(device);
    planner = new Planner(limits, Budget.DEFAULT);
    store = new UserStore(cache);
    folder = cache.resolve("tuning");
  }

  /** A workload of a type, and what it stands for. */
  private record Item(Workload workload, DType dtype, Accuracy accuracy, Subject subject) {}

  /**
   * Tunes.
   *
   * @return what is known in the end of what was asked for
   * @throws dev.foldcast.error.DeviceException if the device fails altogether
   * @throws dev.foldcast.error.FormatException if another process tunes it, or nothing can be kept
   */
  public List<Entry> run() {
    long end = System.nanoTime() + (long) (1e9 * wish.seconds);
    try (Workshop workshop = Workshop.open(folder, device)) {
      return run(workshop, end);
    }
  }

  private List<Entry> run(Workshop workshop, long end) {
    List<Entry> known = new ArrayList<>();
    List<Item> wanted = new ArrayList<>();
    Stored stored = store.read(deviceKey);
    stored.warnings().forEach(events::warning);
    for (Item item : items()) {
      Key key = key(item.subject);
      List<Entry> same = stored.entries().stream().filter(e -> e.key().equals(key)).toList();
      if (same.isEmpty() || wish.force) {
        wanted.add(item);
      } else {
        known.addAll(same);
        events.skipped(item.subject, "tuned on " + same.get(0).evidence().date());
      }
    }
    if (wanted.isEmpty()) {
      return known;
    }
    LeastTime memory = workshop.sandbox().limits();
    for (int i = 0; i < wanted.size(); i++) {
      long now = System.nanoTime();
      if (now > end) {
        events.skipped(wanted.get(i).subject, "no time left");
        continue;
      }
      events.begins(wanted.get(i).subject, wanted.get(i).workload.name(), i + 1, wanted.size());
      long share = (end - now) / (wanted.size() - i);
      // The first one also starts processes and drivers, and what it does not use is the others'.
      share = i > 0 ? Math.max(share, LEAST_VERIFICATIONS * verifyNanos) : FIRST_SHARES * share;
      Entry entry = tune(workshop, wanted.get(i), memory, Math.min(end, now + share));
      if (entry.evidence().candidates() < 2) {
        events.skipped(wanted.get(i).subject, "no time to try anything; allow more (--time)");
        continue;
      }
      store.put(entry).forEach(events::warning);
      known.add(entry);
      events.found(entry);
    }
    return known;
  }

  /** The main workloads first; as many as the time allows. */
  private List<Item> items() {
    List<Item> items = new ArrayList<>();
    for (boolean main : new boolean[] {true, false}) {
      List<Workload> workloads = Workload.ALL.stream().filter(w -> w.main() == main).toList();
      for (List<DType> types : List.of(FIRST, THEN)) {
        types.forEach(dtype -> workloads.forEach(w -> add(items, w, dtype, Accuracy.EXACT)));
      }
      List<Workload> sums = workloads.stream().filter(w -> main && w.axis() >= 0).toList();
      FIRST.forEach(dtype -> sums.forEach(w -> add(items, w, dtype, Accuracy.FAST)));
    }
    int most = (int) Math.max(1, wish.seconds / wish.effort.leastSeconds());
    return items.subList(0, Math.min(items.size(), most));
  }

  private void add(List<Item> items, Workload workload, DType dtype, Accuracy accuracy) {
    if (dtype.component() == DType.FLOAT64 && !limits.float64()) {
      return;
    }
    Subject[] found = new Subject[1];
    plan(
        trial(workload, dtype, accuracy),
        work -> {
          found[0] = Subject.of(work);
          return Lookup.builtIn(work, limits);
        });
    if (wish.only.isEmpty() || wish.only.contains(found[0].family())) {
      items.add(new Item(workload, dtype, accuracy, found[0]));
    }
  }

  private Trial trial(Workload workload, DType dtype, Accuracy accuracy) {
    long bytes = wish.bytes > 0 ? wish.bytes : usualBytes(workload, limits);
    bytes = Math.min(bytes, Long.highestOneBit(limits.globalMemoryBytes() / 16));
    return new Trial(workload.name(), dtype, accuracy, bytes, Math.max(bytes, WORKING_BYTES));
  }

  /**
   * Bytes of the largest operand where nobody asks for others. Of products on CPUs a little more
   * than the caches, past which results may be stored: to be measured. The sum of a vector stands
   * for arrays of any size. (By what suited 32 MiB, one group for each of two compute units, that
   * of a GiB of complex128 took 1.19 times as long.)
   */
  static long usualBytes(Workload workload, DeviceLimits limits) {
    if (limits.gpu()) {
      return GPU_BYTES;
    }
    boolean vector = workload.shape(CPU_BYTES, 0).rank() == 1;
    if (workload.axis() >= 0) {
      return vector ? WORKING_BYTES : CPU_BYTES;
    }
    long cached = Math.min(limits.cacheBytes(), WORKING_BYTES / 2);
    return Math.max(CPU_BYTES, cached + cached / 8);
  }

  private Plan plan(Trial trial, Function<Work, Planner.Choice> choose) {
    Operation operation =
        Workload.named(trial.workload())
            .operation(trial.size(), 0, trial.dtype(), trial.accuracy(), Place.SHARED);
    return planner.plan(operation, Layout.c(operation.resultShape()), Target.MEMORY, choose);
  }

  private Key key(Subject subject) {
    return new Key(deviceKey, device.driverVersion(), KernelHash.of(subject.family()), subject);
  }

  private Entry tune(Workshop workshop, Item item, LeastTime memory, long deadline) {
    Trial trial = trial(item.workload, item.dtype, item.accuracy);
    Key key = key(item.subject);
    Plan byDefault = plan(trial, untuned);
    List<Configuration> candidates =
        new Candidates(limits, wish.effort)
            .of(
                byDefault.configuration(),
                item.dtype,
                item.workload.axis() >= 0,
                c -> plan(trial, work -> new Planner.Choice(c, "candidate")));
    String work =
        String.format(
            Locale.ROOT,
            "%s, %s %s",
            trial.workload(),
            trial.dtype(),
            byDefault.operation().shape());
    RecordedSearch past =
        workshop.begin(key, trial, work, byDefault.leastBytes(), candidates, bad(key, candidates));
    Search search =
        new Search(
            workshop.sandboxes(),
            past,
            wish.effort,
            deadline,
            ran -> reject(key, candidates, ran),
            events);
    Search.Found found = search.run();
    verifyNanos = Math.min(verifyNanos, found.verifyNanos());
    Entry entry = entry(past, byDefault, found, memory);
    workshop.end(entry);
    return entry;
  }

  /** Candidates that are known to fail. */
  private Map<Integer, Ran> bad(Key key, List<Configuration> candidates) {
    Map<Integer, Ran> bad = new HashMap<>();
    for (Rejected rejected : store.read(deviceKey).rejected()) {
      int candidate = candidates.indexOf(rejected.configuration());
      if (candidate > 0 && rejected.key().equals(key)) {
        bad.put(candidate, new Ran(candidate, 0, rejected.kind(), rejected.what()));
      }
    }
    return bad;
  }

  private void reject(Key key, List<Configuration> candidates, Ran ran) {
    Rejected.Kind kind = ran.failure() == null ? Rejected.Kind.RUNTIME : ran.failure();
    Rejected rejected = new Rejected(key, candidates.get(ran.candidate()), kind, ran.what());
    store.put(rejected).forEach(events::warning);
    events.rejected(rejected);
  }

  private Entry entry(RecordedSearch search, Plan plan, Search.Found found, LeastTime memory) {
    long written = plan.resultBytes();
    double least = memory.readRate() > 0 ? memory.seconds(plan.leastBytes() - written, written) : 0;
    Evidence evidence =
        new Evidence(
            LocalDate.now(ZoneOffset.UTC).toString(),
            wish.command,
            search.work(),
            search.bytes(),
            found.defaultSeconds(),
            found.tunedSeconds(),
            found.ratio().median(),
            found.ratio().low(),
            found.ratio().high(),
            found.winner() == 0 ? 0 : wish.effort.pairs(),
            least / found.tunedSeconds(),
            found.verified() + found.rejected(),
            found.rejected());
    return new Entry(search.key(), search.candidates().get(found.winner()), evidence);
  }
}
