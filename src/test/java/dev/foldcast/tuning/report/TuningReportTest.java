package dev.foldcast.tuning.report;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import dev.foldcast.tuning.Entry;
import dev.foldcast.tuning.RecordedSearch;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.w3c.dom.Element;

/** Each number of the page, against the journal's lines. */
class TuningReportTest {
  @TempDir private Path cache = Path.of("");
  private List<Expected> expected = List.of();
  private List<RecordedSearch> searches = List.of();
  private String html = "";

  @BeforeEach
  void make() throws Exception {
    expected = Expected.of(SimulatedJournal.write(cache));
    searches = RecordedSearch.of(cache, SimulatedJournal.DEVICE);
    html = TuningReport.html(entries(searches), searches);
  }

  private static List<Entry> entries(List<RecordedSearch> searches) {
    return searches.stream().map(RecordedSearch::entry).filter(Objects::nonNull).toList();
  }

  private static String text(Element element) {
    return element.getTextContent().strip();
  }

  @Test
  void theHeadSaysWhatWasTuned() throws Exception {
    Page page = Page.of(html);
    Element facts = page.all("dl").get(0);
    List<String> values = Page.all(facts, "dd").stream().map(TuningReportTest::text).toList();
    assertEquals(
        List.of("device", "driver", "kernels", "date", "command", "tried"),
        Page.all(facts, "dt").stream().map(TuningReportTest::text).toList());
    assertEquals("intel-xeon (intel cpu, 4 compute units, through pocl)", values.get(0));
    assertEquals("3.1", values.get(1));
    assertEquals(
        "0011223344556611 (reduce_full, reduce_rows); 001122334455665 (outer)", values.get(2));
    assertEquals("2026-11-21", values.get(3));
    assertEquals("foldcast tune --effort normal", values.get(4));
    int tried = 54 + 8 + 4; // all of two searches, and those that one got to
    assertEquals(
        String.format(Locale.ROOT, "3 subjects, %d candidates, 4 rejected", tried), values.get(5));
    assertEquals(
        "1 of 3 subjects proven faster than the default; 1 where it stays; 1 not finished.",
        text(page.styled("p", "lead").get(0)));
  }

  @Test
  void theSummaryShowsEachSubject() throws Exception {
    List<List<String>> rows = Page.rows(Page.of(html).styled("table", "summary").get(0));
    assertEquals(3, rows.size());
    double bytes = 67_108_868;
    String limit = Expected.two(bytes / 3.0303e-3 / 0.82 / 1e9);
    assertEquals(
        List.of(
            "reduce_full float32 exact" + "one x huge x huge",
            "",
            Expected.two(bytes / 4.1234e-3 / 1e9),
            Expected.two(bytes / 3.0303e-3 / 1e9),
            limit + "82 % of it",
            Expected.two(1 / 0.7349)
                + Expected.two(1 / 0.7456)
                + " .. "
                + Expected.two(1 / 0.7123)),
        rows.get(0).subList(0, 6));
    JsonNode chosen = expected.get(0).events("found").get(0).path("entry").path("configuration");
    assertEquals(
        String.format(
            Locale.ROOT,
            "%dx%d v%d",
            chosen.path("workgroup").asInt(),
            chosen.path("groups").asInt(),
            chosen.path("vector").asInt()),
        rows.get(0).get(6));
    assertEquals(
        List.of("reduce_rows int32 exactmany x some x some", "not finished: tuning was broken off"),
        rows.get(1));
    assertEquals("no gain here", rows.get(2).get(5));
    assertEquals(expected.get(1).brief(0), rows.get(2).get(6));
  }

  @Test
  void barsAreInProportion() throws Exception {
    Element row = Page.all(Page.of(html).styled("table", "summary").get(0), "tr").get(1);
    double plain = percent(Page.styled(row, "rect", "plain").get(0).getAttribute("width"));
    double best = percent(Page.styled(row, "rect", "best").get(0).getAttribute("width"));
    double limit = percent(Page.styled(row, "line", "limit").get(0).getAttribute("x1"));
    assertEquals(3.0303 / 4.1234, plain / best, 1e-3);
    assertEquals(0.82, best / limit, 1e-3);
    assertTrue(limit <= 100 && limit > 95, "the longest fills the width: " + limit);
  }

  private static double percent(String length) {
    assertTrue(length.endsWith("%"), length);
    return Double.parseDouble(length.substring(0, length.length() - 1));
  }

  @Test
  void parametersShowEveryCandidateThatRaced() throws Exception {
    Page page = Page.of(html);
    Map<String, List<String>> varying =
        Map.of(
            "reduce_full", List.of("workgroup", "groups", "vector"),
            "outer", List.of("stream", "tile"),
            "reduce_rows", List.of("groups"));
    for (Expected search : expected) {
      List<Element> figures = Page.all(page.search(search.subject()), "figure");
      List<String> names = varying.getOrDefault(search.begin().path("family").asText(), List.of());
      assertEquals(names.size(), figures.size());
      for (int i = 0; i < figures.size(); i++) {
        checkDots(search, names.get(i), figures.get(i));
      }
    }
  }

