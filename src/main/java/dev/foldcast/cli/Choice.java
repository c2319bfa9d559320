package dev.foldcast.cli;

import dev.foldcast.plan.Accuracy;
import dev.foldcast.plan.Family;
import dev.foldcast.tuning.Effort;
import java.util.Arrays;
import java.util.Locale;
import java.util.stream.Collectors;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** Reads one of a few words, the constants of an enum in lower case. */
abstract class Choice<E extends Enum<E>> implements ITypeConverter<E> {
  private final Class<E> type;

  private Choice(Class<E> type) {
    this.type = type;
  }

  @Override
  public E convert(String text) {
    for (E constant : type.getEnumConstants()) {
      if (word(constant).equals(text)) {
        return constant;
      }
    }
    throw new TypeConversionException(
        String.format(
            Locale.ROOT,
            "'%s' is none of %s",
            text,
            Arrays.stream(type.getEnumConstants())
                .map(Choice::word)
                .collect(Collectors.joining(", "))));
  }

  private static String word(Enum<?> constant) {
    return constant.name().toLowerCase(Locale.ROOT);
  }

  static final class OfAccuracy extends Choice<Accuracy> {
    OfAccuracy() {
      super(Accuracy.class);
    }
  }

  static final class OfEffort extends Choice<Effort> {
    OfEffort() {
      super(Effort.class);
    }
  }

  static final class OfFamily extends Choice<Family> {
    OfFamily() {
      super(Family.class);
    }
  }

  static final class OfOverflow extends Choice<Overflow> {
    OfOverflow() {
      super(Overflow.class);
    }
  }
}
