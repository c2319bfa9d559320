package dev.foldcast;

import dev.foldcast.array.DType;
import dev.foldcast.array.DType.Kind;
import dev.foldcast.error.ExpressionException;
import java.util.Locale;

/** Which element types convert to which. */
final class Conversions {
  private Conversions() {}

  /**
   * The node converted.
   *
   * @throws ExpressionException for a conversion that would drop an imaginary part or turn floats
   *     into integers, whose result C and OpenCL leave undefined outside the integers' range
   */
  static Node checked(Node node, DType to) {
    DType from = node.dtype();
    if (from == to) {
      return node;
    }
    if (from.kind() == Kind.COMPLEX && to.kind() != Kind.COMPLEX) {
      throw new ExpressionException(
          String.format(
              Locale.ROOT,
              "%s to %s would drop the imaginary parts; choose complex64 or complex128",
              from,
              to));
    }
    if (!from.isWhole() && to.isWhole() && to.kind() != Kind.BOOL) {
      throw new ExpressionException(
          String.format(
              Locale.ROOT,
              "%s to %s has no defined value outside the integers' range; choose a float type",
              from,
              to));
    }
    return new Node.Converted(node, to);
  }
}
