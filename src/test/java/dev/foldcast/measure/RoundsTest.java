package dev.foldcast.measure;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class RoundsTest {
  private static final Rounds.Listener NOBODY = (round, task) -> {};

  @Test
  void everyTaskRunsInEveryRoundAndTheWarmUpIsNotCounted() {
    List<String> events = new ArrayList<>();
    int[] runs = new int[2];
    List<Task> tasks = new ArrayList<>();
    for (int i = 0; i < 2; i++) {
      int task = i;
      tasks.add(() -> new Timing(++runs[task] * 1_000_000_000L, 7_000_000_000L));
    }
    List<Measured> times = Rounds.run(tasks, 0, (round, task) -> events.add(round + ":" + task));
    assertEquals(List.of("0:0", "0:1"), events.subList(0, 2));
    assertEquals(2 + 2 * Rounds.LEAST_RUNS, events.size());
    for (int round = 1; round <= Rounds.LEAST_RUNS; round++) {
      assertTrue(events.contains(round + ":0") && events.contains(round + ":1"), events.toString());
    }
    for (Measured measured : times) {
      assertEquals(Rounds.LEAST_RUNS, measured.kernel().runs());
      assertEquals(2, measured.kernel().min(), "the first run warms up");
      assertEquals(7, measured.call().median());
    }
  }

  /** A clock that only tasks move. */
  private static Task taking(long[] clock, long nanos) {
    return () -> {
      clock[0] += nanos;
      return new Timing(1, nanos);
    };
  }

  @Test
  void aSlowTaskLeavesTheOthersMoreRuns() {
    long[] clock = new long[1];
    Task slow = () -> new Timing(1, 1000); // it says so, and takes no time here
    List<Task> tasks = List.of(slow, taking(clock, 1));
    List<Measured> times = Rounds.run(tasks, 2000, NOBODY, () -> clock[0]);
    assertEquals(Rounds.LEAST_RUNS, times.get(0).kernel().runs());
    assertTrue(times.get(1).kernel().runs() > Rounds.LEAST_RUNS);
  }

  @Test
  void aLongWarmUpLeavesTheTimeForTheRounds() {
    long[] clock = new long[1];
    boolean[] warm = new boolean[1];
    Task compiles =
        () -> {
          clock[0] += warm[0] ? 1 : 1000;
          warm[0] = true;
          return new Timing(1, 1);
        };
    List<Measured> times = Rounds.run(List.of(compiles), 50, NOBODY, () -> clock[0]);
    assertEquals(50, times.get(0).kernel().runs());
  }

  @Test
  void nothingToRunIsNoError() {
    assertEquals(List.of(), Rounds.run(List.of(), 1000, NOBODY));
  }

  @Test
  void theLeastTimePairsWhatIsReadWithWhatIsWritten() {
    LeastTime least = new LeastTime(10, 20, 5);
    assertEquals(3, least.seconds(30, 0));
    assertEquals(6, least.seconds(0, 30));
    assertEquals(3, least.seconds(30, 30));
    assertEquals(3 + 1, least.seconds(40, 30));
    assertEquals(3 + 2, least.seconds(30, 40));
    assertEquals(LimitKind.READ, LeastTime.kind(100, 10));
    assertEquals(LimitKind.COPY, LeastTime.kind(100, 90));
    assertEquals(LimitKind.FILL, LeastTime.kind(10, 100));
  }
}
