package dev.foldcast.plan;

import dev.foldcast.array.DType;
import java.util.Locale;
import java.util.function.Consumer;

/**
 * The schedule of one plan: how the work is cut for a device. It changes the speed and never the
 * answer, except for {@link Accuracy#FAST}.
 *
 * @param workGroup work-items per work-group, at least 1
 * @param groups most work-groups in flight, at least 1; each takes units of work in turn
 * @param vector real numbers per load: 1, 2, 4, 8 or 16
 * @param sharing whether the work-items of a group share a unit, neighbours taking neighbouring
 *     vectors, and how they merge; else each works alone
 * @param items terms that each work-item takes of one part of a reduction; 0: as many as make one
 *     part for each worker
 * @param mergeItems records that each work-item merges in a later pass, at least 2 where a
 *     work-item works alone
 * @param streamFrom results of at least so many bytes, where nothing is reduced or each result has
 *     few terms, are stored past the caches if the compiler can; {@link Long#MAX_VALUE}: none
 * @param tile where operands are contiguous along different axes, vectors of rows that a work-item
 *     takes at once, or rows and columns of the square that the work-items of a group share in
 *     local memory; 0: rows are taken one by one
 * @param lanes in what exact sums of float16 and float32 terms add up
 * @param walk how a work-item that has rows for itself walks through them
 * @param inFlight what each of a GPU's work-items has in flight where it reduces
 */
