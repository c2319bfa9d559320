package dev.foldcast.tuning.report;

import dev.foldcast.tuning.Entry;
import dev.foldcast.tuning.RecordedSearch;
import java.util.List;

/** The page about what tuning found. */
public final class TuningReport {
  private TuningReport() {}

  /**
   * The page: HTML that is XML as well, in UTF-8, of one file.
   *
   * @param entries what is known
   * @param searches how it was found, and what was broken off; of each key the last one counts
   */
  public static String html(List<Entry> entries, List<RecordedSearch> searches) {
    List<Tuned> all = Tuned.of(entries, searches);
    Tag main = Tag.of("main").add(HeadSection.of(all));
    if (!all.isEmpty()) {
      main.add(new SummarySection(all).tag());
    }
    for (int i = 0; i < all.size(); i++) {
      RecordedSearch search = all.get(i).search();
      if (search != null) {
        main.add(SearchSection.of(search, anchor(i)));
      }
    }
    if (!all.isEmpty()) {
      main.add(RejectedSection.of(all));
    }
    main.add(
        Tag.of("footer")
            .text("Written by foldcast tune. A schedule changes the speed and never the answer."));
    return "<!DOCTYPE html>\n"
        + Tag.of("html")
            .set("xmlns", "http://www.w3.org/1999/xhtml")
            .set("lang", "en")
            .add(head(HeadSection.title(all)), Tag.of("body").add(main));
  }

  /** Where a subject's search is on the page. */
  static String anchor(int number) {
    return "search-" + (number + 1);
  }

  private static Tag head(String title) {
    return Tag.of("head")
        .add(Tag.of("meta").set("charset", "utf-8"))
        .add(
            Tag.of("meta")
                .set("name", "viewport")
                .set("content", "width=device-width, initial-scale=1"))
        .add(Tag.of("meta").set("name", "color-scheme").set("content", "light dark"))
        .add(Tag.of("title").text(title))
        .add(Tag.of("style").text(Style.SHEET));
  }
}
