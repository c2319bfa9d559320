package dev.foldcast.tuning;

import dev.foldcast.plan.Configuration;
import dev.foldcast.plan.Fold;
import dev.foldcast.plan.Plan;
import java.util.function.Function;

/**
 * The plan of a candidate for fewer terms ({@link Workload#fewer}), with the program and the
 * kernels that it has where it is timed, so that these are what is verified. What a configuration
 * makes depend on the size is set by hand: whether results are stored past the caches, and whether
 * sums have parts to be merged. Only indices of 64 bits, and the windows of what does not fit a
 * device, are not had by few terms.
 */
final class SmallPlan {
  /** Parts of a sum that are merged. */
  private static final long PARTS = 3;

  private SmallPlan() {}

  /**
   * The plan.
   *
   * @param timed the candidate's plan for the timed shape
   * @param planner plans the smaller one
   */
  static Plan like(Plan timed, Function<Configuration, Plan> planner) {
    Configuration candidate = timed.configuration();
    boolean streams = timed.resultBytes() >= candidate.streamFrom();
    Configuration alike = candidate.withStores(streams ? 0 : Long.MAX_VALUE, candidate.tile());
    Plan plan = planner.apply(alike);
    if (plan.operation().fold() == Fold.NONE || merges(plan) == merges(timed)) {
      return plan;
    }
    return planner.apply(alike.withItems(items(plan, merges(timed) ? PARTS : 1)));
  }

  private static boolean merges(Plan plan) {
    return plan.passes().size() > 1;
  }

  /** Terms that a work-item takes of one part, whole vectors, so that there are about so many. */
  private static long items(Plan plan, long parts) {
    Configuration configuration = plan.configuration();
    long sharing = configuration.tree() ? configuration.workGroup() : 1;
    long vectors = plan.operation().count() / (parts * sharing * configuration.vector());
    return (parts == 1 ? vectors + 1 : Math.max(1, vectors)) * configuration.vector();
  }
}
