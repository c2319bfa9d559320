package dev.foldcast.cli;

import java.util.Locale;

/** Quantities as people read them. */
final class Text {
  private Text() {}

  /** For example {@code 512 bytes}, {@code 2.0 MiB}. */
  static String bytes(long bytes) {
    if (bytes < 1024) {
      return bytes + (bytes == 1 ? " byte" : " bytes");
    }
    int unit = (63 - Long.numberOfLeadingZeros(bytes)) / 10;
    double value = bytes / (double) (1L << (10 * unit));
    return String.format(Locale.ROOT, "%.1f %ciB", value, "KMGTPE".charAt(unit - 1));
  }

  /** For example {@code 1.23 s}, {@code 45.6 ms}, {@code 789 us}: three digits. */
  static String seconds(double seconds) {
    if (seconds <= 0) {
      return "none";
    }
    if (seconds >= 1) {
      return digits(seconds) + " s";
    }
    return seconds >= 1e-3 ? digits(seconds * 1e3) + " ms" : digits(seconds * 1e6) + " us";
  }

  /** For example {@code 31.2 GB/s}; a dash where nothing took time. */
  static String rate(long bytes, double seconds) {
    return seconds <= 0 ? "-" : digits(bytes / seconds / 1e9) + " GB/s";
  }

  /** Three digits, none dropped before the point. */
  static String digits(double value) {
    int places = value >= 99.95 ? 0 : value >= 9.995 ? 1 : 2;
    return String.format(Locale.ROOT, "%." + places + "f", value);
  }

  /** {@code 1 part}, {@code 2 parts}. */
  static String count(long count, String noun) {
    return count + " " + noun + (count == 1 ? "" : "s");
  }
}
