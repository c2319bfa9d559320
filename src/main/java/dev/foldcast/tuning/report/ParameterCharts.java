package dev.foldcast.tuning.report;

import dev.foldcast.plan.Configuration;
import dev.foldcast.tuning.RecordedSearch;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/** What each parameter does to speed: a small drawing for each one that varies. */
final class ParameterCharts {
  private static final int WIDTH = 330;
  private static final int HEIGHT = 230;
  private static final int LEFT = 40;
  private static final int RIGHT = WIDTH - 12;
  private static final int TOP = 26;
  private static final int BOTTOM = HEIGHT - 46;

  private final Standings standings;
  private final List<Integer> raced;
  private final List<Configuration> candidates;
  private final Scale y;

  ParameterCharts(RecordedSearch search, Standings standings) {
    this.standings = standings;
    raced = standings.byTime();
    candidates = raced.stream().map(standings::configuration).toList();
    double most = raced.stream().mapToDouble(standings::speed).max().orElse(1);
    y = new Scale(0, 1.08 * most, BOTTOM, TOP);
  }

  List<Tag> tags() {
    Tag heading = Tag.of("h3").text("What each parameter does");
    if (raced.isEmpty()) {
      return List.of(heading, Tag.of("p").text("No round was run."));
    }
    List<Parameter> varying = Parameter.varying(candidates);
    Tag charts = Tag.of("div", "charts");
    varying.forEach(p -> charts.add(Tag.of("figure").add(chart(p))));
    return List.of(heading, Tag.of("p", "note").text(caption(varying)), charts);
  }

  private String caption(List<Parameter> varying) {
    String same =
        List.of(Parameter.values()).stream()
            .filter(p -> !varying.contains(p))
            .map(p -> p.key() + " " + p.text(candidates.get(0)))
            .collect(Collectors.joining(", "));
    return "Each dot is a candidate: its median speed, in times as fast as the default in the same"
        + " round. The line joins the best of each value."
        + (same.isEmpty() ? "" : " The same in all: " + same + ".");
  }

  private Tag chart(Parameter parameter) {
    List<Long> values = candidates.stream().map(parameter::value).distinct().sorted().toList();
    Scale x = new Scale(-0.5, values.size() - 0.5, LEFT, RIGHT);
    Chart chart = new Chart(WIDTH, HEIGHT, "speed by " + parameter.unit());
    chart.text(0, 12, "start", "title", "times as fast as the default");
    chart.speeds(y, LEFT, RIGHT);
    marks(chart, parameter, values, x);
    chart.text((LEFT + RIGHT) / 2.0, HEIGHT - 4, "middle", "title", axis(parameter));
    chart.add(Chart.path(best(parameter, values, x), "best"));
    for (int c : raced) {
      if (!special(c)) {
        chart.add(dot(parameter, values, x, c, 3, "dot"));
      }
    }
    special(chart, parameter, values, x);
    return chart.tag();
  }

  private static String axis(Parameter parameter) {
    return parameter.key() + ": " + parameter.unit();
  }

  /** Names of the values, in two lines where one is too narrow. */
  private static void marks(Chart chart, Parameter parameter, List<Long> values, Scale x) {
    boolean crowded = values.size() > 8;
    for (int i = 0; i < values.size(); i++) {
      int lower = crowded && i % 2 == 1 ? 11 : 0;
      chart.text(x.at(i), BOTTOM + 14 + lower, "middle", "tick", parameter.text(values.get(i)));
    }
  }

  private List<double[]> best(Parameter parameter, List<Long> values, Scale x) {
    List<double[]> best = new ArrayList<>();
    for (int i = 0; i < values.size(); i++) {
      long value = values.get(i);
      double fastest =
          raced.stream()
              .filter(c -> parameter.value(standings.configuration(c)) == value)
              .mapToDouble(standings::speed)
              .max()
              .orElseThrow();
      best.add(new double[] {x.at(i), y.at(fastest)});
    }
    return best;
  }

  private boolean special(int candidate) {
    return candidate == 0 || candidate == standings.chosen();
  }

  /** The default and what was chosen, above the others and by name. */
  private void special(Chart chart, Parameter parameter, List<Long> values, Scale x) {
    int chosen = standings.chosen();
    chart.add(dot(parameter, values, x, 0, 4.5, "ring"));
    name(chart, parameter, values, x, 0, chosen == 0 ? "default stays" : "default");
    if (chosen > 0 && raced.contains(chosen)) {
      chart.add(dot(parameter, values, x, chosen, 4.5, "chosen"));
      name(chart, parameter, values, x, chosen, "chosen");
    }
  }

  private void name(
      Chart chart, Parameter parameter, List<Long> values, Scale x, int candidate, String name) {
    int place = values.indexOf(parameter.value(standings.configuration(candidate)));
    double at = x.at(place);
    String anchor = at < LEFT + 40 ? "start" : at > RIGHT - 40 ? "end" : "middle";
    // The slower of the two has its name below, so that names keep apart.
    int chosen = standings.chosen();
    boolean below = candidate == 0 && chosen > 0;
    chart.text(at, y.at(standings.speed(candidate)) + (below ? 16 : -8), anchor, "name", name);
  }

  private Tag dot(
      Parameter parameter,
      List<Long> values,
      Scale x,
      int candidate,
      double radius,
      String styled) {
    Configuration configuration = standings.configuration(candidate);
    double speed = standings.speed(candidate);
    return Chart.dot(
        x.at(values.indexOf(parameter.value(configuration))),
        y.at(speed),
        radius,
        styled,
        configuration.brief() + ": " + Figures.speed(speed));
  }
}
