package dev.foldcast.tuning.report;

import dev.foldcast.tuning.DeviceKey;
import dev.foldcast.tuning.Evidence;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** What was tuned, under what, when, and how much was tried. */
final class HeadSection {
  private HeadSection() {}

  static String title(List<Tuned> all) {
    return all.isEmpty() ? "Tuning" : "Tuning of " + joined(all, t -> t.key().device().name());
  }

  static Tag of(List<Tuned> all) {
    Tag head = Tag.of("header").add(Tag.of("h1").text(title(all)));
    if (all.isEmpty()) {
      return head.add(Tag.of("p", "lead").text("Nothing is known of this device."));
    }
    Tag facts = Tag.of("dl");
    fact(facts, "device", joined(all, t -> device(t.key().device())));
    fact(facts, "driver", joined(all, t -> t.key().driver()));
    fact(facts, "kernels", kernels(all));
    fact(facts, "date", found(all, Evidence::date));
    fact(facts, "command", found(all, Evidence::command));
    fact(
        facts,
        "tried",
        String.format(
            Locale.ROOT,
            "%s, %s, %d rejected",
            Figures.count(all.size(), "subject"),
            Figures.count(all.stream().mapToInt(Tuned::tried).sum(), "candidate"),
            all.stream().mapToLong(Tuned::rejected).sum()));
    return head.add(Tag.of("p", "lead").text(verdict(all)), facts);
  }

  private static String verdict(List<Tuned> all) {
    long faster = Tuned.evidence(all).filter(e -> !e.noGain()).count();
    long same = Tuned.evidence(all).filter(Evidence::noGain).count();
    long open = all.size() - faster - same;
    return String.format(
        Locale.ROOT,
        "%d of %s proven faster than the default; %d where it stays%s.",
        faster,
        Figures.count(all.size(), "subject"),
        same,
        open == 0 ? "" : "; " + open + " not finished");
  }

  private static void fact(Tag facts, String name, String value) {
    facts.add(Tag.of("dt").text(name), Tag.of("dd").text(value));
  }

  private static String device(DeviceKey key) {
    return String.format(
        Locale.ROOT,
        "%s (%s %s, %s, through %s)",
        key.name(),
        key.vendor(),
        key.type(),
        Figures.count(key.units(), "compute unit"),
        key.platform());
  }

  /** Each hash with the families that it is of. */
  private static String kernels(List<Tuned> all) {
    Map<String, TreeSet<String>> families = new TreeMap<>();
    for (Tuned tuned : all) {
      families
          .computeIfAbsent(tuned.key().kernels(), k -> new TreeSet<>())
          .add(tuned.key().subject().family().key());
    }
    return families.entrySet().stream()
        .map(
            e -> String.format(Locale.ROOT, "%s (%s)", e.getKey(), String.join(", ", e.getValue())))
        .collect(Collectors.joining("; "));
  }

  private static String joined(List<Tuned> all, Function<Tuned, String> fact) {
    return joined(all.stream().map(fact));
  }

  private static String found(List<Tuned> all, Function<Evidence, String> fact) {
    String found = joined(Tuned.evidence(all).map(fact));
    return found.isEmpty() ? "not finished" : found;
  }

  private static String joined(Stream<String> facts) {
    return facts.distinct().sorted().collect(Collectors.joining("; "));
  }
}
