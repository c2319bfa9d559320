package dev.foldcast.cli;

import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** Reads a time as seconds: {@code 60s}, {@code 500ms}, {@code 2m}, {@code 1.5h}, plain seconds. */
final class TimeConverter implements ITypeConverter<Double> {
  private static final Pattern TIME =
      Pattern.compile("(\\d{1,9}(?:\\.\\d{1,9})?)\\s*(ms|s|m|min|h)?");

  @Override
  public Double convert(String text) {
    Matcher time = TIME.matcher(text.strip().toLowerCase(Locale.ROOT));
    if (!time.matches()) {
      throw new TypeConversionException("'" + text + "' is no time; write for example 60s or 5m");
    }
    String unit = time.group(2) == null ? "s" : time.group(2);
    double seconds =
        switch (unit) {
          case "ms" -> 1e-3;
          case "m", "min" -> 60;
          case "h" -> 3600;
          default -> 1;
        };
    return Double.parseDouble(time.group(1)) * seconds;
  }
}
