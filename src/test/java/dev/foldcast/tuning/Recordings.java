package dev.foldcast.tuning;

import dev.foldcast.array.DType;
import dev.foldcast.kernel.KernelHash;
import dev.foldcast.plan.Accuracy;
import dev.foldcast.plan.Configuration;
import dev.foldcast.plan.Family;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.ToDoubleFunction;

/** Searches on simulated devices, recorded and kept as {@code foldcast tune} does. */
public final class Recordings {
  private static final Trial TRIAL = new Trial("x", DType.FLOAT32, Accuracy.EXACT, 1 << 20, 0);

  /** What is asked of nobody. */
  static final TuningEvents NOBODY =
      new TuningEvents() {
        @Override
        public void begins(Subject subject, String work, int number, int of) {}

        @Override
        public void doing(String what) {}

        @Override
        public void found(Entry entry) {}

        @Override
        public void skipped(Subject subject, String why) {}

        @Override
        public void rejected(Rejected rejected) {}

        @Override
        public void warning(String line) {}
      };

  private Recordings() {}

  /** A device of so many compute units. */
  public static DeviceKey device(String name, int units) {
    return new DeviceKey("pocl", "generic", "cpu", name, units);
  }

  /** The key of an operation whose kernels are as they are. */
  static Key key(DeviceKey device, Family family) {
    Subject subject = Entries.subject(family, DType.FLOAT32, "one x huge x huge");
    return new Key(device, "1.0", KernelHash.of(family), subject);
  }

  /** The default, 32 groups a unit and vectors of 8, and others. */
  static List<Configuration> candidates(int units) {
    List<Configuration> all = new ArrayList<>();
    all.add(new Configuration(1, 32 * units, 8, false, 0, 64));
    for (int vector : new int[] {4, 8, 16}) {
      for (int groups : new int[] {8, 32, 128}) {
        Configuration c = new Configuration(1, groups * units, vector, false, 0, 64);
        if (!all.contains(c)) {
          all.add(c);
        }
      }
    }
    return all;
  }

  /**
   * Runs a search and keeps all of it.
   *
   * @param cache the cache folder
   * @return what the journal tells of it
   */
  static RecordedSearch record(
      Path cache,
      Key key,
      List<Configuration> candidates,
      ToDoubleFunction<Configuration> seconds,
      Map<Integer, Simulated.Fault> faults,
      long seed,
      double noise) {
    UserStore store = new UserStore(cache);
    Path file = Workshop.journal(folder(cache), key.device());
    try (Journal journal = new Journal(file)) {
      journal.add(RecordedSearch.begin(key, TRIAL, "x, float32 (n,)", 1 << 20, candidates));
      Simulated device = new Simulated(journal, seconds, faults, seed, noise);
      Map<Integer, Ran> bad = new HashMap<>();
      faults.forEach((c, fault) -> fault.ran(c).ifPresent(ran -> bad.put(c, ran)));
      RecordedSearch fresh =
          new RecordedSearch(
              key, TRIAL, "x", 1, candidates, bad, List.of(), List.of(), List.of(), null);
      List<Ran> failed = new ArrayList<>();
      Search.Found found = search(device, fresh, Effort.NORMAL, failed).run();
      Entry entry = new Entry(key, candidates.get(found.winner()), evidence(found));
      journal.add(RecordedSearch.end(entry));
      store.put(entry);
      failed.forEach(ran -> store.put(rejected(key, candidates, ran)));
    }
    List<RecordedSearch> all = RecordedSearch.all(Journal.read(file));
    return all.get(all.size() - 1);
  }

  /** A search of one device with time enough. */
  static Search search(Runs device, RecordedSearch past, Effort effort, List<Ran> failed) {
    long deadline = System.nanoTime() + TimeUnit.HOURS.toNanos(1);
    return new Search(List.of(device), past, effort, deadline, failed::add, NOBODY);
  }

  private static Path folder(Path cache) {
    try {
      return Files.createDirectories(cache.resolve("tuning"));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static Evidence evidence(Search.Found found) {
    return new Evidence(
        "2026-01-02",
        "foldcast tune --effort normal",
        "x, float32 (n,)",
        1 << 20,
        found.defaultSeconds(),
        found.tunedSeconds(),
        found.ratio().median(),
        found.ratio().low(),
        found.ratio().high(),
        21,
        0.5,
        found.verified() + found.rejected(),
        found.rejected());
  }

  private static Rejected rejected(Key key, List<Configuration> candidates, Ran ran) {
    Rejected.Kind kind = ran.failure() == null ? Rejected.Kind.RUNTIME : ran.failure();
    return new Rejected(key, candidates.get(ran.candidate()), kind, ran.what());
  }

  /**
   * What a machine exports on which vectors of one width are fastest: each step away costs half as
   * much again. Two families, the second one without a difference.
   */
  public static String export(Path cache, DeviceKey device, int bestVector) {
    ToDoubleFunction<Configuration> byVector =
        c -> 1e-3 * Math.pow(1.5, Math.abs(steps(c.vector()) - steps(bestVector)));
    List<Configuration> candidates = candidates(device.units());
    record(cache, key(device, Family.REDUCE_FULL), candidates, byVector, Map.of(), 1, 0);
    record(cache, key(device, Family.ELEMENTWISE), candidates, c -> 1e-3, Map.of(), 1, 0);
    return new Exports(cache, device, subject -> true).store();
  }

  private static int steps(int vector) {
    return Integer.numberOfTrailingZeros(vector);
  }
}
