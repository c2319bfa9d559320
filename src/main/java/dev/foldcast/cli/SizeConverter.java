package dev.foldcast.cli;

import dev.foldcast.Options;
import java.math.BigDecimal;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/**
 * Reads a number of bytes: {@code 64MiB}, {@code 2GiB}, {@code 1.5G}, {@code 500M}, plain bytes.
 */
final class SizeConverter implements ITypeConverter<Long> {
  private static final Pattern SIZE = Pattern.compile("(\\d{1,18}(?:\\.\\d{1,9})?)\\s*([a-z]*)");

  /** As dd and systemd read them: K, M, G, T are powers of 1024, KB, MB, GB, TB of 1000. */
  private static final Map<String, Long> UNITS =
      Map.ofEntries(
          Map.entry("", 1L),
          Map.entry("b", 1L),
          Map.entry("k", 1L << 10),
          Map.entry("kib", 1L << 10),
          Map.entry("kb", 1_000L),
          Map.entry("m", 1L << 20),
          Map.entry("mib", 1L << 20),
          Map.entry("mb", 1_000_000L),
          Map.entry("g", 1L << 30),
          Map.entry("gib", 1L << 30),
          Map.entry("gb", 1_000_000_000L),
          Map.entry("t", 1L << 40),
          Map.entry("tib", 1L << 40),
          Map.entry("tb", 1_000_000_000_000L));

  @Override
  public Long convert(String text) {
    long value = bytes(text);
    if (value < Options.LEAST_MEMORY_BYTES) {
      throw new TypeConversionException("'" + text + "' is too small; the least is 64MiB");
    }
    return value;
  }

  /** The number of bytes that a text names, at most {@link Long#MAX_VALUE}. */
  static long bytes(String text) {
    Matcher size = SIZE.matcher(text.strip().toLowerCase(Locale.ROOT));
    Long unit = size.matches() ? UNITS.get(size.group(2)) : null;
    if (unit == null) {
      throw new TypeConversionException(
          "'" + text + "' is no size; write for example 512MiB or 2GiB");
    }
    BigDecimal bytes = new BigDecimal(size.group(1)).multiply(BigDecimal.valueOf(unit));
    return bytes.min(BigDecimal.valueOf(Long.MAX_VALUE)).longValue();
  }
}
