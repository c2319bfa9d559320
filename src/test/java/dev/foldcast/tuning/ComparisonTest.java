package dev.foldcast.tuning;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.foldcast.plan.Configuration;
import dev.foldcast.plan.Family;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.ToDoubleFunction;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Two machines whose every time is known: what each one's winner costs on the other. */
class ComparisonTest {
  private static final DeviceKey DESKTOP = Recordings.device("desktop", 8);
  private static final DeviceKey LAPTOP = Recordings.device("laptop", 2);

  @TempDir private Path folder = Path.of("");

  private ExportedStore tuned(
      DeviceKey device, List<Configuration> candidates, ToDoubleFunction<Configuration> seconds) {
    Path cache = folder.resolve(device.name());
    Key key = Recordings.key(device, Family.REDUCE_FULL);
    Recordings.record(cache, key, candidates, seconds, Map.of(), 1, 0);
    return ExportedStore.read(device.name(), new Exports(cache, device, subject -> true).store());
  }

  private static Comparison.Row only(Comparison comparison) {
    assertEquals(1, comparison.rows().size());
    return comparison.rows().get(0);
  }

  /** The desktop wants vectors of 16, the laptop vectors of 4; groups differ with the units. */
  @Test
  void eachWinnerCostsWhatItTookOnTheOther() {
    ExportedStore a =
        tuned(
            DESKTOP,
            Recordings.candidates(8),
            c -> c.vector() == 16 ? 5e-4 : c.vector() == 4 ? 7e-4 : 1e-3);
    ExportedStore b =
        tuned(
            LAPTOP,
            Recordings.candidates(2),
            c -> c.vector() == 16 ? 12e-4 : c.vector() == 4 ? 8e-4 : 1e-3);
    Comparison.Row row = only(Comparison.of(a, b));
    assertEquals(16, row.a().entry().configuration().vector());
    assertEquals(4, row.b().entry().configuration().vector());
    assertEquals(Comparison.Other.MEASURED, row.a().other());
    assertEquals(1.4, row.a().cost(), 1e-3, "7 / 5");
    assertEquals(1.5, row.b().cost(), 1e-3, "12 / 8");
    assertEquals(2, row.a().defaultCost(), 1e-3, "10 / 5");
    assertEquals(1.25, row.b().defaultCost(), 1e-3, "10 / 8");
    assertEquals(Comparison.Verdict.EACH_ITS_OWN, row.verdict());
    assertFalse(row.ofOtherKernels());
  }

  /** The same groups a unit are the same schedule. */
  @Test
  void oneScheduleMayServeBoth() {
    ToDoubleFunction<Configuration> wide = c -> c.vector() == 16 ? 5e-4 : 1e-3;
    ExportedStore a = tuned(DESKTOP, Recordings.candidates(8), wide);
    ExportedStore b = tuned(LAPTOP, Recordings.candidates(2), wide);
    Comparison.Row row = only(Comparison.of(a, b));
    assertEquals(
        4L * row.b().entry().configuration().groups(), row.a().entry().configuration().groups());
    assertEquals(Comparison.Other.SAME, row.a().other());
    assertEquals(1, row.a().cost());
    assertEquals(Comparison.Verdict.ONE_SERVES_BOTH, row.verdict());
  }

  /** The laptop never tried vectors of 2, and nobody guesses what they would cost there. */
  @Test
  void whatWasNotMeasuredIsNotGuessed() {
    List<Configuration> more = new ArrayList<>(Recordings.candidates(8));
    more.add(new Configuration(1, 256, 2, false, 0, 64));
    ExportedStore a = tuned(DESKTOP, more, c -> c.vector() == 2 ? 5e-4 : 1e-3);
    ExportedStore b = tuned(LAPTOP, Recordings.candidates(2), c -> c.vector() == 4 ? 8e-4 : 1e-3);
    Comparison.Row row = only(Comparison.of(a, b));
    assertEquals(Comparison.Other.MEASURED, row.a().other());
    assertEquals(2, row.a().cost(), 1e-3);
    assertEquals(Comparison.Other.NOT_MEASURED, row.b().other());
    assertEquals(0, row.b().cost());
    assertEquals(Comparison.Verdict.NOT_MEASURED, row.verdict());
  }

  @Test
  void storesWithoutRacesCompareTheirWinnersAlone() {
    tuned(DESKTOP, Recordings.candidates(8), c -> c.vector() == 16 ? 5e-4 : 1e-3);
    tuned(LAPTOP, Recordings.candidates(2), c -> c.vector() == 4 ? 8e-4 : 1e-3);
    Comparison.Row row = only(Comparison.of(own(DESKTOP), own(LAPTOP)));
    assertEquals(Comparison.Other.NOT_MEASURED, row.a().other());
    assertEquals(Comparison.Other.NOT_MEASURED, row.b().other());
  }

  private ExportedStore own(DeviceKey device) {
    Path file = new UserStore(folder.resolve(device.name())).file(device);
    return ExportedStore.read("own", file);
  }

  @Test
  void otherKernelsAreTold() {
    ExportedStore a = tuned(DESKTOP, Recordings.candidates(8), c -> 1e-3);
    Path cache = folder.resolve(LAPTOP.name());
    Key key = Recordings.key(LAPTOP, Family.REDUCE_FULL);
    Key older = new Key(key.device(), key.driver(), "0123abcd", key.subject());
    Recordings.record(cache, older, Recordings.candidates(2), c -> 1e-3, Map.of(), 1, 0);
    ExportedStore b = ExportedStore.read("b", new Exports(cache, LAPTOP, subject -> true).store());
    assertTrue(only(Comparison.of(a, b)).ofOtherKernels());
  }

  @Test
  void operationsOfOneMachineAloneAreCounted() {
    ExportedStore a = tuned(DESKTOP, Recordings.candidates(8), c -> 1e-3);
    ExportedStore none = new ExportedStore("none", Map.of());
    assertEquals(new Comparison(List.of(), 1, 0), Comparison.of(a, none));
    assertEquals(new Comparison(List.of(), 0, 1), Comparison.of(none, a));
  }

  @Test
  void eachDeviceStreamsFromItsOwnCachesSizeOn() {
    Configuration streams = new Configuration(1, 16, 8, false, 0, 64).withStores(1 << 20, 0);
    Configuration plain = new Configuration(1, 16, 8, false, 0, 64);
    ExportedStore a =
        tuned(
            DESKTOP,
            List.of(plain.withGroups(64), streams.withGroups(64)),
            c -> c.streamFrom() > 1 << 21 ? 1e-3 : 5e-4);
    ExportedStore b =
        tuned(
            LAPTOP,
            List.of(plain, streams.withStores(2 << 20, 0)),
            c -> c.streamFrom() > 1 << 21 ? 1e-3 : 5e-4);
    assertEquals(Comparison.Other.SAME, only(Comparison.of(a, b)).a().other());
    ExportedStore never =
        tuned(LAPTOP, List.of(streams, plain), c -> c.streamFrom() > 1 << 21 ? 5e-4 : 1e-3);
    assertEquals(2, only(Comparison.of(a, never)).a().cost(), 1e-3);
  }
}
