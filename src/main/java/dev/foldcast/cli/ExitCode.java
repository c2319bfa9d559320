package dev.foldcast.cli;

/** The documented exit codes. */
final class ExitCode {
  static final int DONE = 0;
  static final int INTERNAL = 1;
  static final int USAGE = 2;
  static final int NO_DEVICE = 3;
  static final int BAD_INPUT = 4;
  static final int DEVICE = 5;

  private ExitCode() {}
}
