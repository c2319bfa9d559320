package dev.foldcast.tuning.report;

import dev.foldcast.tuning.Evidence;
import dev.foldcast.tuning.Key;
import java.util.Locale;

/** Quantities as the page shows them. */
final class Figures {
  private Figures() {}

  /** Two decimals, for example {@code 1.34}; three digits where that would be nothing. */
  static String speed(double timesAsFast) {
    return timesAsFast < 0.1
        ? String.format(Locale.ROOT, "%.3f", timesAsFast)
        : String.format(Locale.ROOT, "%.2f", timesAsFast);
  }

  /** An interval, from ratios of time: their lower end is the upper one of speed. */
  static String interval(double lowTime, double highTime) {
    return speed(1 / highTime) + " .. " + speed(1 / lowTime);
  }

  /** GB/s, without the unit. */
  static String rate(double bytesPerSecond) {
    return String.format(Locale.ROOT, "%.2f", bytesPerSecond / 1e9);
  }

  /** For example {@code 1.234 ms}: four digits. */
  static String seconds(double seconds) {
    if (seconds >= 1) {
      return String.format(Locale.ROOT, "%.3f s", seconds);
    }
    return seconds >= 1e-3
        ? String.format(Locale.ROOT, "%.3f ms", 1e3 * seconds)
        : String.format(Locale.ROOT, "%.1f µs", 1e6 * seconds);
  }

  /** A whole number, short: {@code 65536} is {@code 64Ki}. */
  static String brief(long number) {
    if (number >= 1 << 20 && number % (1 << 20) == 0) {
      return (number >> 20) + "Mi";
    }
    return number >= 1 << 10 && number % (1 << 10) == 0
        ? (number >> 10) + "Ki"
        : Long.toString(number);
  }

  /** A coordinate of a drawing. */
  static String at(double coordinate) {
    return String.format(Locale.ROOT, "%.1f", coordinate);
  }

  /** {@code 1 round}, {@code 2 rounds}. */
  static String count(long count, String noun) {
    return count + " " + noun + (count == 1 ? "" : "s");
  }

  /** Of the bytes that must move, in the default's time. */
  static double defaultRate(Evidence found) {
    return found.bytes() / found.defaultSeconds();
  }

  static double tunedRate(Evidence found) {
    return found.bytes() / found.tunedSeconds();
  }

  /** What the device's memory allows at most; 0 if unknown. */
  static double limitRate(Evidence found) {
    return found.share() > 0 ? tunedRate(found) / found.share() : 0;
  }

  /** For example {@code reduce_full float32 exact}: without the shape. */
  static String operation(Key key) {
    return String.format(
        Locale.ROOT,
        "%s %s %s",
        key.subject().family().key(),
        key.subject().dtype(),
        key.subject().accuracy().name().toLowerCase(Locale.ROOT));
  }
}
