package dev.foldcast.plan;

import dev.foldcast.array.DType;
import java.util.ArrayList;
import java.util.List;

/** The launches of one reduction: how a window's terms are shared out, and what that needs. */
final class Schedule {
  /** Fewest terms worth a part of their own. */
  private static final long LEAST_PART = 8192;

  /** Fewest terms of a row worth turning in registers; fewer are loaded with what lies between. */
  private static final long LEAST_TILE = 4;

  /** Terms of one lane that cannot overflow a 64-bit sum of 32-bit halves: see the kernels. */
  private static final long LARGEST_PART = 1L << 30;

  /** Vectors that the rows kernel takes in one turn of its unrolled loop. */
  private static final long VECTORS_PER_TURN = 32;

  /**
   * Vectors of neighbouring outputs that a CPU's work-item reduces at once by columns, in
   * registers. A GPU's takes one, so that neighbouring work-items read neighbouring vectors.
   */
  private static final int VECTORS = 4;

  /**
   * The same of a CPU's work-item, in private memory: each row gives up to 32 KiB at a time. (With
   * 8 KiB sums took 1.06 times as long.)
   */
  private static final int PANEL_VECTORS = 512;

  /**
   * The same where operands cross: few enough that the pages of all rows stay at hand. (Sums of
   * products of a C and an F array of float32 ran at 18 GB/s, with 512 at 12.)
   */
  private static final int CROSSING_VECTORS = 32;

  /**
   * Vectors of neighbouring outputs up to which rows of fewer that follow each other are joined.
   * (Sums over the first axis of (n, 3) float32 ran at 10 GB/s, with 64 vectors at 16, 128 at 21,
   * 256 at 22 and 512 at 25; of (n, 3) int8 at 12, 15, 17 and 20 with as many.)
   */
  private static final long JOINED_VECTORS = PANEL_VECTORS;

  /** Rows that are joined have so many terms each, or more: each leaves a record. */
  private static final long LEAST_JOINED = 1024;

  /** Such units are large, and so are their slots: this many work-items for each compute unit. */
  private static final long PANEL_WORKERS = 4;

  /** Of {@link #FULL}: share of the compute units that panels keep busy, at least. */
  private static final long BUSY = 85;

  private static final long FULL = 100;

  /** Most terms of a row whose number is known when the kernel is compiled. */
  private static final long LONGEST_SHORT_ROW = 16;

  /** Most terms of an output whose number is known when the kernel is compiled. */
  static final long MOST_FEW = 8;

  /**
   * Fewest bytes of a row of results that is worth storing past the caches: its lines must be
   * gathered. (Rows of 32 and 64 bytes took twice as long, those of 512 as long as by plain
   * stores.)
   */
  private static final long LEAST_STREAM_ROW = 512;

  /**
   * Fewest vectors of outputs of few terms, or of short rows, that are worth a unit of their own on
   * a CPU.
   */
  private static final long LEAST_CHUNK = 64;

  /** Rows that a work-item takes at once: see {@code abreast.cl} and {@code reduce_rows.cl}. */
  private static final int ROWS_AT_ONCE = 4;

  /** Most vectors of a row that is told from one block: see {@code row.cl}. */
  private static final long ROW_VECTORS = 64;

  private static final int LINE_BYTES = 64;

  private final Operation operation;
  private final Configuration config;
  private final Accumulator accumulator;
  private final boolean columns;
  private final boolean squares;
  private final boolean crosses;
  private final DeviceLimits limits;
  private final long mostSlotBytes;

  /** Real numbers in a term. */
  private final int parts;

  /**
   * A schedule.
   *
   * @param columns whether lanes are outputs
   * @param squares whether those are short rows, which are turned in registers
   * @param crosses whether those are neighbours in one operand, and terms in another
   * @param mostSlotBytes bound on the slots of all workers in flight
   */
  Schedule(
      Operation operation,
      Configuration config,
      boolean columns,
      boolean squares,
      boolean crosses,
      DeviceLimits limits,
      long mostSlotBytes) {
    this.operation = operation;
    this.config = config;
    this.columns = columns;
    this.squares = squares;
    this.crosses = crosses;
    this.limits = limits;
    this.mostSlotBytes = mostSlotBytes;
    this.parts = operation.term().dtype().components();
    this.accumulator = accumulator(Accumulator.of(operation));
  }

  /**
   * With bins where slots are few: not behind each lane of columns, nor behind each work-item of
   * many.
   */
  private Accumulator accumulator(Accumulator plain) {
    boolean few = !columns && !config.tree() && !limits.gpu();
    boolean wide = limits.float64() && operation.term().dtype().component() != DType.FLOAT16;
    return plain == Accumulator.EXACT && few && wide ? Accumulator.BINNED : plain;
  }

