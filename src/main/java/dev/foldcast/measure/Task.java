package dev.foldcast.measure;

/** Something that can be run and timed again and again. */
@FunctionalInterface
public interface Task {
  /** Runs it once. */
  Timing run();
}
