package dev.foldcast.tuning.report;

import java.util.List;
import java.util.Locale;

/** A drawing of fixed size, with the marks that all of them use. */
final class Chart {
  private final Tag drawing;

  /**
   * An empty one.
   *
   * @param what it shows, for those who cannot see it
   */
  Chart(int width, int height, String what) {
    drawing =
        Tag.of("svg", "chart")
            .set("xmlns", "http://www.w3.org/2000/svg")
            .set("viewBox", String.format(Locale.ROOT, "0 0 %d %d", width, height))
            .set("width", width)
            .set("height", height)
            .set("role", "img")
            .set("aria-label", what);
  }

  Tag tag() {
    return drawing;
  }

  void add(Tag part) {
    drawing.add(part);
  }

  /** A text that begins, is centred or ends there. */
  void text(double x, double y, String anchor, String styled, String text) {
    drawing.add(
        Tag.of("text", styled)
            .set("x", Figures.at(x))
            .set("y", Figures.at(y))
            .set("text-anchor", anchor)
            .text(text));
  }

  void line(double x1, double y1, double x2, double y2, String styled) {
    drawing.add(
        Tag.of("line", styled)
            .set("x1", Figures.at(x1))
            .set("y1", Figures.at(y1))
            .set("x2", Figures.at(x2))
            .set("y2", Figures.at(y2)));
  }

  /** Horizontal lines at round speeds, and a plain one at the default's. */
  void speeds(Scale y, double left, double right) {
    for (double mark : y.marks()) {
      line(left, y.at(mark), right, y.at(mark), "grid");
      text(left - 6, y.at(mark) + 4, "end", "tick", y.text(mark));
    }
    if (y.holds(1)) {
      line(left, y.at(1), right, y.at(1), "even");
    }
  }

  /** A dot with a text for who points at it. */
  static Tag dot(double x, double y, double radius, String styled, String what) {
    return Tag.of("circle", styled)
        .set("cx", Figures.at(x))
        .set("cy", Figures.at(y))
        .set("r", Figures.at(radius))
        .add(Tag.of("title").text(what));
  }

  /** A line through points. */
  static Tag path(List<double[]> points, String styled) {
    StringBuilder to = new StringBuilder();
    for (double[] p : points) {
      to.append(to.isEmpty() ? "" : " ")
          .append(String.format(Locale.ROOT, "%.1f,%.1f", p[0], p[1]));
    }
    return Tag.of("polyline", styled).set("points", to);
  }
}
