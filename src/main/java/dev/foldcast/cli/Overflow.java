package dev.foldcast.cli;

/** What an integer sum that does not fit 64 bits does. */
enum Overflow {
  /** Wraps, as NumPy's, with a note. */
  WRAP,
  /** Fails. */
  ERROR
}