  /** Each dot has its speed, in the column of its value, as high as it is fast. */
  private static void checkDots(Expected search, String parameter, Element figure) {
    List<Long> values = new ArrayList<>();
    Map<String, Integer> numbers = new TreeMap<>();
    Map<Long, Double> best = new TreeMap<>();
    search
        .ratios()
        .forEach(
            (c, ratios) -> {
              long value = search.candidate(c).path(parameter).asLong();
              double speed = 1 / Expected.median(ratios);
              values.add(value);
              numbers.put(search.brief(c) + ": " + Expected.two(speed), c);
              best.merge(value, speed, Math::max);
            });
    List<Long> columns = values.stream().distinct().sorted().toList();
    List<Element> dots = Page.all(figure, "circle");
    assertEquals(numbers.size(), dots.size(), parameter);
    Element axis = Page.styled(figure, "line", "even").get(0); // at speed 1
    double one = Double.parseDouble(axis.getAttribute("y1"));
    Element zero = Page.styled(figure, "line", "grid").get(0); // at speed 0
    double unit = Double.parseDouble(zero.getAttribute("y1")) - one;
    String[] line =
        Page.styled(figure, "polyline", "best").get(0).getAttribute("points").split(" ", -1);
    assertEquals(columns.size(), line.length);
    for (Element dot : dots) {
      int candidate = Objects.requireNonNull(numbers.remove(text(Page.all(dot, "title").get(0))));
      int column = columns.indexOf(search.candidate(candidate).path(parameter).asLong());
      String[] point = line[column].split(",", -1);
      assertEquals(Double.parseDouble(point[0]), Double.parseDouble(dot.getAttribute("cx")), 0.11);
      double speed = 1 / Expected.median(search.ratios().getOrDefault(candidate, List.of()));
      double height = one + unit - Double.parseDouble(dot.getAttribute("cy"));
      assertEquals(speed, height / unit, 0.01);
    }
    for (int i = 0; i < columns.size(); i++) {
      double height = one + unit - Double.parseDouble(line[i].split(",", -1)[1]);
      assertEquals(best.getOrDefault(columns.get(i), 0.0), height / unit, 0.01);
    }
  }

  @Test
  void theRaceSaysWhoLeftWhen() throws Exception {
    Page page = Page.of(html);
    for (Expected search : expected) {
      Element section = page.search(search.subject());
      List<JsonNode> rounds = search.events("round");
      List<List<String>> table = Page.rows(Page.styled(section, "table", "race").get(0));
      for (List<String> row : table) {
        int round = Integer.parseInt(row.get(0));
        int ran = rounds.get(round - 1).path("seconds").size();
        assertEquals(ran, Integer.parseInt(row.get(1)));
        int next = round == rounds.size() ? ran : rounds.get(round).path("seconds").size();
        assertEquals(ran - next, Integer.parseInt(row.get(2)));
      }
      int first = rounds.get(0).path("seconds").size();
      int last = rounds.get(rounds.size() - 1).path("seconds").size();
      assertEquals(first - last, table.stream().mapToInt(r -> Integer.parseInt(r.get(2))).sum());
    }
  }

  @Test
  void everyCandidateIsListedWithItsFate() throws Exception {
    Page page = Page.of(html);
    for (Expected search : expected) {
      Element table = Page.styled(page.search(search.subject()), "table", "candidates").get(0);
      Map<Integer, List<Double>> ratios = search.ratios();
      List<String> fates = new ArrayList<>();
      List<String> wanted = new ArrayList<>();
      for (List<String> row : Page.rows(table)) {
        int n = row.size();
        fates.add(
            String.format(Locale.ROOT, "%s|%s|%s", row.get(n - 4), row.get(n - 3), row.get(n - 2)));
      }
      for (int c = 0; c < search.begin().path("candidates").size(); c++) {
        List<Double> times = ratios.getOrDefault(c, List.of());
        wanted.add(
            times.isEmpty()
                ? "-|-|0"
                : String.format(
                    Locale.ROOT,
                    "%s|%s|%d",
                    Expected.two(1 / Expected.median(times)),
                    Expected.interval(times),
                    times.size()));
      }
      assertEquals(
          wanted.stream().sorted().toList(), fates.stream().sorted().toList(), search.subject());
    }
    String text = page.text();
    for (String fate :
        List.of(
            "the default, stays",
            "chosen",
            "rejected: timeout",
            "left after round 1",
            "in the last round",
            "not reached")) {
      assertTrue(text.contains(fate), fate);
    }
  }

