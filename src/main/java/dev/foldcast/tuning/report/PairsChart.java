package dev.foldcast.tuning.report;

import dev.foldcast.measure.Sample;
import dev.foldcast.tuning.RecordedSearch;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.ToDoubleFunction;

/** The last pairs: how many times as fast as the default the winner was beside it. */
final class PairsChart {
  private static final int WIDTH = 680;
  private static final int LEFT = 16;
  private static final int RIGHT = WIDTH - 16;
  private static final int RADIUS = 4;

  private final RecordedSearch search;
  private final List<RecordedSearch.Pair> pairs;

  PairsChart(RecordedSearch search) {
    this.search = search;
    List<RecordedSearch.Pair> all = search.pairs();
    int last = all.isEmpty() ? 0 : all.get(all.size() - 1).candidate();
    pairs = all.stream().filter(p -> p.candidate() == last).toList();
  }

  List<Tag> tags() {
    Tag heading = Tag.of("h3").text("The last pairs");
    if (pairs.isEmpty()) {
      return List.of(heading, Tag.of("p").text("No pair was run."));
    }
    String plain = Figures.seconds(sample(RecordedSearch.Pair::defaultSeconds).median());
    int candidate = pairs.get(0).candidate();
    if (candidate == 0) {
      String text =
          String.format(
              Locale.ROOT,
              "No other came out of the race ahead of the default, which takes %s (median of %s).",
              plain,
              Figures.count(pairs.size(), "run"));
      return List.of(heading, Tag.of("p").text(text));
    }
    Sample time = sample(p -> p.seconds() / p.defaultSeconds());
    String name = search.candidates().get(candidate).brief();
    String tuned = Figures.seconds(sample(RecordedSearch.Pair::seconds).median());
    String text =
        String.format(
            Locale.ROOT,
            "%s of %s beside the default: %s times as fast (95 %% interval %s), medians of %s and %s; %s.",
            Figures.count(pairs.size(), "run"),
            name,
            Figures.speed(1 / time.median()),
            Figures.interval(time.low(), time.high()),
            tuned,
            plain,
            time.high() < 1 ? "proven faster" : "not proven faster, so the default stays");
    return List.of(heading, Tag.of("p").text(text), Tag.of("div", "scroll").add(chart(time)));
  }

  private Sample sample(ToDoubleFunction<RecordedSearch.Pair> of) {
    return Sample.of(pairs.stream().mapToDouble(of).toArray());
  }

  private Tag chart(Sample time) {
    double low = Math.min(1, 1 / time.max());
    double high = Math.max(1, 1 / time.min());
    double margin = Math.max(0.02, (high - low) / 20);
    Scale x = new Scale(low - margin, high + margin, LEFT, RIGHT);
    int height = 74 + 2 * RADIUS * highest(x);
    int bottom = height - 40;
    Chart chart = new Chart(WIDTH, height, "speed of the winner in each pair");
    chart.add(
        Tag.of("rect", "interval")
            .set("x", Figures.at(x.at(1 / time.high())))
            .set("y", 18)
            .set("width", Figures.at(x.at(1 / time.low()) - x.at(1 / time.high())))
            .set("height", bottom - 18));
    for (double mark : x.marks()) {
      chart.line(x.at(mark), bottom, x.at(mark), bottom + 4, "axis");
      chart.text(x.at(mark), bottom + 17, "middle", "tick", x.text(mark));
    }
    chart.line(LEFT, bottom, RIGHT, bottom, "axis");
    chart.line(x.at(1), 18, x.at(1), bottom, "even");
    chart.line(x.at(1 / time.median()), 18, x.at(1 / time.median()), bottom, "median");
    labels(chart, x, time);
    dots(chart, x, bottom);
    chart.text((LEFT + RIGHT) / 2.0, height - 6, "middle", "title", "times as fast as the default");
    return chart.tag();
  }

  private static void labels(Chart chart, Scale x, Sample time) {
    double median = x.at(1 / time.median());
    boolean apart = Math.abs(median - x.at(1)) > 150;
    if (apart) {
      chart.text(x.at(1), 12, x.at(1) < WIDTH / 2.0 ? "start" : "end", "tick", "default");
    }
    String anchor = median < 120 ? "start" : median > WIDTH - 120 ? "end" : "middle";
    chart.text(median, 12, anchor, "name", "median " + Figures.speed(1 / time.median()));
  }

  /** Dots of about the same speed stand on each other. */
  private void dots(Chart chart, Scale x, int bottom) {
    Map<Integer, Integer> piles = new HashMap<>();
    for (RecordedSearch.Pair pair : pairs) {
      int place = place(x, pair);
      int below = piles.merge(place, 1, Integer::sum) - 1;
      chart.add(
          Chart.dot(
              2.0 * RADIUS * place,
              bottom - RADIUS - 2.0 * RADIUS * below,
              RADIUS - 0.5,
              "run",
              Figures.speed(speed(pair))));
    }
  }

  private int highest(Scale x) {
    Map<Integer, Integer> piles = new HashMap<>();
    pairs.forEach(p -> piles.merge(place(x, p), 1, Integer::sum));
    return piles.values().stream().mapToInt(p -> p).max().orElse(1);
  }

  private static int place(Scale x, RecordedSearch.Pair pair) {
    return (int) Math.round(x.at(speed(pair)) / (2 * RADIUS));
  }

  private static double speed(RecordedSearch.Pair pair) {
    return pair.defaultSeconds() / pair.seconds();
  }
}