  /** How terms add up. */
  Accumulator accumulator() {
    return accumulator;
  }

  /**
   * Real numbers per load: no more than neighbours have.
   *
   * @param shortest turns of the inner loop in the smallest window
   */
  int vector(long shortest) {
    long terms = Math.min(widest(), Long.highestOneBit(Math.max(1, shortest)));
    return Math.toIntExact(terms * parts);
  }

  /** Most terms per load. */
  private long widest() {
    return Math.max(config.vector(), parts) / parts;
  }

  /** Most vectors side by side in {@code reduce_columns}. */
  int chains(long shortest) {
    if (!columns || limits.gpu()) {
      return 1;
    }
    long vectors = Math.max(1, shortest * parts / Math.max(1, vector(shortest)));
    int most = !widePanels() ? VECTORS : crosses || squares ? CROSSING_VECTORS : PANEL_VECTORS;
    return (int) Math.min(Long.highestOneBit(vectors), most);
  }

  private boolean widePanels() {
    return !limits.gpu() && config.workGroup() == 1;
  }

  /**
   * Rows of outputs that are taken side by side as one, which are few outputs each and follow each
   * other in memory; or 1.
   *
   * @param window with whole rows of outputs
   */
  long joined(Nest window) {
    if (!columns || squares || !window.rowsFollow() || isSmall(window)) {
      return 1;
    }
    long width = inner(window.kept());
    long most = Math.min(JOINED_VECTORS * widest() / width, window.count() / LEAST_JOINED);
    most = Math.min(most, mostSlotBytes / limits.computeUnits() / rowBytes(window));
    long filling = widest() / gcd(widest(), width); // rows that are whole vectors
    return Math.max(1, most - most % (most < filling ? 1 : filling));
  }

  /** Scratch that each row takes more which is joined, in one part of the outputs. */
  private long rowBytes(Nest window) {
    long slots = accumulator.usesSlots() ? accumulator.slotWords() * inner(window.kept()) : 0;
    return 8L * parts * (slots + accumulator.recordWords() * window.outputs());
  }

  private static boolean isSmall(Nest window) {
    return window.count() <= (Work.SMALL - 1) / window.outputs();
  }

  private static long gcd(long a, long b) {
    return b == 0 ? a : gcd(b, a % b);
  }

  /** Terms per load. */
  private int span(long shortest) {
    return vector(shortest) / parts;
  }

  /** Slots of a work-item of the first pass, which may take rows side by side. */
  private int slots(boolean sideBySide, long shortest) {
    return columns
        ? chains(shortest) * vector(shortest)
        : sideBySide ? ROWS_AT_ONCE * parts : parts;
  }

  /** Whether tiles are worth their trouble: both ways there is a vector of terms, or a few. */
  boolean tiles(Nest window) {
    if (config.tree()) {
      return window.turns() && sharedSide(window) >= LEAST_TILE;
    }
    boolean square = config.tile() > 0 && window.turns();
    return square && tileSpan(window) >= Math.min(widest(), LEAST_TILE) && tileSpan(window) > 1;
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
    return Math.min(widest(), Long.highestOneBit(Math.min(across, inner(window.kept()))));
  }

  /** Real numbers per load by tiles. */
  private int tileVector(Nest window) {
    return config.tree() ? parts : Math.toIntExact(tileSpan(window) * parts);
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
    boolean whole = cuts.get(outer + 1).isWhole() && cuts.get(outer).shortest() >= widest();
    boolean isShort = row > 1 && row <= LONGEST_SHORT_ROW && follow && whole;
    return isShort && fitsStack(row) ? (int) row : 0;
  }

  /** Whether a CPU's thread can keep such rows of every operand, for all work-items of a group. */
  private boolean fitsStack(long row) {
    long vectorBytes = widest() * operation.term().dtype().itemBytes();
    long itemBytes = row * vectorBytes * (1 + operation.operands().size());
    return limits.gpu() || config.workGroup() * itemBytes <= Planner.STACK_BYTES;
  }

  private Pass shortRows(Nest window, int row) {
    long height = window.kept().get(window.kept().size() - 2).extent();
    long boxes = window.outputs() / height / row;
    long groups = height / widest();
    long workers = (long) config.groups() * config.workGroup();
    long each = ceilDiv(groups, ceilDiv(workers, boxes));
    long chunk = limits.gpu() ? 1 : Math.min(groups, Math.max(LEAST_CHUNK, each));
    long units = Math.multiplyExact(boxes, ceilDiv(groups, chunk));
    return new Pass.ShortRows(launch(Math.min(units, workers), false), row, chunk);
  }

