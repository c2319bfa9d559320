package dev.foldcast.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.foldcast.measure.LimitKind;
import dev.foldcast.measure.LimitSchedule;
import dev.foldcast.measure.Measured;
import dev.foldcast.measure.Sample;
import dev.foldcast.measure.Timing;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** On a computer that is twice as fast in some rounds as in others. */
class BenchResultTest {
  private static final long BYTES = 1 << 30;

  private static Measured times(double... seconds) {
    return new Measured(Sample.of(seconds), Sample.of(seconds));
  }

  private static BenchResult.Line line(double... seconds) {
    BenchLine line =
        new BenchLine(
            "reduce_full", "x", "float32", "exact", "()", BYTES, 0, 0, () -> new Timing(1, 1));
    return new BenchResult.Line(line, times(seconds));
  }

  private static BenchResult result(Measured limit, BenchResult.Line... lines) {
    List<BenchResult.Limit> limits = new ArrayList<>();
    for (LimitKind kind : LimitKind.values()) {
      LimitSchedule schedule = new LimitSchedule(kind, 16, 1, false, false, 8, 1);
      limits.add(new BenchResult.Limit(schedule, BYTES, limit));
    }
    return new BenchResult("float32", limits, List.of(lines), true);
  }

  /** Medians would say a quarter for the second line, which was there in the slow rounds only. */
  @Test
  void aShareIsOfTheLimitOfItsOwnRound() {
    Measured limit = times(2, 2, 1, 1, 1);
    BenchResult.Line half = line(4, 4, 2, 2, 2);
    assertEquals(0.5, result(limit, half).share(half));
    BenchResult.Line shorter = line(4, 4);
    assertEquals(0.5, result(limit, shorter).share(shorter), "a line that left the rounds early");
  }

  @Test
  void hardNumbersAreComparedWithThePlainSumOfTheirOwnRound() {
    BenchResult.Line plain = line(1, 1, 2, 2, 2);
    BenchResult.Line hard = line(3, 3, 6);
    assertEquals(3, result(times(1, 1, 2, 2, 2), plain, hard).timesFast(hard));
  }
}
