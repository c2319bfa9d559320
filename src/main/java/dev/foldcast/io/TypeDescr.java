package dev.foldcast.io;

import dev.foldcast.array.DType;
import dev.foldcast.error.FormatException;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;

/** The element type and byte order that a header's {@code descr} stands for. */
record TypeDescr(DType dtype, ByteOrder order) {

  /**
   * The type of e.g. {@code '<f4'}, {@code 'd'} or {@code 'float'}: what {@code numpy.dtype} makes
   * of it. Without a byte order, or with {@code =} or {@code |}, the order is the machine's own.
   *
   * @throws FormatException if it is no element type of Foldcast's; names it and those that are
   */
  static TypeDescr of(String file, PyLiteral descr) {
    if (!(descr instanceof PyLiteral.Text text)) {
      throw new FormatException(file, noText(descr));
    }
    String value = text.value();
    boolean ordered = !value.isEmpty() && "<>=|".indexOf(value.charAt(0)) >= 0;
    String word = ordered ? value.substring(1) : value;
    Optional<DType> dtype = TypeWords.find(word, ordered);
    if (dtype.isEmpty()) {
      throw new FormatException(file, unsupported(text, word));
    }
    return new TypeDescr(dtype.get(), order(value.charAt(0)));
  }

  private static ByteOrder order(char prefix) {
    return switch (prefix) {
      case '<' -> ByteOrder.LITTLE_ENDIAN;
      case '>' -> ByteOrder.BIG_ENDIAN;
      default -> ByteOrder.nativeOrder();
    };
  }

  private static String noText(PyLiteral descr) {
    if (descr instanceof PyLiteral.Sequence || descr instanceof PyLiteral.Tuple) {
      return structured(descr, "x");
    }
    return String.format(
        Locale.ROOT, "header has descr %s, not a dtype; save it again with numpy.save", descr);
  }

  private static String structured(PyLiteral descr, String field) {
    return String.format(
        Locale.ROOT,
        "structured dtype %s is not supported; save one field of it: numpy.save(file, a['%s'])",
        descr,
        field);
  }

  private static String unsupported(PyLiteral.Text descr, String word) {
    Optional<TypeWords.Foreign> known = TypeWords.foreign(word);
    if (known.isEmpty() && word.indexOf(',') >= 0) {
      return structured(descr, "f0"); // NumPy numbers fields without names
    }
    String supported =
        Arrays.stream(DType.values()).map(DType::numpyName).collect(Collectors.joining(", "));
    return String.format(
        Locale.ROOT,
        "dtype %s is not supported, only %s; %s",
        known.map(type -> type.name() + " (" + descr + ")").orElse(descr.toString()),
        supported,
        known.map(TypeWords.Foreign::remedy).orElse("save it again with numpy.save"));
  }
}
