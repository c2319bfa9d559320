package dev.foldcast.plan;

/**
 * The size of one kernel launch.
 *
 * @param globalSize work-items, a multiple of {@code workGroup}
 * @param workGroup work-items per work-group
 */
public record Launch(long globalSize, long workGroup) {
  /** Enough groups for {@code workItems}. */
  static Launch covering(long workItems, long workGroup) {
    long groups = Math.max(1, (workItems + workGroup - 1) / workGroup);
    return new Launch(Math.multiplyExact(groups, workGroup), workGroup);
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
