package dev.foldcast.tuning;

/** Hears how tuning goes on. Called on the tuning thread. */
public interface TuningEvents {
  /** A subject is begun. */
  void begins(Subject subject, String work, int number, int of);

  /** Something about the subject under way, in a few words. */
  void doing(String what);

  /** A subject has its configuration. */
  void found(Entry entry);

  /** A subject is left as it is: it is known, or time is up. */
  void skipped(Subject subject, String why);

  /** A configuration must not be used. */
  void rejected(Rejected rejected);

  /** One line that people should read. */
  void warning(String line);
}
