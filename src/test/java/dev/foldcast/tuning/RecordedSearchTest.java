package dev.foldcast.tuning;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.foldcast.array.DType;
import dev.foldcast.plan.Accuracy;
import dev.foldcast.plan.Configuration;
import dev.foldcast.plan.Family;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a journal tells of searches, also of those that were broken off. */
class RecordedSearchTest {
  private static final Subject SUM =
      Entries.subject(Family.REDUCE_FULL, DType.FLOAT32, "one x huge x huge");
  private static final Trial TRIAL =
      new Trial("x", DType.FLOAT32, Accuracy.EXACT, 1 << 20, 1 << 22);
  private static final List<Configuration> CANDIDATES =
      List.of(
          Configuration.ONE_WORKER,
          Entries.CONFIGURATION,
          new Configuration(8, 4, 8, false, 0, 64).withStores(1 << 20, 16));

  @TempDir private Path folder = Path.of("");

  private static ObjectNode begin() {
    return RecordedSearch.begin(Entries.of(SUM).key(), TRIAL, "x, float32", 99, CANDIDATES);
  }

  private static ObjectNode run(int process, int candidate) {
    return Journal.event("run").put("do", "verify").put("c", candidate).put("process", process);
  }

  private static ObjectNode right(int process, int candidate) {
    return Journal.event("ran").put("c", candidate).put("wrong", "").put("process", process);
  }

  private List<RecordedSearch> read(JsonNode... events) {
    Path file = folder.resolve("journal");
    try (Journal journal = new Journal(file)) {
      for (JsonNode event : events) {
        journal.add((ObjectNode) event);
      }
    }
    return RecordedSearch.all(Journal.read(file));
  }

  @Test
  void aWholeSearch() {
    Entry entry = Entries.of(SUM);
    List<RecordedSearch> all =
        read(
            begin(),
            run(1, 0),
            right(1, 0),
            run(1, 1),
            run(2, 2),
            right(1, 1),
            Journal.event("ran").put("c", 2).put("wrong", "element 3 differs").put("process", 2),
            RecordedSearch.round(Map.of(0, 0.5, 1, 0.25)),
            RecordedSearch.pair(new RecordedSearch.Pair(1, 0.5, 0.125)),
            RecordedSearch.end(entry));
    assertEquals(1, all.size());
    RecordedSearch search = all.get(0);
    assertEquals(entry.key(), search.key());
    assertEquals(TRIAL, search.trial());
    assertEquals("x, float32", search.work());
    assertEquals(99, search.bytes());
    assertEquals(CANDIDATES, search.candidates());
    assertEquals(List.of(), search.unfinished());
    assertEquals(new Ran(1, 0, null, ""), search.verified().get(1));
    assertEquals(
        new Ran(2, 0, Rejected.Kind.CORRECTNESS, "element 3 differs"), search.verified().get(2));
    assertEquals(List.of(Map.of(0, 0.5, 1, 0.25)), search.rounds());
    assertEquals(List.of(new RecordedSearch.Pair(1, 0.5, 0.125)), search.pairs());
    assertEquals(entry, search.entry());
  }

  @Test
  void whatWasUnderWayWhenItBrokeOffIsKnown() {
    List<RecordedSearch> all =
        read(
            begin(),
            run(1, 0),
            right(1, 0),
            run(1, 1),
            Journal.event("resumed"),
            run(5, 0),
            right(5, 0),
            run(5, 1),
            run(6, 2),
            Journal.event("failed")
                .put("process", 6)
                .put("c", 2)
                .put("invalidity", "timeout")
                .put("what", "did not end"));
    RecordedSearch search = all.get(0);
    assertEquals(List.of(1, 1), search.unfinished());
    assertEquals(new Ran(2, 0, Rejected.Kind.TIMEOUT, "did not end"), search.verified().get(2));
    assertNull(search.entry());
  }

  @Test
  void aCutLineAndForeignEventsTellNothing() throws Exception {
    read(begin(), run(1, 0), right(1, 0));
    Path file = folder.resolve("journal");
    Files.writeString(
        file,
        """
        {"event":"ran","c":77,"wrong":""}
        {"event":"round","seconds":[{"c":1,"s":1}]}
        {"event":"round","seconds":[{"c":0,"s":-1}]}
        {"event":"from the future","c":1}
        garbage
        {"event":"search","candidates":[]}
        {"event":"pair","c":1,"def\
        """,
        StandardOpenOption.APPEND);
    List<RecordedSearch> all = RecordedSearch.all(Journal.read(file));
    assertEquals(1, all.size());
    assertEquals(List.of(), all.get(0).rounds());
    assertEquals(List.of(0), new ArrayList<>(all.get(0).verified().keySet()));
  }
}
