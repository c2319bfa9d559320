package dev.foldcast.error;

/** Use of something that has been closed. */
public final class ClosedException extends FoldcastException {
  public ClosedException(String what) {
    super(what + " is closed", null);
  }
}
