package dev.foldcast.plan;

import static dev.foldcast.plan.Counts.ceilDiv;
import static dev.foldcast.plan.Counts.inner;
import static dev.foldcast.plan.Counts.last;
import static dev.foldcast.plan.Counts.roundUp;

import dev.foldcast.array.DType;
import java.util.List;

/** The launch of work that reduces nothing: how a window's results are shared out. */
final class ElementwiseSchedule {
  /** Fewest terms of a row worth turning in registers; fewer are loaded with what lies between. */
  private static final long LEAST_TILE = 4;

  /** Most terms of a row whose number is known when the kernel is compiled. */
  private static final long LONGEST_SHORT_ROW = 16;

  /**
   * Fewest bytes of a row of results that is worth storing past the caches: its lines must be
   * gathered. (Rows of 32 and 64 bytes took twice as long, those of 512 as long as by plain
   * stores.)
   */
  private static final long LEAST_STREAM_ROW = 512;

  /** Fewest vectors of short rows that are worth a unit of their own on a CPU. */
  private static final long LEAST_CHUNK = 64;

  /** Rows that a work-item takes at once: see {@code abreast.cl}. */
  private static final int ROWS_AT_ONCE = 4;

  private static final int LINE_BYTES = 64;

  private final Operation.Map operation;
  private final Configuration config;
  private final DeviceLimits limits;
  private final Vectors vectors;

  ElementwiseSchedule(Operation.Map operation, Configuration config, DeviceLimits limits) {
    this.operation = operation;
    this.config = config;
    this.limits = limits;
    this.vectors = Vectors.of(config, operation);
  }

  /** What the kernel is made of. */
  Kernel kernel(Nest window, Stores stores, long shortest, List<Pass> passes) {
    String file =
        stores.shared()
            ? "map/shared_tiles.cl"
            : stores.tiled()
                ? "map/tiles.cl"
                : stores.row() > 0 ? "map/short_rows.cl" : "map/elementwise.cl";
    boolean alone = stores.tiled() || stores.row() > 0;
    return new Kernel(
        List.of(file),
        Accumulator.PLAIN,
        vector(window, stores, shortest),
        1,
        0,
        0,
        Pass.walk(passes),
        alone ? Sharing.ALONE : config.sharing(),
        stores);
  }

  /** How an operand's vectors are loaded. */
  LoadMode mode(Nest window, Stores stores, int operand) {
    return stores.row() > 0
        ? window.rowMode(operand)
        : stores.tiled() ? window.tileMode(operand) : Nest.loadMode(last(window.kept()), operand);
  }

  /** Whether tiles are worth their trouble: both ways there is a vector of terms, or a few. */
  private boolean tiles(Nest window) {
    if (config.tree()) {
      return window.turns() && sharedSide(window) >= LEAST_TILE;
    }
    boolean square = config.tile() > 0 && window.turns();
    return square
        && tileSpan(window) >= Math.min(vectors.widest(), LEAST_TILE)
        && tileSpan(window) > 1;
  }

  /** Rows and columns of the squares that a work-group shares: what has room in local memory. */
  private int sharedSide(Nest window) {
    long perTerm = 0;
    for (int k = 0; k < window.operands(); k++) {
      if (window.tileMode(k) == LoadMode.TURNED) {
        DType dtype = operation.operands().get(k).dtype();
        perTerm += dtype == DType.FLOAT16 ? Float.BYTES : dtype.itemBytes();
      }
    }
    int side = config.tile();
    while (side > 0 && perTerm * side * (side + 1) > limits.localMemoryBytes()) {
      side /= 2;
    }
    return side;
  }

  /** Terms in a row, and rows, of one square of a tile. */
  private long tileSpan(Nest window) {
    long across = window.kept().get(window.kept().size() - 2).extent();
    return Math.min(vectors.widest(), Long.highestOneBit(Math.min(across, inner(window.kept()))));
  }

  /** Real numbers per load by tiles. */
  private int tileVector(Nest window) {
    return config.tree() ? vectors.parts() : Math.toIntExact(tileSpan(window) * vectors.parts());
  }

  /**
   * Terms of each row where rows are short, follow each other in the result and are so many that
   * lanes can be rows; else 0.
   *
   * @param cuts of the kept loops
   */
  private int shortRow(Nest window, List<Cut> cuts) {
    int outer = window.kept().size() - 2;
    if (outer < 0 || tiles(window)) {
      return 0;
    }
    long row = inner(window.kept());
    boolean follow = window.kept().get(outer).outStride() == row;
    boolean whole = cuts.get(outer + 1).isWhole() && cuts.get(outer).shortest() >= vectors.widest();
    boolean isShort = row > 1 && row <= LONGEST_SHORT_ROW && follow && whole;
    return isShort && fitsStack(row) ? (int) row : 0;
  }

