package dev.foldcast.measure;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Statistics against values computed by hand. */
class SampleTest {
  @Test
  void theMedianIsTheMiddleOrBetweenTheTwoMiddleOnes() {
    assertEquals(2, Sample.of(3, 1, 2).median());
    assertEquals(2.5, Sample.of(4, 1, 3, 2).median());
    assertEquals(7, Sample.of(7).median());
  }

  /**
   * The largest k with P(fewer than k heads in n throws) at most 2.5 %. For 8 throws P(0 heads) is
   * 1/256 and P(at most 1) 9/256, 3.5 %; for 9 it is 10/512, 2.0 %. The others are from tables of
   * the sign test.
   */
  @ParameterizedTest
  @CsvSource({
    "1, 1, 1",
    "2, 1, 2",
    "5, 1, 5",
    "6, 1, 6",
    "8, 1, 8",
    "9, 2, 8",
    "11, 2, 10",
    "12, 3, 10",
    "15, 4, 12",
    "20, 6, 15",
    "25, 8, 18",
    "50, 18, 33",
    "100, 40, 61"
  })
  void theIntervalIsThatOfTheSignTest(int runs, double low, double high) {
    double[] seconds = IntStream.rangeClosed(1, runs).mapToDouble(i -> runs + 1 - i).toArray();
    Sample sample = Sample.of(seconds);
    assertEquals(runs, sample.runs());
    assertEquals(low, sample.low());
    assertEquals(high, sample.high());
    assertEquals(1, sample.min());
    assertEquals(runs, sample.max());
  }

  /** Median 4, distances 3 2 1 0 1 2 x, their median 2: further than 3.5 / 0.6745 * 2 = 10.38. */
  @Test
  void anOutlierIsFarFromTheMedianInMedianDistances() {
    assertEquals(0, Sample.of(1, 2, 3, 4, 5, 6, 14.3).outliers());
    assertEquals(1, Sample.of(1, 2, 3, 4, 5, 6, 14.4).outliers());
    assertEquals(0, Sample.of(1, 1, 1, 1, 100).outliers(), "of 5 runs none is called that");
    assertEquals(1, Sample.of(1, 1, 1, 1, 1, 100).outliers());
    assertEquals(0, Sample.of(2, 2, 2, 2, 2, 2).outliers());
  }

  @Test
  void aSampleHasRunsAndKeepsThem() {
    assertThrows(IllegalArgumentException.class, Sample::of);
    double[] seconds = {3, 1, 2};
    Sample sample = Sample.of(seconds);
    seconds[0] = 100;
    assertEquals(3, sample.max());
  }
}
