package dev.foldcast.error;

/** The work needs more memory than it may have. */
public final class MemoryException extends FoldcastException {
  private final long neededBytes;
  private final long limitBytes;

  /**
   * @param neededBytes the least that the work needs
   * @param limitBytes what it may have
   */
  public MemoryException(String message, long neededBytes, long limitBytes) {
    super(message, null);
    this.neededBytes = neededBytes;
    this.limitBytes = limitBytes;
  }

  /** The least that the work needs, in bytes. */
  public long neededBytes() {
    return neededBytes;
  }

  /** What it may have, in bytes. */
  public long limitBytes() {
    return limitBytes;
  }
}
