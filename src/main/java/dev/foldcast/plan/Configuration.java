package dev.foldcast.plan;

import dev.foldcast.array.DType;

/**
 * The schedule of one plan: how the work is cut for a device. It changes the speed and never the
 * answer, except for {@link Accuracy#FAST}.
 *
 * @param workGroup work-items per work-group, at least 1
 * @param groups most work-groups in flight, at least 1; each takes units of work in turn
 * @param vector real numbers per load: 1, 2, 4, 8 or 16
 * @param tree whether the work-items of a group share a unit and merge through local memory; else
 *     each works alone
 * @param items terms that each work-item takes of one part of a reduction; 0: as many as make one
 *     part for each worker
 * @param mergeItems records that each work-item merges in a later pass, at least 2 where a
 *     work-item works alone
 */
public record Configuration(
    int workGroup, int groups, int vector, boolean tree, long items, int mergeItems) {

  /** Everything done by one work-item, one number after the other. */
  public static final Configuration ONE_WORKER = new Configuration(1, 1, 1, false, 0, 2);

  public Configuration {
    require(workGroup >= 1, "work-group size", workGroup);
    require(groups >= 1, "groups", groups);
    require(
        vector >= 1 && vector <= 16 && Integer.bitCount(vector) == 1,
        "vector width (1, 2, 4, 8 or 16)",
        vector);
    require(items >= 0, "items", items);
    require(mergeItems >= 1, "records merged by a work-item", mergeItems);
    if (mergeFan(workGroup, tree, mergeItems) < 2) {
      throw new IllegalArgumentException(
          "a pass must merge at least 2 records: raise mergeItems or the work-group size");
    }
  }

  private static void require(boolean holds, String what, long got) {
    if (!holds) {
      throw new IllegalArgumentException("configuration: bad " + what + ": " + got);
    }
  }

  /** The same with another number of groups. */
  public Configuration withGroups(int other) {
    return new Configuration(workGroup, other, vector, tree, items, mergeItems);
  }

  /** Independent workers in flight: groups that share units, or work-items that do not. */
  public long workers() {
    return tree ? groups : (long) groups * workGroup;
  }

  /** Records that one worker merges into one. */
  public long mergeFan() {
    return mergeFan(workGroup, tree, mergeItems);
  }

  private static long mergeFan(int workGroup, boolean tree, int mergeItems) {
    return tree ? (long) workGroup * mergeItems : mergeItems;
  }

  /**
   * The built-in default for a kind of device and work.
   *
   * @param term the type of the terms
   */
  public static Configuration defaultFor(Family family, DType term, DeviceLimits limits) {
    if (limits.gpu()) {
      int workGroup = (int) Math.min(256, limits.maxWorkGroup());
      boolean tree =
          family == Family.REDUCE_FULL || family == Family.REDUCE_ROWS || family == Family.GENERAL;
      return new Configuration(workGroup, 8 * limits.computeUnits(), 4, tree, 0, 4);
    }
    // One work-item a group, each with a long contiguous stretch: 31 GB/s on 2 AVX-512 cores under
    // PoCL 3.1, where scalar grid-stride loops had 0.5 to 3.4. Loads of 64 bytes.
    int vector = Math.min(16, 64 / term.component().itemBytes());
    return new Configuration(1, Math.max(16, 16 * limits.computeUnits()), vector, false, 0, 1024);
  }

  /** As tables show it, for example {@code 8x64 v16} or {@code 256x80 v4 tree 4096}. */
  public String brief() {
    return "%dx%d v%d%s%s"
        .formatted(workGroup, groups, vector, tree ? " tree" : "", items == 0 ? "" : " " + items);
  }

  /** As reports show it. */
  @Override
  public String toString() {
    return "work-group %d, groups %d, vector %d, %s, items %s, merge %d"
        .formatted(
            workGroup,
            groups,
            vector,
            tree ? "tree" : "alone",
            items == 0 ? "auto" : Long.toString(items),
            mergeItems);
  }
}
