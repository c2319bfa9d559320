package dev.foldcast.io;

/** How the bytes of an input file reach memory. */
public enum Access {
  /**
   * Windows are read into memory of their own. A file that somebody truncates meanwhile is a {@link
   * dev.foldcast.error.FormatException}.
   */
  COPY,

  /**
   * Windows are the file itself, mapped read-only: no copy, no memory beyond the page cache. A file
   * that somebody truncates while a mapped window is being read kills the process (SIGBUS); the
   * size is checked when a window is made, which only narrows that race.
   */
  MAP
}
