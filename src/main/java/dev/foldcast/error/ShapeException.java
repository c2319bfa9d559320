package dev.foldcast.error;

/** Shapes or axes that do not fit: broadcasting, an axis out of range or named twice, overflow. */
public final class ShapeException extends FoldcastException {
  public ShapeException(String message) {
    super(message, null);
  }
}