  /** Real numbers per load where nothing is reduced, by the way that {@link #stores} says. */
  int vector(Nest window, Stores stores, long shortest) {
    return stores.tiled()
        ? tileVector(window)
        : stores.row() > 0 ? Math.toIntExact(widest() * parts) : vector(shortest);
  }

  /** The only pass where nothing is reduced. */
  Pass elementwise(Nest window, Stores stores) {
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
    long step = 16L * span(width) * (config.tree() ? config.workGroup() : 1);
    long chunk = roundUp(ceilDiv(width, ceilDiv(workers, strips)), step);
    chunk = Math.min(width, Math.max(chunk, 1024));
    long units = Math.min(Math.multiplyExact(strips, ceilDiv(width, chunk)), workers);
    Launch launch = launch(units, true);
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
    return new Pass.SharedTiles(launch(Math.min(squares, config.groups()), true), side);
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

  /**
   * The passes of a reduction.
   *
   * @param window the longest window, joined
   * @param shortest turns of the inner loop in the smallest one
   * @param joined rows of outputs that lie side by side in it
   * @param carried whether reduced loops are cut, so that records outlive a window
   */
  List<Pass> reduction(Nest window, long shortest, long joined, boolean carried) {
    if (isShort(window, carried)) {
      return List.of(few(window, shortest));
    }
    long width = columns ? inner(window.kept()) : 1;
    long reach = (long) span(shortest) * chains(shortest);
    // Blocks of outputs that one worker reduces at once.
    long blocks = window.outputs() / width * ceilDiv(width, reach);
    long workers = workers(columns, slots(canTakeRows(window, span(shortest)), shortest));
    long partSize = partSize(window.count(), blocks, workers, span(shortest));
    long left = ceilDiv(window.count(), partSize);
    long units = Math.multiplyExact(blocks, left);

    List<Pass> passes = new ArrayList<>();
    Launch first = launch(Math.min(units, workers), !columns);
    passes.add(
        new Pass.Reduce(
            first,
            columns,
            left,
            partSize,
            joined,
            walk(window, left, span(shortest)),
            left * joined > 1));
    left *= joined;
    long outputs = window.outputs() / joined;
    long fan = config.mergeFan();
    long mergeWorkers = workers(false, parts);
    while (left > 1) {
      long parts = left;
      left = ceilDiv(parts, fan);
      long mergers = Math.min(Math.multiplyExact(outputs, left), mergeWorkers);
      passes.add(new Pass.Merge(launch(mergers, true), parts, fan, left > 1));
    }
    return passes;
  }

  /** How a work-item takes the terms of outputs that have so many parts. */
  private Walk walk(Nest window, long parts, int span) {
    if (columns) {
      return Walk.PARTS;
    }
    if (parts == 1 && canTakeRows(window, span)) {
      return Walk.ROWS;
    }
    return config.walk() == Walk.ROWS ? Walk.STRAIGHT : config.walk();
  }

  /** Whether outputs that have one part are taken side by side, as short ones always are. */
  private boolean canTakeRows(Nest window, int span) {
    boolean runs = !columns && !config.tree() && window.reduced().size() == 1;
    return runs && (config.walk() == Walk.ROWS || window.count() <= ROW_VECTORS * span);
  }

  /**
   * Whether each output of a window has few terms, all of them in the window and one part.
   *
   * @param carried whether the reduced loops are cut
   */
  boolean isShort(Nest window, boolean carried) {
    long count = window.count();
    return columns
        && !carried
        && window.reduced().size() == 1
        && (squares || count <= MOST_FEW)
        && (config.items() == 0 || config.items() >= count);
  }

  /** The only pass where outputs have few terms. */
  Pass few(Nest window, long shortest) {
    long width = inner(window.kept());
    long vectors = Math.multiplyExact(window.outputs() / width, ceilDiv(width, span(shortest)));
    long workers = slotted((long) config.groups() * config.workGroup(), vector(shortest));
    long chunk = limits.gpu() ? 1 : Math.max(LEAST_CHUNK, ceilDiv(vectors, workers));
    long resultBytes = window.outputs() * operation.resultType().itemBytes();
    return new Pass.FewTerms(
        launch(Math.min(ceilDiv(vectors, chunk), workers), false),
        (int) window.count(),
        chunk,
        resultBytes >= config.streamFrom());
  }

  private Launch launch(long workers, boolean canTree) {
    boolean tree = canTree && config.tree();
    return Launch.covering(
        tree ? Math.multiplyExact(workers, config.workGroup()) : workers, config.workGroup());
  }

  /** Workers in flight, so that their slots stay within their bound. */
  private long workers(boolean asColumns, int lanes) {
    long workers = asColumns ? (long) config.groups() * config.workGroup() : config.workers();
    if (asColumns && widePanels()) {
      workers = Math.min(workers, PANEL_WORKERS * limits.computeUnits());
    }
    return slotted(workers, !asColumns && config.tree() ? config.workGroup() * lanes : lanes);
  }

  /** No more workers than have room for their slots. */
  private long slotted(long workers, long slots) {
    if (!accumulator.usesSlots()) {
      return workers;
    }
    long perWorker = 8L * accumulator.slotWords() * slots;
    return Math.max(1, Math.min(workers, mostSlotBytes / perWorker));
  }

  private long partSize(long count, long blocks, long workers, int span) {
    if (config.items() > 0) {
      long shared = !columns && config.tree() ? config.workGroup() : 1;
      return Math.min(Math.multiplyExact(config.items(), shared), LARGEST_PART);
    }
    long parts = columns && widePanels() ? panelParts(blocks, workers) : ceilDiv(workers, blocks);
    long size = ceilDiv(count, parts);
    size = Math.max(size, columns ? LEAST_PART / 16 : LEAST_PART);
    return Math.min(columns ? size : roundUp(size, VECTORS_PER_TURN * span), LARGEST_PART);
  }

  /**
   * Parts of each panel: no more than it takes to keep all compute units busy, because every output
   * leaves a record for each part. (With 8 parts where 2 did, column sums took 1.35 times as long.)
   */
  private long panelParts(long panels, long workers) {
    long most = ceilDiv(workers, panels);
    long busy = Math.min(workers, limits.computeUnits());
    for (long parts = 1; parts < most; parts++) {
      long units = Math.multiplyExact(panels, parts);
      if (units * FULL >= ceilDiv(units, busy) * busy * BUSY) {
        return parts;
      }
    }
    return most;
  }

  /** Scratch behind the totals of the work-items in flight. */
  long slotBytes(List<Pass> passes, long shortest) {
    if (!accumulator.usesSlots()) {
      return 8L * accumulator.slotWords(); // a kernel argument must point somewhere
    }
    long slots = 0;
    for (Pass pass : passes) {
      long each = pass instanceof Pass.FewTerms ? vector(shortest) : parts;
      each =
          pass instanceof Pass.Reduce reduce ? slots(reduce.walk() == Walk.ROWS, shortest) : each;
      slots = Math.max(slots, pass.launch().globalSize() * each);
    }
    return slots * 8 * accumulator.slotWords();
  }

  /**
   * Sizes of the two record buffers that passes write in turn.
   *
   * @param carried whether the first pass leaves records for the next window
   */
  List<Long> recordBytes(List<Pass> passes, long outputs, boolean carried) {
    long[] most = {1, 1};
    for (int i = 0; i < passes.size(); i++) {
      Pass pass = passes.get(i);
      long left =
          pass instanceof Pass.Reduce reduce
              ? reduce.records()
              : pass instanceof Pass.Merge merge ? merge.left() : 1;
      most[i % 2] = Math.max(most[i % 2], left);
    }
    long word = 8L * accumulator.recordWords();
    long perPart = Math.multiplyExact(outputs, parts * word);
    boolean first = carried || passes.size() > 1;
    return List.of(
        first ? Math.multiplyExact(most[0], perPart) : word,
        passes.size() > 2 ? Math.multiplyExact(most[1], perPart) : word);
  }

  /** Scratch of a window, or more than there can be where it has no number. */
  long scratchBytes(Nest window, boolean carried) {
    if (operation.fold() == Fold.NONE) {
      return 0;
    }
    try {
      long joined = joined(window);
      Nest lanes = window.joined(joined);
      long inner = inner(columns ? lanes.kept() : lanes.reduced());
      List<Pass> passes = reduction(lanes, inner, joined, carried);
      return Plan.scratchBytes(
          slotBytes(passes, inner), recordBytes(passes, window.outputs(), carried));
    } catch (ArithmeticException e) {
      return -1;
    }
  }

  private static long inner(List<Loop> loops) {
    return loops.get(loops.size() - 1).extent();
  }

  private static long ceilDiv(long a, long b) {
    return (a + b - 1) / b;
  }

  private static long roundUp(long value, long multiple) {
    return ceilDiv(value, multiple) * multiple;
  }
}
