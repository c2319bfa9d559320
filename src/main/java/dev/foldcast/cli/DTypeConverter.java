package dev.foldcast.cli;

import dev.foldcast.array.DType;
import java.util.Arrays;
import java.util.Locale;
import java.util.stream.Collectors;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** Reads NumPy's name of an element type. */
final class DTypeConverter implements ITypeConverter<DType> {
  @Override
  public DType convert(String text) {
    return DType.named(text)
        .orElseThrow(
            () ->
                new TypeConversionException(
                    String.format(
                        Locale.ROOT,
                        "'%s' is none of %s",
                        text,
                        Arrays.stream(DType.values())
                            .map(DType::numpyName)
                            .collect(Collectors.joining(", ")))));
  }
}