  /** Whether a CPU's thread can keep such rows of every operand, for all work-items of a group. */
  private boolean fitsStack(long row) {
    long vectorBytes = vectors.widest() * operation.term().dtype().itemBytes();
    long itemBytes = row * vectorBytes * (1 + operation.operands().size());
    return limits.gpu() || config.workGroup() * itemBytes <= Planner.STACK_BYTES;
  }

  private Pass shortRows(Nest window, int row) {
    long height = window.kept().get(window.kept().size() - 2).extent();
    long boxes = window.outputs() / height / row;
    long groups = height / vectors.widest();
    long workers = (long) config.groups() * config.workGroup();
    long each = ceilDiv(groups, ceilDiv(workers, boxes));
    long chunk = limits.gpu() ? 1 : Math.min(groups, Math.max(LEAST_CHUNK, each));
    long units = Math.multiplyExact(boxes, ceilDiv(groups, chunk));
    return new Pass.ShortRows(Launch.of(config, Math.min(units, workers), false), row, chunk);
  }

  /** Real numbers per load where nothing is reduced, by the way that {@link #stores} says. */
  private int vector(Nest window, Stores stores, long shortest) {
    return stores.tiled()
        ? tileVector(window)
        : stores.row() > 0
            ? Math.toIntExact(vectors.widest() * vectors.parts())
            : vectors.reals(shortest);
  }

  /** The only pass where nothing is reduced. */
  Pass pass(Nest window, Stores stores) {
    boolean tiles = stores.tiled();
    if (stores.shared()) {
      return sharedTiles(window);
    }
    if (stores.row() > 0) {
      return shortRows(window, stores.row());
    }
    long width = inner(window.kept());
    Walk walk = walk(window);
    boolean byStrips = tiles || walk == Walk.ROWS;
    long across = byStrips ? window.kept().get(window.kept().size() - 2).extent() : 1;
    long rows = window.outputs() / width / across;
    long strip = tiles ? config.tile() * tileSpan(window) : byStrips ? ROWS_AT_ONCE : 1;
    long strips = Math.multiplyExact(rows, ceilDiv(across, strip));
    long workers = config.workers();
    long step = 16L * vectors.span(width) * (config.tree() ? config.workGroup() : 1);
    long chunk = roundUp(ceilDiv(width, ceilDiv(workers, strips)), step);
    chunk = Math.min(width, Math.max(chunk, 1024));
    long units = Math.min(Math.multiplyExact(strips, ceilDiv(width, chunk)), workers);
    Launch launch = Launch.of(config, units, true);
    return tiles ? new Pass.Tiles(launch, strip, chunk) : new Pass.Elementwise(launch, chunk, walk);
  }

  /**
   * How rows are taken where nothing is reduced: several at once if they have something in common.
   */
  private Walk walk(Nest window) {
    if (config.tree()) {
      return Walk.STRAIGHT;
    }
    return config.walk() == Walk.ROWS && !repeats(window) ? Walk.STRAIGHT : config.walk();
  }

  /** Whether an operand has the same elements in neighbouring rows, which lie in whole lines. */
  private boolean repeats(Nest window) {
    int outer = window.kept().size() - 2;
    if (outer < 0 || window.kept().get(outer).extent() < ROWS_AT_ONCE) {
      return false;
    }
    Loop across = window.kept().get(outer);
    Loop along = window.kept().get(outer + 1);
    boolean any = false;
    for (int k = 0; k < window.operands(); k++) {
      any |= along.moves(k) && !across.moves(k);
    }
    return any && across.outStride() * operation.resultType().itemBytes() % LINE_BYTES == 0;
  }

  private Pass sharedTiles(Nest window) {
    int side = sharedSide(window);
    long across = window.kept().get(window.kept().size() - 2).extent();
    long width = inner(window.kept());
    long boxes = window.outputs() / width / across;
    long squares =
        Math.multiplyExact(boxes, Math.multiplyExact(ceilDiv(across, side), ceilDiv(width, side)));
    return new Pass.SharedTiles(Launch.of(config, Math.min(squares, config.groups()), true), side);
  }

  /**
   * How the results of a window are laid down.
   *
   * @param window the longest
   * @param cuts of the kept loops
   */
  Stores stores(Nest window, List<Cut> cuts) {
    int item = operation.resultType().itemBytes();
    boolean large = window.outputs() * item >= config.streamFrom();
    int row = shortRow(window, cuts);
    if (row > 0) {
      return new Stores(large, 0, false, row);
    }
    boolean streams = large && inner(window.kept()) * item >= LEAST_STREAM_ROW;
    if (!tiles(window)) {
      return new Stores(streams, 0, false, 0);
    }
    return config.tree()
        ? new Stores(false, sharedSide(window), true, 0)
        : new Stores(streams, config.tile(), false, 0);
  }
}
