package dev.foldcast.error;

import org.jspecify.annotations.Nullable;

/**
 * A file that cannot be read as the array it should be, or cannot be written. The message begins
 * with the file's name as the user gave it.
 */
public final class FormatException extends FoldcastException {
  private final String file;

  /**
   * @param file the file as the user named it
   * @param facts what was expected and what was found, then the remedy
   */
  public FormatException(String file, String facts, @Nullable Throwable cause) {
    super(file + ": " + facts, cause);
    this.file = file;
  }

  public FormatException(String file, String facts) {
    this(file, facts, null);
  }

  /** The file as the user named it. */
  public String file() {
    return file;
  }
}
