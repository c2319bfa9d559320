package dev.foldcast.tuning.report;

import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/** Who left the race after which round. */
final class RaceTable {
  /** More names than this tell nobody anything. */
  private static final int MOST_NAMES = 5;

  private RaceTable() {}

  static Tag of(Standings standings) {
    Tag rows = Tag.of("tbody");
    for (int round = 1; round <= standings.rounds(); round++) {
      List<Integer> dropped = standings.droppedAfter(round);
      if (!dropped.isEmpty() || round == standings.rounds()) {
        rows.add(
            Tag.of("tr")
                .add(number(round), number(standings.left(round)), number(dropped.size()))
                .add(Tag.of("td").text(names(standings, dropped))));
      }
    }
    return Tag.of("table", "race")
        .add(
            Tag.of("thead")
                .add(
                    Tag.of("tr")
                        .add(head("round"), head("ran in it"), head("dropped after it"))
                        .add(Tag.of("th").text("the fastest of these (times the default)"))))
        .add(rows);
  }

  private static Tag head(String name) {
    return Tag.of("th", "number").text(name);
  }

  private static Tag number(int value) {
    return Tag.of("td", "number").text(Integer.toString(value));
  }

  private static String names(Standings standings, List<Integer> dropped) {
    return dropped.stream()
            .limit(MOST_NAMES)
            .map(
                c ->
                    String.format(
                        Locale.ROOT,
                        "%s (%s)",
                        standings.configuration(c).brief(),
                        Figures.speed(standings.speed(c))))
            .collect(Collectors.joining(", "))
        + (dropped.size() > MOST_NAMES ? ", …" : "");
  }
}
