package dev.foldcast.tuning.report;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.stream.IntStream;

/** The race: each candidate's median so far, round by round, until it left. */
final class RaceChart {
  private static final int WIDTH = 680;
  private static final int HEIGHT = 330;
  private static final int LEFT = 62;
  private static final int RIGHT = 488;
  private static final int TOP = 24;
  private static final int BOTTOM = HEIGHT - 60;

  /** More names at the right end than this are noise. */
  private static final int MOST_NAMES = 10;

  private final Standings standings;
  private final Scale x;
  private final Scale y;

  RaceChart(Standings standings) {
    this.standings = standings;
    int rounds = standings.rounds();
    x = rounds == 1 ? new Scale(0, 1, LEFT, RIGHT) : new Scale(1, rounds, LEFT, RIGHT);
    y = speeds(standings);
  }

  /** Those of who ran until the end, and below them half as much again for who came close. */
  private static Scale speeds(Standings standings) {
    double low = 1;
    double high = 1;
    for (int c : finalists(standings)) {
      for (int round = Math.min(3, standings.rounds()); round <= standings.rounds(); round++) {
        low = Math.min(low, standings.speedAfter(c, round));
        high = Math.max(high, standings.speedAfter(c, round));
      }
    }
    double span = Math.max(high - low, 0.1);
    return new Scale(Math.max(0, low - span / 2), high + span / 10, BOTTOM, TOP);
  }

  private static List<Integer> finalists(Standings standings) {
    return standings.byTime().stream().filter(standings::finished).toList();
  }

  Tag tag() {
    Chart chart = new Chart(WIDTH, HEIGHT, "speed of each candidate, round by round");
    chart.text(0, 12, "start", "title", "times as fast as the default: median so far");
    chart.speeds(y, LEFT, RIGHT);
    rounds(chart);
    lines(chart);
    names(chart);
    return chart.tag();
  }

  /** Under the axis: the round, and how many candidates ran in it. */
  private void rounds(Chart chart) {
    chart.text(0, HEIGHT - 44, "start", "tick", "round");
    chart.text(0, HEIGHT - 28, "start", "tick", "ran in it");
    double end = 0;
    for (int round = 1; round <= standings.rounds(); round++) {
      boolean marked = round == 1 || round == standings.rounds() || round % 5 == 0;
      if (marked && !(standings.rounds() - round < 2 && round != standings.rounds())) {
        chart.text(x.at(round), HEIGHT - 44, "middle", "tick", Integer.toString(round));
      }
      boolean changed = round == 1 || standings.left(round) != standings.left(round - 1);
      if (changed && x.at(round) > end) {
        chart.text(
            x.at(round), HEIGHT - 28, "middle", "tick", Integer.toString(standings.left(round)));
        end = x.at(round) + 20;
      }
    }
  }

  /** Who left, grey and behind; who stayed; the chosen one. What is below is cut. */
  private void lines(Chart chart) {
    Tag inside =
        Tag.of("svg")
            .set("xmlns", "http://www.w3.org/2000/svg")
            .set("x", 0)
            .set("y", 0)
            .set("width", WIDTH)
            .set("height", BOTTOM);
    List<Integer> order = new ArrayList<>(standings.byTime());
    order.sort(Comparator.<Integer>comparingInt(this::rank).thenComparing(c -> c));
    for (int c : order) {
      List<double[]> points =
          IntStream.rangeClosed(1, standings.last(c))
              .mapToObj(r -> new double[] {x.at(r), y.at(standings.speedAfter(c, r))})
              .toList();
      inside.add(Chart.path(points, style(c)));
      double[] last = points.get(points.size() - 1);
      inside.add(Chart.dot(last[0], last[1], rank(c) == 2 ? 4 : 2.5, style(c) + " end", what(c)));
    }
    chart.add(inside);
  }

  private String what(int candidate) {
    return standings.configuration(candidate).brief()
        + ": "
        + Figures.speed(standings.speed(candidate));
  }

  private int rank(int candidate) {
    return candidate == standings.chosen() ? 2 : standings.finished(candidate) ? 1 : 0;
  }

  private String style(int candidate) {
    return switch (rank(candidate)) {
      case 2 -> "winner";
      case 1 -> candidate == 0 ? "plainline" : "stayed";
      default -> "dropped";
    };
  }

  /** At the right end, moved apart where they would overlap. */
  private void names(Chart chart) {
    List<Integer> named = new ArrayList<>(finalists(standings));
    named.sort(Comparator.comparingInt((Integer c) -> c == 0 || rank(c) == 2 ? 0 : 1));
    int more = Math.max(0, named.size() - MOST_NAMES);
    named = named.subList(0, named.size() - more);
    named.sort(Comparator.<Integer>comparingDouble(c -> -standings.speed(c)).thenComparing(c -> c));
    double above = TOP - 14;
    List<Double> places = new ArrayList<>();
    for (int c : named) {
      above = Math.max(above + 14, y.at(standings.speed(c)));
      places.add(above);
    }
    double below = BOTTOM + 14;
    for (int i = named.size() - 1; i >= 0; i--) {
      below = Math.min(below - 14, places.get(i));
      name(chart, named.get(i), below);
    }
    if (more > 0) {
      chart.text(
          RIGHT + 22,
          BOTTOM + 16,
          "start",
          "tick",
          String.format(Locale.ROOT, "and %d more", more));
    }
  }

  private void name(Chart chart, int candidate, double place) {
    double end = y.at(standings.speed(candidate));
    chart.line(RIGHT + 5, end, RIGHT + 18, place, "leader");
    String name = candidate == 0 ? "default" : standings.configuration(candidate).brief();
    chart.text(
        RIGHT + 22,
        place + 4,
        "start",
        rank(candidate) == 2 ? "name" : "tick",
        Figures.speed(standings.speed(candidate)) + "  " + name);
  }
}
