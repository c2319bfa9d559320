package dev.foldcast.cli;

import dev.foldcast.array.DType;
import java.util.Arrays;
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
                    "'%s' is none of %s"
                        .formatted(
                            text,
                            Arrays.stream(DType.values())
                                .map(DType::numpyName)
                                .collect(Collectors.joining(", ")))));
  }
}
