package dev.foldcast.plan;

/**
 * The size of one kernel launch.
 *
 * @param globalSize work-items, a multiple of {@code workGroup}
 * @param workGroup work-items per work-group
 */
public record Launch(long globalSize, long workGroup) {
  /**
   * Enough groups for so many workers.
   *
   * @param canShare whether the kernel's work-items can share units, as the configuration may want
   */
  static Launch of(Configuration config, long workers, boolean canShare) {
    long items = canShare && config.tree() ? config.workGroup() : 1;
    long workItems = Math.multiplyExact(workers, items);
    long groups = Math.max(1, Counts.ceilDiv(workItems, config.workGroup()));
    return new Launch(Math.multiplyExact(groups, config.workGroup()), config.workGroup());
  }

  /** Work-groups. */
  public long groups() {
    return globalSize / workGroup;
  }

  @Override
  public String toString() {
    return globalSize + " work-items in groups of " + workGroup;
  }
}
