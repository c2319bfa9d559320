package dev.foldcast.tuning.report;

import com.fasterxml.jackson.databind.JsonNode;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/**
 * What a page must say of one search, from the journal's lines alone.
 *
 * @param begin the line that begins the search
 * @param lines those until the next search
 */
record Expected(JsonNode begin, List<JsonNode> lines) {
  static List<Expected> of(List<? extends JsonNode> journal) {
    List<Expected> all = new ArrayList<>();
    for (JsonNode line : journal) {
      if (line.path("event").asText().equals("search")) {
        all.add(new Expected(line, new ArrayList<>()));
      } else if (!all.isEmpty()) {
        all.get(all.size() - 1).lines.add(line);
      }
    }
    return all;
  }

  List<JsonNode> events(String name) {
    return lines.stream().filter(l -> l.path("event").asText().equals(name)).toList();
  }

  String subject() {
    return String.format(
        Locale.ROOT,
        "%s %s exact, %s",
        begin.path("family").asText(),
        begin.path("dtype").asText(),
        begin.path("shape").asText());
  }

  JsonNode candidate(int number) {
    return begin.path("candidates").get(number);
  }

  /** What tables call a candidate. */
  String brief(int number) {
    JsonNode c = candidate(number);
    return String.format(
        Locale.ROOT,
        "%dx%d v%d%s%s",
        c.path("workgroup").asInt(),
        c.path("groups").asInt(),
        c.path("vector").asInt(),
        c.path("stream").asLong() == Long.MAX_VALUE ? "" : " stream",
        c.path("tile").asInt() == 0 ? "" : " tile " + c.path("tile").asInt());
  }

  /** Times by the default's of the same round, of each candidate. */
  Map<Integer, List<Double>> ratios() {
    Map<Integer, List<Double>> ratios = new TreeMap<>();
    for (JsonNode round : events("round")) {
      double reference = 0;
      for (JsonNode turn : round.path("seconds")) {
        reference = turn.path("c").asInt() == 0 ? turn.path("s").asDouble() : reference;
      }
      for (JsonNode turn : round.path("seconds")) {
        ratios
            .computeIfAbsent(turn.path("c").asInt(), c -> new ArrayList<>())
            .add(turn.path("s").asDouble() / reference);
      }
    }
    return ratios;
  }

  static double median(List<Double> values) {
    List<Double> sorted = values.stream().sorted().toList();
    int n = sorted.size();
    return (sorted.get((n - 1) / 2) + sorted.get(n / 2)) / 2;
  }

  /** Of speed, from ratios of time: a 95 % interval of the median by order statistics. */
  static String interval(List<Double> ratios) {
    List<Double> sorted = ratios.stream().sorted().toList();
    int n = sorted.size();
    int k = 1;
    while (atMost(n, k) <= 0.025 && 2 * (k + 1) <= n + 1) {
      k++;
    }
    return two(1 / sorted.get(n - k)) + " .. " + two(1 / sorted.get(k - 1));
  }

  /** Probability of at most so many heads in n throws. */
  private static double atMost(int n, int heads) {
    BigInteger ways = BigInteger.ZERO;
    BigInteger choose = BigInteger.ONE;
    for (int i = 0; i <= heads; i++) {
      ways = ways.add(choose);
      choose = choose.multiply(BigInteger.valueOf(n - i)).divide(BigInteger.valueOf(i + 1));
    }
    return ways.doubleValue() / Math.pow(2, n);
  }

  static String two(double value) {
    return String.format(Locale.ROOT, "%.2f", value);
  }
}
