package dev.foldcast.tuning;

import dev.foldcast.plan.Configuration;
import dev.foldcast.plan.Pass;
import dev.foldcast.plan.Plan;

/**
 * The plan of a candidate for fewer terms ({@link Workload#fewer}), with the program and the
 * kernels that it has where it is timed, so that these are what is verified. What a configuration
 * makes depend on the size is set by hand: whether results are stored past the caches, whether sums
 * have parts to be merged, and how many rows of outputs lie side by side. Only indices of 64 bits,
 * and the windows of what does not fit a device, are not had by few terms.
 */
final class SmallPlan {
  /** Parts of a sum that are merged. */
  private static final long PARTS = 3;

  private SmallPlan() {}

  /** Plans the fewer terms. */
  interface Maker {
    /**
     * A plan.
     *
     * @param joined rows of outputs that lie side by side, where rows follow each other
     */
    Plan plan(Configuration configuration, long joined);
  }

  /**
   * The plan.
   *
   * @param timed the candidate's plan for the timed shape
   * @param maker plans the smaller one
   */
  static Plan like(Plan timed, Maker maker) {
    Configuration candidate = timed.configuration();
    boolean streams = timed.resultBytes() >= candidate.streamFrom();
    Configuration alike = candidate.withStores(streams ? 0 : Long.MAX_VALUE, candidate.tile());
    long joined = joined(timed);
    Plan plan = maker.plan(alike, joined);
    if (!plan.operation().isReduction() || merges(plan) == merges(timed)) {
      return plan;
    }
    return maker.plan(alike.withItems(items(plan, merges(timed) ? PARTS : 1)), joined);
  }

  private static long joined(Plan plan) {
    return plan.passes().get(0) instanceof Pass.Reduce first ? first.joined() : 1;
  }

  private static boolean merges(Plan plan) {
    return plan.passes().size() > 1;
  }

  /**
   * Terms that a work-item takes of one part, whole vectors where lanes share an output, so that
   * there are about so many.
   */
  private static long items(Plan plan, long parts) {
    Configuration configuration = plan.configuration();
    long rows = joined(plan);
    if (rows > 1) {
      long terms = plan.operation().count() / rows;
      return parts == 1 ? terms : Math.max(1, terms / parts);
    }
    long sharing = configuration.tree() ? configuration.workGroup() : 1;
    long vectors = plan.operation().count() / (parts * sharing * configuration.vector());
    return (parts == 1 ? vectors + 1 : Math.max(1, vectors)) * configuration.vector();
  }
}
