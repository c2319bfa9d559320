package dev.foldcast.tuning;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.foldcast.error.DeviceException;
import dev.foldcast.plan.Configuration;
import java.util.List;

/**
 * Where a search has its candidates run: a process beside this one ({@link Sandbox}), or what was
 * recorded of an earlier search. For one thread.
 */
interface Runs {
  /** One run that is wanted. */
  record Wanted(int candidate, Configuration configuration) {}

  /**
   * Makes a workload the current one.
   *
   * @throws DeviceException if the device cannot do it at all
   */
  void begin(Trial trial);

  /** Compares results with the reference; a wrong one is a failure. */
  List<Ran> verify(List<Wanted> runs, long limitNanos);

  /** Times configurations once each, in this order. */
  List<Ran> time(List<Wanted> runs, long limitNanos);

  /** Adds an event of the search's own to the journal. */
  void note(ObjectNode event);
}