public record Configuration(
    int workGroup,
    int groups,
    int vector,
    Sharing sharing,
    long items,
    int mergeItems,
    long streamFrom,
    int tile,
    Lanes lanes,
    Walk walk,
    InFlight inFlight) {
  /**
   * Bytes of a row that a processor's first cache may not hold until it comes again: see {@code
   * abreast.cl}.
   */
  private static final int LONG_ROW = 16 << 10;

  /** Bytes of a CPU's load: a line of its caches. */
  private static final int LOAD_BYTES = 64;

  /** Results of no more bytes than this fit every cache that there is. */
  private static final long LEAST_CACHE = 1 << 20;

  /**
   * A schedule of reductions; work that reduces nothing is stored plainly, row by row.
   *
   * @param tree whether work-items share units; then they merge through local memory
   */
  public Configuration(
      int workGroup, int groups, int vector, boolean tree, long items, int mergeItems) {
    this(
        workGroup,
        groups,
        vector,
        tree ? Sharing.TREE : Sharing.ALONE,
        items,
        mergeItems,
        Long.MAX_VALUE,
        0,
        Lanes.FLOAT64,
        Walk.PARTS,
        InFlight.DEFAULT);
  }

  /** Everything done by one work-item, one number after the other. */
  public static final Configuration ONE_WORKER = new Configuration(1, 1, 1, false, 0, 2);

  /** What a caller gives who says nothing: {@code --configuration} changes parts of it. */
  public static final Configuration UNSAID = new Configuration(1, 32, 8, false, 0, 64);

  public Configuration {
    require(workGroup >= 1, "work-group size", workGroup);
    require(groups >= 1, "groups", groups);
    require(
        vector >= 1 && vector <= 16 && Integer.bitCount(vector) == 1,
        "vector width (1, 2, 4, 8 or 16)",
        vector);
    require(items >= 0, "items", items);
    require(mergeItems >= 1, "records merged by a work-item", mergeItems);
    require(streamFrom >= 0, "bytes of results that are streamed", streamFrom);
    require(tile >= 0 && tile <= 256, "vectors of rows in a tile (0 to 256)", tile);
    if (mergeFan(workGroup, sharing.shares(), mergeItems) < 2) {
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
    return changed(c -> c.groups = other);
  }

  /** The same with other loads. */
  Configuration withVector(int other) {
    return changed(c -> c.vector = other);
  }

  /** The same with other parts for each worker. */
  public Configuration withItems(long other) {
    return changed(c -> c.items = other);
  }

  /** The same where results of work that reduces nothing are stored in another way. */
  public Configuration withStores(long from, int rows) {
    return changed(
        c -> {
          c.streamFrom = from;
          c.tile = rows;
        });
  }

  /** The same where exact sums add up in another type. */
  public Configuration withLanes(Lanes other) {
    return changed(c -> c.lanes = other);
  }

  /** The same where rows are walked through in another way. */
  public Configuration withWalk(Walk other) {
    return changed(c -> c.walk = other);
  }

  /** The same where work-items have more or less in flight. */
  public Configuration withInFlight(InFlight other) {
    return changed(c -> c.inFlight = other);
  }

  /** The same where work-items share units, or not, in another way. */
  public Configuration withSharing(Sharing other) {
    return changed(c -> c.sharing = other);
  }

  private Configuration changed(Consumer<Draft> change) {
    Draft draft = new Draft(this);
    change.accept(draft);
    return draft.finished();
  }

  /** A configuration that is being written. */
  private static final class Draft {
    private int workGroup;
    private int groups;
    private int vector;
    private Sharing sharing;
    private long items;
    private int mergeItems;
    private long streamFrom;
    private int tile;
    private Lanes lanes;
    private Walk walk;
    private InFlight inFlight;

    Draft(Configuration from) {
      workGroup = from.workGroup;
      groups = from.groups;
      vector = from.vector;
      sharing = from.sharing;
      items = from.items;
      mergeItems = from.mergeItems;
      streamFrom = from.streamFrom;
      tile = from.tile;
      lanes = from.lanes;
      walk = from.walk;
      inFlight = from.inFlight;
    }

    Configuration finished() {
      return new Configuration(
          workGroup,
          groups,
          vector,
          sharing,
          items,
          mergeItems,
          streamFrom,
          tile,
          lanes,
          walk,
          inFlight);
    }
  }

  /** Whether the work-items of a group share units. */
  public boolean tree() {
    return sharing.shares();
  }

  /** Independent workers in flight: groups that share units, or work-items that do not. */
  public long workers() {
    return tree() ? groups : (long) groups * workGroup;
  }

  /** Records that one worker merges into one. */
  public long mergeFan() {
    return mergeFan(workGroup, tree(), mergeItems);
  }

  private static long mergeFan(int workGroup, boolean tree, int mergeItems) {
    return tree ? (long) workGroup * mergeItems : mergeItems;
  }

  /** The built-in default for a kind of device and work. */
  public static Configuration defaultFor(Work work, DeviceLimits limits) {
    Configuration large = forLargeWork(work, limits);
    if (limits.gpu()) {
      return large;
    }
    if (work.family() == Family.OUTER && work.inner() >= LONG_ROW / work.term().itemBytes()) {
      large = large.withWalk(Walk.ROWS);
    }
    return large.withGroups(work.groups(limits.computeUnits(), large.groups));
  }

  private static Configuration forLargeWork(Work work, DeviceLimits limits) {
    Family family = work.family();
    DType term = work.term();
    if (limits.gpu()) {
      return defaultForGpu(family, term, limits);
    }
    // One work-item a group, each with a long contiguous stretch: 31 GB/s on 2 AVX-512 cores under
    // PoCL 3.1, where scalar grid-stride loops had 0.5 to 3.4.
    int vector = Math.min(16, LOAD_BYTES / term.component().itemBytes());
    // Stores past the caches took an outer product from 15 to 43 GB/s there. Tiles of 16 vectors of
    // rows visit a page of an operand in F order for a KiB: twice as fast as for two lines.
    long streamFrom = Math.max(LEAST_CACHE, limits.cacheBytes());
    int groups = Math.max(16, 16 * limits.computeUnits());
    Configuration worker = new Configuration(1, groups, vector, false, 0, 1024);
    return switch (family) {
      case ELEMENTWISE, OUTER, GENERAL -> worker.withStores(streamFrom, 16);
      case REDUCE_SHORT -> worker.withStores(streamFrom, 0);
      // An AMD EPYC, float32, rows of 64 KiB: 33.8 GB/s of 34.1, from end to end 30.3, each in four
      // parts 28.7.
      case REDUCE_ROWS -> worker.withWalk(Walk.ROWS);
      case CONTRACT -> forProducts(work, worker, limits);
      default -> worker;
    };
  }

  /**
   * Each worker has several of few outputs, which share operands: sums of the products of 8 by 8
   * rows are 1.2 to 1.6 times as fast as with 16 groups a unit. Lanes of float64 are as long as a
   * load: exact sums of float32 take 0.87 and 0.95 of the time under PoCL and Intel's driver.
   */
  private static Configuration forProducts(Work work, Configuration worker, DeviceLimits limits) {
    boolean floats = !work.term().isWhole() && work.accuracy() == Accuracy.EXACT;
    return worker
        .withWalk(Walk.ROWS)
        .withGroups(2 * limits.computeUnits())
        .withVector(floats ? Math.min(worker.vector, LOAD_BYTES / Double.BYTES) : worker.vector);
  }

  /**
   * Figures: GB/s of exact sums on an NVIDIA H200, of 512 MiB (which are read at 4111), or, where
   * it says so, of a GiB (4385).
   */
  private static Configuration defaultForGpu(Family family, DType term, DeviceLimits limits) {
    int units = limits.computeUnits();
    int bytes = term.component().itemBytes();
    int vector = Math.max(term.components(), 16 / bytes);
    // Loads of 16 bytes, of float64 8: full sums of float64 3555 instead of 3252.
    int sums = Math.max(term.components(), bytes < 8 ? 16 / bytes : 1);
    return switch (family) {
      // Few parts, so that few records are merged: float32 3502; with 8 groups a unit 2684.
      case REDUCE_FULL -> shared(256, 2 * units, sums, limits);
      // 32 work-items go on together: float32 rows 3057; 64 of them 2727, 256 of them 2067.
      case REDUCE_ROWS -> shared(32, 32 * units, sums, limits);
      // Few columns each, so that many work-items have some: two of float32 2866, four 2671 (a
      // GiB).
      case REDUCE_COLUMNS ->
          alone(64, (bytes < 8 ? 16 : 32) * units, Math.max(2, 8 / bytes), limits);
      case REDUCE_SHORT, CONTRACT -> alone(256, 8 * units, vector, limits);
      case ELEMENTWISE, OUTER, GENERAL ->
          shared(256, 8 * units, vector, limits).withStores(Long.MAX_VALUE, 32);
    };
  }

  /** Groups whose work-items share a unit. */
  private static Configuration shared(int workGroup, int groups, int vector, DeviceLimits limits) {
    return new Configuration(limits.fitted(workGroup), groups, vector, true, 0, 16);
  }

  /** Groups whose work-items have units of their own. */
  private static Configuration alone(int workGroup, int groups, int vector, DeviceLimits limits) {
    return new Configuration(limits.fitted(workGroup), groups, vector, false, 0, 256);
  }

  /** Whether a driver compiles the same kernels for both, whatever the work. */
  public boolean sharesKernels(Configuration other) {
    return workGroup == other.workGroup
        && vector == other.vector
        && sharing == other.sharing
        && streamFrom == other.streamFrom
        && tile == other.tile
        && lanes == other.lanes
        && walk == other.walk
        && inFlight.equals(other.inFlight);
  }

  /** As tables show it, for example {@code 8x64 v16} or {@code 256x80 v4 tree 4096}. */
  public String brief() {
    return String.format(
        Locale.ROOT,
        "%dx%d v%d%s%s%s%s%s%s%s",
        workGroup,
        groups,
        vector,
        tree() ? " " + sharing.brief() : "",
        items == 0 ? "" : " " + items,
        streamFrom == Long.MAX_VALUE ? "" : " stream",
        tile == 0 ? "" : " tile " + tile,
        lanes == Lanes.FLOAT64 ? "" : " " + lanes,
        walk == Walk.PARTS ? "" : " " + walk,
        inFlight.differences(" "));
  }

  /** The same for work-groups that are no larger than a device allows. */
  Configuration fitted(int largestWorkGroup, Sharing most) {
    return changed(
        c -> {
          c.workGroup = largestWorkGroup;
          c.sharing = sharing.atMost(most);
          c.mergeItems = c.sharing.shares() ? mergeItems : Math.max(2, mergeItems);
        });
  }

  /** How results are stored, as reports show it. */
  public String stores() {
    return String.format(
        Locale.ROOT,
        "stream %s, tile %d",
        streamFrom == Long.MAX_VALUE ? "never" : "from " + streamFrom + " bytes",
        tile);
  }

  /** As reports show it, without {@link #stores}. */
  @Override
  public String toString() {
    return String.format(
        Locale.ROOT,
        "work-group %d, groups %d, vector %d, %s, items %s, merge %d%s%s%s",
        workGroup,
        groups,
        vector,
        sharing.brief(),
        items == 0 ? "auto" : Long.toString(items),
        mergeItems,
        lanes == Lanes.FLOAT64 ? "" : ", lanes " + lanes,
        walk == Walk.PARTS ? "" : ", walk " + walk,
        inFlight.differences(", "));
  }
}