  @Test
  void thePairsAreShownWithTheirInterval() throws Exception {
    Page page = Page.of(html);
    for (Expected search : expected.subList(0, 2)) {
      List<Double> ratios =
          search.events("pair").stream()
              .map(p -> p.path("s").asDouble() / p.path("default").asDouble())
              .toList();
      Element section = page.search(search.subject());
      assertEquals(
          ratios.stream().map(r -> Expected.two(1 / r)).sorted().toList(),
          Page.styled(section, "circle", "run").stream()
              .map(TuningReportTest::text)
              .sorted()
              .toList());
      String said = text(section);
      String median = Expected.two(1 / Expected.median(ratios));
      String interval = Expected.interval(ratios);
      assertTrue(
          said.contains(
              String.format(
                  Locale.ROOT, ": %s times as fast (95 %% interval %s)", median, interval)),
          said);
      boolean faster =
          search.events("found").get(0).path("entry").path("evidence").path("ratio").asDouble() < 1;
      assertEquals(faster, said.contains("; proven faster"));
      assertEquals(!faster, said.contains("not proven faster, so the default stays"));
    }
  }

  @Test
  void whatWasRejectedIsSaidAndEscaped() throws Exception {
    Page page = Page.of(html);
    List<List<String>> rows = Page.rows(page.styled("table", "rejected").get(0));
    String failures =
        expected.get(0).events("failed").stream()
            .map(f -> f.path("invalidity").asText() + ": " + f.path("what").asText())
            .collect(Collectors.joining("\n"))
            .replace('\u0007', '\uFFFD');
    assertEquals(
        failures + "\nunfinished: was under way when tuning ended, 1 time",
        rows.stream().map(r -> r.get(0) + ": " + r.get(1)).collect(Collectors.joining("\n")));
    JsonNode third = expected.get(0).candidate(3);
    assertEquals(
        String.format(
            Locale.ROOT,
            "workgroup=%d,groups=%d,vector=%d,tree=false,items=0,merge=1024,stream=%d,tile=0,lanes=float64,walk=parts,batch=128,registers=128",
            third.path("workgroup").asInt(),
            third.path("groups").asInt(),
            third.path("vector").asInt(),
            Long.MAX_VALUE),
        rows.get(0).get(2));
    assertEquals(expected.get(0).subject(), rows.get(0).get(3));
    assertFalse(html.contains("<script"), "a text became an element");
  }

  @Test
  void thePageNeedsNothingElse() throws Exception {
    Page page = Page.of(html);
    assertTrue(html.startsWith("<!DOCTYPE html>\n<html "), html.substring(0, 40));
    for (Element element : page.all("*")) {
      assertEquals("", element.getAttribute("src"));
      String link = element.getAttribute("href");
      assertTrue(link.isEmpty() || html.contains("id=\"" + link.substring(1) + "\""), link);
    }
    String style = page.all("style").get(0).getTextContent();
    assertTrue(html.contains(style), "HTML reads the style sheet as XML does");
    assertFalse(style.contains("url(") || style.contains("@import"), style);
  }

  @Test
  void theSameRecordsMakeTheSamePage() {
    List<RecordedSearch> reversed = new ArrayList<>(searches);
    java.util.Collections.reverse(reversed);
    assertEquals(html, TuningReport.html(entries(reversed), reversed));
  }

  @Test
  void withoutARecordTheEntriesAreShown() throws Exception {
    Page page = Page.of(TuningReport.html(entries(searches), List.of()));
    assertEquals(2, Page.rows(page.styled("table", "summary").get(0)).size());
    assertEquals(0, page.styled("section", "search").size());
    assertTrue(page.text().contains("4 more were known to fail"), page.text());
  }

  @Test
  void anEmptyRecordIsAPageToo() throws Exception {
    SimulatedJournal.write(cache, List.of());
    assertEquals(List.of(), RecordedSearch.of(cache, SimulatedJournal.DEVICE));
    Page page = Page.of(TuningReport.html(List.of(), List.of()));
    assertTrue(page.text().contains("Nothing is known of this device."), page.text());
  }

  @Test
  void aSearchThatHadNoTimeAtAllIsShown() throws Exception {
    RecordedSearch begun = searches.get(2);
    RecordedSearch bare =
        new RecordedSearch(
            begun.key(),
            begun.trial(),
            begun.work(),
            begun.bytes(),
            begun.candidates(),
            Map.of(),
            List.of(),
            List.of(),
            List.of(),
            null);
    String text = Page.of(TuningReport.html(List.of(), List.of(bare))).text();
    assertTrue(text.contains("No round was run."), text);
    assertTrue(text.contains("No pair was run."), text);
    assertTrue(text.contains("5 not reached"), text);
  }
}
