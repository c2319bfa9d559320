package dev.foldcast.tuning;

import dev.foldcast.measure.LeastTime;
import dev.foldcast.plan.Configuration;

/** What the measuring process does with configurations of one workload. For one thread. */
interface Trials extends AutoCloseable {
  /** Makes a workload the current one. */
  void begin(Trial trial);

  /** Compiles what it takes, as far as the driver does so before a launch. */
  default void build(Configuration configuration) {}

  /**
   * Runs it at the timed shape and its neighbours, and on numbers that are hard to add up; says
   * what is wrong, or nothing.
   */
  String verify(Configuration configuration);

  /** Nanoseconds of its whole chain of kernels, by the device's clock, with cold data. */
  long time(Configuration configuration);

  /** What the device's memory can do at most. */
  LeastTime limits();

  @Override
  void close();
}
