package dev.foldcast.tuning;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.foldcast.array.DType;
import dev.foldcast.error.DeviceException;
import dev.foldcast.plan.Configuration;
import dev.foldcast.plan.Family;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A search whose default fails while it is raced. */
class SearchTest {
  private static final Subject SUM =
      Entries.subject(Family.REDUCE_FULL, DType.FLOAT32, "one x huge x huge");
  private static final List<Configuration> CANDIDATES =
      List.of(Configuration.ONE_WORKER, Entries.CONFIGURATION);

  @TempDir private Path folder = Path.of("");

  private RecordedSearch search(Simulated.Fault ofDefault) {
    return Recordings.record(
        folder,
        Entries.of(SUM).key(),
        CANDIDATES,
        c -> c.equals(Entries.CONFIGURATION) ? 0.5e-3 : 1e-3,
        Map.of(0, ofDefault),
        7,
        0);
  }

  @Test
  void onceIsBadLuck() {
    RecordedSearch search = search(new Simulated.Fault(Rejected.Kind.RUNTIME, "died", 2, 3));
    Entry found = Objects.requireNonNull(search.entry());
    assertEquals(Entries.CONFIGURATION, found.configuration());
    assertEquals(0.5, found.evidence().ratio(), 1e-6);
    assertEquals(0, found.evidence().rejected());
    assertEquals(List.of(), new UserStore(folder).read(Entries.DEVICE).rejected());
  }

  @Test
  void forGoodEndsTheSearch() {
    DeviceException e =
        assertThrows(
            DeviceException.class,
            () -> search(new Simulated.Fault(Rejected.Kind.RUNTIME, "died", 2)));
    assertTrue(String.valueOf(e.getMessage()).contains("now fails"), e.getMessage());
  }
}
