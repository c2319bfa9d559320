package dev.foldcast.cli;

import dev.foldcast.measure.LeastTime;
import dev.foldcast.measure.LimitKind;
import dev.foldcast.measure.LimitSchedule;
import dev.foldcast.measure.Measured;
import dev.foldcast.measure.Sample;
import java.util.List;
import java.util.stream.DoubleStream;
import java.util.stream.IntStream;

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

  /**
   * The part of the device's limit that an operation reaches, above 1 where it beats it: the median
   * of what it was in each round. The limit of one round says little of another one: on computers
   * that are shared it may be twice as high for some seconds.
   */
  double share(Line line) {
    int rounds = line.times.kernel().runs();
    for (Limit limit : limits) {
      rounds = Math.min(rounds, limit.times.kernel().runs());
    }
    return median(IntStream.range(0, rounds).mapToDouble(round -> share(line, round)));
  }

  private double share(Line line, int round) {
    LeastTime least =
        new LeastTime(
            limit(LimitKind.READ, round),
            limit(LimitKind.COPY, round),
            limit(LimitKind.FILL, round));
    return least.seconds(line.line.readBytes(), line.line.writtenBytes())
        / line.times.kernel().run(round);
  }

  /**
   * How many times as long as the plain sum an exact one of hard numbers takes: the median of the
   * rounds.
   */
  double timesFast(Line line) {
    Sample exact = line.times.kernel();
    Sample plain = lines.get(0).times.kernel();
    return median(
        IntStream.range(0, Math.min(exact.runs(), plain.runs()))
            .mapToDouble(round -> exact.run(round) / plain.run(round)));
  }

  private static double median(DoubleStream values) {
    return Sample.of(values.toArray()).median();
  }

  /** Which limit most bytes of an operation meet. */
  static LimitKind limitOf(Line line) {
    return LeastTime.kind(line.line.readBytes(), line.line.writtenBytes());
  }

  /** Bytes a second. */
  private double limit(LimitKind kind, int round) {
    return limits.stream()
        .filter(l -> l.kind() == kind)
        .mapToDouble(l -> l.bytes() / l.times().kernel().run(round))
        .findFirst()
        .orElseThrow();
  }
}
