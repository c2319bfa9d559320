package dev.foldcast.tuning;

import dev.foldcast.plan.Configuration;
import java.util.Locale;

/**
 * A configuration that must not be used: it failed, or its result was wrong.
 *
 * @param what happened, in one line
 */
public record Rejected(Key key, Configuration configuration, Kind kind, String what) {
  /** What went wrong. */
  public enum Kind {
    /** The program did not compile. */
    COMPILE,
    /** The driver refused a command, or the process died. */
    RUNTIME,
    /** It did not end in time. */
    TIMEOUT,
    /** It needs more than the device, or the compiled kernel, allows. */
    CONSTRAINTS,
    /** Other bits than the reference. */
    CORRECTNESS;

    /** The name in files, which is T4's. */
    public String key() {
      return name().toLowerCase(Locale.ROOT);
    }
  }
}
