package dev.foldcast.tuning;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Races of simulated candidates: the true speeds are known. */
class RaceTest {
  private static final int RACES = 400;

  /**
   * Times with an outlier now and then, and a computer that changes its speed from round to round.
   */
  private static Race.Runner noisy(double[] seconds, Random random, int[] launches) {
    return order -> {
      double drift = Math.exp(random.nextGaussian() / 2);
      Map<Integer, Double> times = new HashMap<>();
      for (int c : order) {
        double noise = 1 + Math.abs(random.nextGaussian()) / 20;
        double outlier = random.nextInt(20) == 0 ? 2.5 : 1;
        times.put(c, seconds[c] * drift * noise * outlier);
        launches[0]++;
      }
      return times;
    };
  }

  private static int winner(double[] seconds, Random random, int[] launches) {
    Race race =
        new Race(
            IntStream.range(0, seconds.length).boxed().toList(), 30, new Random(random.nextLong()));
    race.run(noisy(seconds, random, launches), () -> true);
    return race.winner();
  }

  @Test
  void theWinnerIsAsGoodAsTheBest() {
    Random random = new Random(21);
    int good = 0;
    int[] launches = new int[1];
    for (int i = 0; i < RACES; i++) {
      double[] seconds = random.doubles(40, 1, 10).toArray();
      double best = IntStream.range(0, 40).mapToDouble(c -> seconds[c]).min().orElseThrow();
      good += seconds[winner(seconds, random, launches)] <= 1.05 * best ? 1 : 0;
    }
    assertTrue(good >= 0.95 * RACES, "seed 21: only " + good + " of " + RACES);
    assertTrue(launches[0] < RACES * 40 * 10, "drops few: " + launches[0]);
  }

  @Test
  void amongEqualsTheDefaultStays() {
    Random random = new Random(22);
    int stays = 0;
    for (int i = 0; i < RACES; i++) {
      double[] seconds = new double[12];
      java.util.Arrays.fill(seconds, 1);
      stays += winner(seconds, random, new int[1]) == 0 ? 1 : 0;
    }
    assertTrue(stays >= 0.6 * RACES, "seed 22: only " + stays + " of " + RACES);
  }

  @Test
  void aCandidateThatFailsLeaves() {
    Race race = new Race(List.of(0, 1, 2), 5, new Random(1));
    race.run(order -> Map.of(0, 1.0, 1, 0.9), () -> true);
    assertEquals(List.of(0, 1), race.survivors());
    assertEquals(1, race.winner());
  }

  @Test
  void whoIsFarBehindLeavesAfterOneRoundAndOthersOnEvidence() {
    Race race = new Race(List.of(0, 1, 2, 3), 5, new Random(1));
    race.add(Map.of(0, 1.0, 1, 0.5, 2, 1.6, 3, 1.4));
    assertEquals(List.of(0, 1, 3), race.survivors(), "2 takes more than 3 times as long as 1");
    race.add(Map.of(0, 1.0, 1, 1.3, 3, 1.4));
    assertEquals(
        List.of(0, 1, 3), race.survivors(), "intervals of 0.5 to 1.3 and of 1.4, 10 % apart");
    race.add(Map.of(0, 1.0, 1, 0.5, 3, 1.45));
    assertEquals(List.of(0, 1, 3), race.survivors());
    Race other = new Race(List.of(0, 1), 5, new Random(1));
    other.add(Map.of(0, 1.0, 1, 0.2));
    other.add(Map.of(0, 1.0, 1, 0.21));
    assertEquals(List.of(0, 1), other.survivors(), "the default always stays, to be compared with");
  }

  @Test
  void withoutTimeTheDefaultWins() {
    Race race = new Race(List.of(0), 5, new Random(1));
    race.run(order -> Map.of(0, 1.0), () -> false);
    assertEquals(0, race.winner());
  }
}
