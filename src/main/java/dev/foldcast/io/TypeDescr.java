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
   * The type of e.g. {@code '<f4'}. Without a byte order, or with {@code =} or {@code |}, the order
   * is the machine's own, as NumPy's.
   *
   * @throws FormatException if it is no element type of Foldcast's; names it and those that are
   */
  static TypeDescr of(String file, PyLiteral descr) {
    if (!(descr instanceof PyLiteral.Text text)) {
      throw new FormatException(file, structured(descr));
    }
    String value = text.value();
    boolean prefixed = !value.isEmpty() && "<>=|".indexOf(value.charAt(0)) >= 0;
    String code = prefixed ? value.substring(1) : value;
    Optional<DType> dtype = DType.ofTypeCode(code).or(() -> DType.named(value));
    if (dtype.isEmpty()) {
      throw new FormatException(file, unsupported(text, code));
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

  private static String structured(PyLiteral descr) {
    if (descr instanceof PyLiteral.Sequence || descr instanceof PyLiteral.Tuple) {
      return String.format(
          Locale.ROOT,
          "structured dtype %s is not supported; save one field of it: numpy.save(file, a['x'])",
          descr);
    }
    return String.format(
        Locale.ROOT, "header has descr %s, not a dtype; save it again with numpy.save", descr);
  }

  private static String unsupported(PyLiteral.Text descr, String code) {
    String supported =
        Arrays.stream(DType.values()).map(DType::numpyName).collect(Collectors.joining(", "));
    return String.format(
        Locale.ROOT,
        "dtype %s is not supported, only %s; convert it with numpy's astype",
        name(descr, code),
        supported);
  }

  /** {@code object ('|O')}: the name that NumPy shows, then what the file says. */
  private static String name(PyLiteral.Text descr, String code) {
    String name =
        switch (code.isEmpty() ? ' ' : code.charAt(0)) {
          case 'O' -> "object";
          case 'S', 'a' -> "bytes";
          case 'U' -> "str";
          case 'M' -> "datetime64";
          case 'm' -> "timedelta64";
          case 'V' -> "void";
          case 'T' -> "string";
          case 'b', '?' -> "bool";
          case 'i' -> sized("int", code);
          case 'u' -> sized("uint", code);
          case 'f' -> sized("float", code);
          case 'c' -> sized("complex", code);
          default -> "";
        };
    return name.isEmpty() ? descr.toString() : name + " (" + descr + ")";
  }

  private static String sized(String kind, String code) {
    return code.matches(".[1-9][0-9]?") ? kind + 8 * Integer.parseInt(code.substring(1)) : "";
  }
}
