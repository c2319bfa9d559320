package dev.foldcast.error;

/**
 * An operation that has no meaning for its operands' types, or an expression that does not parse.
 */
public final class ExpressionException extends FoldcastException {
  public ExpressionException(String message) {
    super(message, null);
  }
}
