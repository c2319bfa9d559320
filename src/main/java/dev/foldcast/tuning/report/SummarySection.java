package dev.foldcast.tuning.report;

import dev.foldcast.tuning.Entry;
import dev.foldcast.tuning.Evidence;
import java.util.List;
import java.util.Locale;

/** A row for each subject: the default, what was found, and what the device's memory allows. */
final class SummarySection {
  private final List<Tuned> all;
  private final double most;
  private final boolean severalDrivers;

  SummarySection(List<Tuned> all) {
    this.all = all;
    most =
        Tuned.evidence(all)
            .mapToDouble(e -> Math.max(Figures.limitRate(e), Figures.tunedRate(e)))
            .max()
            .orElse(1);
    severalDrivers = all.stream().map(t -> t.key().driver()).distinct().count() > 1;
  }

  Tag tag() {
    Tag rows = Tag.of("tbody");
    for (int i = 0; i < all.size(); i++) {
      rows.add(row(all.get(i), TuningReport.anchor(i)));
    }
    return Tag.of("section")
        .add(Tag.of("h2").text("What was found"), legend())
        .add(Tag.of("table", "summary").add(head(), rows))
        .add(
            Tag.of("p", "note")
                .text(
                    "GB/s of the least bytes that the operation must move, from median times of the"
                        + " last pairs. The limit is what the device's memory allows for these bytes"
                        + " at most. The gain is the median of the pairs with its 95 % interval; what"
                        + " is not proven faster is no gain. 8x64 v16 reads: 8 work-items in each of"
                        + " 64 work-groups, loads of 16 numbers."));
  }

  private static Tag legend() {
    return Tag.of("p", "legend")
        .add(Tag.of("span", "key plain"), Tag.of("span").text("default"))
        .add(Tag.of("span", "key best"), Tag.of("span").text("tuned"))
        .add(Tag.of("span", "key limit"), Tag.of("span").text("limit of the memory"));
  }

  private Tag head() {
    Tag scale =
        Tag.of("th", "bars")
            .add(
                Tag.of("span").text("0"), Tag.of("span", "end").text(Figures.rate(most) + " GB/s"));
    return Tag.of("thead")
        .add(
            Tag.of("tr")
                .add(Tag.of("th").text("subject"), scale)
                .add(number("default"), number("tuned"), number("limit"))
                .add(Tag.of("th").text("gain"), Tag.of("th").text("chosen")));
  }

  private static Tag number(String name) {
    return Tag.of("th", "number").text(name);
  }

  private Tag row(Tuned tuned, String anchor) {
    Tag name = Tag.of(tuned.search() == null ? "span" : "a").text(Figures.operation(tuned.key()));
    if (tuned.search() != null) {
      name.set("href", "#" + anchor);
    }
    Tag subject =
        Tag.of("th", "subject")
            .set("scope", "row")
            .add(name, Tag.of("small").text(tuned.key().subject().shape() + driver(tuned)));
    Entry entry = tuned.entry();
    Tag row = Tag.of("tr").add(subject);
    if (entry == null) {
      return row.add(Tag.of("td").set("colspan", 6).text("not finished: tuning was broken off"));
    }
    Evidence found = entry.evidence();
    return row.add(Tag.of("td", "bars").add(bars(found)))
        .add(rate("default", Figures.defaultRate(found)))
        .add(rate("tuned", Figures.tunedRate(found)))
        .add(limit(found), gain(found))
        .add(cell("chosen", "chosen").text(entry.configuration().brief()));
  }

  private String driver(Tuned tuned) {
    return severalDrivers ? ", driver " + tuned.key().driver() : "";
  }

  private static Tag cell(String styled, String name) {
    return Tag.of("td", styled).set("data-name", name);
  }

  private static Tag rate(String name, double bytesPerSecond) {
    return cell("number", name).text(Figures.rate(bytesPerSecond));
  }

  private static Tag limit(Evidence found) {
    Tag cell = cell("number", "limit");
    return found.share() > 0
        ? cell.text(Figures.rate(Figures.limitRate(found)))
            .add(
                Tag.of("small")
                    .text(String.format(Locale.ROOT, "%.0f %% of it", 100 * found.share())))
        : cell.text("unknown");
  }

  private static Tag gain(Evidence found) {
    return found.noGain()
        ? cell("none", "gain").text("no gain here")
        : cell("gain", "gain")
            .add(Tag.of("b").text(Figures.speed(found.gain())))
            .add(Tag.of("small").text(Figures.interval(found.low(), found.high())));
  }

  private Tag bars(Evidence found) {
    Tag bars =
        Tag.of("svg", "bar").set("width", "100%").set("height", 24).set("aria-hidden", "true");
    bars.set("xmlns", "http://www.w3.org/2000/svg");
    bars.add(bar(found.noGain() ? 7 : 2, Figures.defaultRate(found), "plain"));
    if (!found.noGain()) {
      bars.add(bar(13, Figures.tunedRate(found), "best"));
    }
    if (found.share() > 0) {
      String x = percent(Figures.limitRate(found));
      bars.add(Tag.of("line", "limit").set("x1", x).set("x2", x).set("y1", 0).set("y2", 24));
    }
    return bars;
  }

  private Tag bar(int y, double rate, String styled) {
    return Tag.of("rect", styled)
        .set("x", 0)
        .set("y", y)
        .set("width", percent(rate))
        .set("height", 9);
  }

  /** Of the width; a little is left, so that the limit's line is not cut. */
  private String percent(double rate) {
    return String.format(Locale.ROOT, "%.2f%%", 99.5 * rate / most);
  }
}
