package dev.foldcast.tuning.report;

import dev.foldcast.plan.Configuration;
import dev.foldcast.tuning.Ran;
import dev.foldcast.tuning.RecordedSearch;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.TreeSet;
import java.util.stream.Collectors;

/** Candidates that failed, or whose results were wrong. */
final class RejectedSection {
  private RejectedSection() {}

  static Tag of(List<Tuned> all) {
    Tag section = Tag.of("section").set("id", "rejected").add(Tag.of("h2").text("Rejected"));
    Tag rows = Tag.of("tbody");
    int listed = 0;
    for (Tuned tuned : all) {
      listed += tuned.search() == null ? 0 : add(rows, tuned.search());
    }
    long known = all.stream().mapToLong(Tuned::rejected).sum() - listed;
    if (listed > 0) {
      section.add(Tag.of("div", "scroll").add(Tag.of("table", "rejected").add(head(), rows)));
    } else {
      section.add(Tag.of("p").text("No failure is recorded here."));
    }
    if (known > 0) {
      section.add(
          Tag.of("p", "note")
              .text(
                  String.format(
                      Locale.ROOT,
                      "%d more were known to fail, or their searches are not recorded any more.",
                      known)));
    }
    return section;
  }

  private static Tag head() {
    Tag names = Tag.of("tr");
    for (String name : List.of("kind", "what happened", "configuration", "subject")) {
      names.add(Tag.of("th").text(name));
    }
    return Tag.of("thead").add(names);
  }

  /** How many were rejected. */
  private static int add(Tag rows, RecordedSearch search) {
    int rejected = 0;
    for (Ran ran : search.verified().values()) {
      if (ran.failure() != null) {
        rows.add(row(search, ran.candidate(), ran.failure().key(), ran.what()));
        rejected++;
      }
    }
    for (int candidate : new TreeSet<>(search.unfinished())) {
      int times = Collections.frequency(search.unfinished(), candidate);
      String what = "was under way when tuning ended, " + Figures.count(times, "time");
      rows.add(row(search, candidate, "unfinished", what));
    }
    return rejected;
  }

  private static Tag row(RecordedSearch search, int candidate, String kind, String what) {
    return Tag.of("tr")
        .add(Tag.of("td").text(kind), Tag.of("td", "what").text(what))
        .add(Tag.of("td").add(Tag.of("code").text(settings(search.candidates().get(candidate)))))
        .add(Tag.of("td").text(search.key().subject().toString()));
  }

  /** As {@code --configuration} takes it. */
  private static String settings(Configuration configuration) {
    return List.of(Parameter.values()).stream()
        .map(p -> p.key() + "=" + setting(p, configuration))
        .collect(Collectors.joining(","));
  }

  private static String setting(Parameter parameter, Configuration configuration) {
    return switch (parameter) {
      case TREE -> configuration.sharing().toString();
      case LANES, WALK -> parameter.text(configuration);
      default -> Long.toString(parameter.value(configuration));
    };
  }
}
