package dev.foldcast.tuning.report;

import dev.foldcast.measure.Sample;
import dev.foldcast.plan.Configuration;
import dev.foldcast.tuning.Ran;
import dev.foldcast.tuning.RecordedSearch;
import java.util.ArrayList;
import java.util.List;

/** Every candidate of a search: what it is, how fast, and what became of it. */
final class CandidateTable {
  private final RecordedSearch search;
  private final Standings standings;
  private final List<Parameter> varying;

  CandidateTable(RecordedSearch search, Standings standings) {
    this.search = search;
    this.standings = standings;
    varying = Parameter.varying(search.candidates());
  }

  Tag tag() {
    Tag rows = Tag.of("tbody");
    order().forEach(c -> rows.add(row(c)));
    Tag table = Tag.of("table", "candidates").add(head(), rows);
    return Tag.of("details")
        .add(
            Tag.of("summary")
                .text("All of " + Figures.count(search.candidates().size(), "candidate")))
        .add(Tag.of("div", "scroll").add(table));
  }

  /** Who raced, the fastest first, then the others as they were listed. */
  private List<Integer> order() {
    List<Integer> order = new ArrayList<>(standings.byTime());
    for (int c = 0; c < search.candidates().size(); c++) {
      if (standings.runs(c) == 0) {
        order.add(c);
      }
    }
    return order;
  }

  private Tag head() {
    Tag names = Tag.of("tr");
    varying.forEach(p -> names.add(Tag.of("th", "number").text(p.key())));
    for (String name : List.of("speed", "interval", "rounds")) {
      names.add(Tag.of("th", "number").text(name));
    }
    return Tag.of("thead").add(names.add(Tag.of("th").text("what became of it")));
  }

  private Tag row(int candidate) {
    Configuration configuration = search.candidates().get(candidate);
    Tag row = Tag.of("tr");
    varying.forEach(p -> row.add(number(p.text(configuration))));
    int runs = standings.runs(candidate);
    if (runs == 0) {
      row.add(number("-"), number("-"));
    } else {
      Sample time = standings.time(candidate);
      row.add(number(Figures.speed(1 / time.median())));
      row.add(number(Figures.interval(time.low(), time.high())));
    }
    return row.add(number(Integer.toString(runs)), Tag.of("td").text(fate(candidate)));
  }

  private static Tag number(String text) {
    return Tag.of("td", "number").text(text);
  }

  private String fate(int candidate) {
    Ran verified = search.verified().get(candidate);
    if (verified != null && verified.failure() != null) {
      return "rejected: " + verified.failure().key();
    }
    if (candidate == 0) {
      return standings.chosen() == 0 ? "the default, stays" : "the default";
    }
    if (candidate == standings.chosen()) {
      return "chosen";
    }
    if (standings.runs(candidate) > 0) {
      return standings.finished(candidate)
          ? "in the last round"
          : "left after round " + standings.last(candidate);
    }
    return verified != null ? "right, did not race" : "not reached";
  }
}
