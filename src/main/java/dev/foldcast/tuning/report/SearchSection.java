package dev.foldcast.tuning.report;

import dev.foldcast.tuning.RecordedSearch;
import java.util.Locale;

/** One search: what was tried, the parameters, the race, the pairs, and every candidate. */
final class SearchSection {
  private SearchSection() {}

  static Tag of(RecordedSearch search, String anchor) {
    Standings standings = new Standings(search);
    Tag section =
        Tag.of("section", "search")
            .set("id", anchor)
            .add(Tag.of("h2").text(search.key().subject().toString()))
            .add(Tag.of("p", "lead").text(facts(search)));
    section.add(new ParameterCharts(search, standings).tags());
    section.add(Tag.of("h3").text("The race"));
    if (standings.rounds() == 0) {
      section.add(Tag.of("p").text("No round was run."));
    } else {
      section
          .add(Tag.of("p", "note").text(race(standings)))
          .add(Tag.of("div", "scroll").add(new RaceChart(standings).tag()))
          .add(Tag.of("div", "scroll").add(RaceTable.of(standings)));
    }
    return section
        .add(new PairsChart(search).tags())
        .add(new CandidateTable(search, standings).tag());
  }

  private static String facts(RecordedSearch search) {
    long rejected = search.verified().values().stream().filter(r -> r.failure() != null).count();
    return String.format(
        Locale.ROOT,
        "%s; at least %d bytes to move; driver %s. %s: %d with right results, %d rejected, %d not"
            + " reached.%s",
        search.work(),
        search.bytes(),
        search.key().driver(),
        Figures.count(search.candidates().size(), "candidate"),
        search.verified().size() - rejected,
        rejected,
        search.candidates().size() - search.verified().size(),
        search.entry() == null ? " Not finished: tuning was broken off." : "");
  }

  private static String race(Standings standings) {
    return String.format(
        Locale.ROOT,
        "%s; all that are left run in each, in another order every time. The default and %s ran in"
            + " the first, %d in all in the last. What is far behind is below the picture.",
        Figures.count(standings.rounds(), "round"),
        Figures.count(standings.left(1) - 1L, "other"),
        standings.left(standings.rounds()));
  }
}
