package dev.foldcast.cli;

import dev.foldcast.measure.LeastTime;
import dev.foldcast.measure.LimitKind;
import dev.foldcast.measure.LimitSchedule;
import dev.foldcast.measure.Measured;
import dev.foldcast.measure.Sample;
import java.util.List;

/**
 * What was measured for one element type, in the same rounds.
 *
 * @param name NumPy's name of the type, and what else the lines have in common
 * @param limits the device's limits
 * @param lines the operations
 * @param hard whether the first line is a plain sum, and the others are exact ones of hard numbers
 */
record BenchResult(String name, List<Limit> limits, List<Line> lines, boolean hard) {

  /** A limit of the device, on arrays of so many bytes. */
  record Limit(LimitSchedule schedule, long bytes, Measured times) {
    LimitKind kind() {
      return schedule.kind();
    }

    Rate rate() {
      return new Rate(bytes, times.kernel());
    }
  }

  /** An operation and its times. */
  record Line(BenchLine line, Measured times) {
    Rate rate() {
      return new Rate(line.leastBytes(), times.kernel());
    }
  }

  /** Bytes in a sample of times, as GB/s. */
  record Rate(long bytes, Sample seconds) {
    double median() {
      return bytes / seconds.median() / 1e9;
    }

    double low() {
      return bytes / seconds.high() / 1e9;
    }

    double high() {
      return bytes / seconds.low() / 1e9;
    }
  }

  /** The part of the device's limit that an operation reaches; above 1 where it beats it. */
  double share(Line line) {
    LeastTime least =
        new LeastTime(
            1e9 * limit(LimitKind.READ), 1e9 * limit(LimitKind.COPY), 1e9 * limit(LimitKind.FILL));
    return least.seconds(line.line.readBytes(), line.line.writtenBytes())
        / line.times.kernel().median();
  }

  /** How many times as long as the plain sum an exact one of hard numbers takes. */
  double timesFast(Line line) {
    return line.times.kernel().median() / lines.get(0).times.kernel().median();
  }

  /** Which limit most bytes of an operation meet. */
  static LimitKind limitOf(Line line) {
    return LeastTime.kind(line.line.readBytes(), line.line.writtenBytes());
  }

  private double limit(LimitKind kind) {
    return limits.stream()
        .filter(l -> l.kind() == kind)
        .mapToDouble(l -> l.rate().median())
        .findFirst()
        .orElseThrow();
  }
}
