package dev.foldcast.plan;

import static dev.foldcast.plan.Counts.ceilDiv;
import static dev.foldcast.plan.Counts.inner;
import static dev.foldcast.plan.Counts.last;
import static dev.foldcast.plan.Counts.roundUp;

import dev.foldcast.array.DType;
import java.util.ArrayList;
import java.util.List;

/** The launches of one reduction: how a window's terms are shared out, and what that needs. */
final class ReductionSchedule {
  /** Fewest terms worth a part of their own. */
  private static final long LEAST_PART = 8192;

  /**
   * Most terms that add up in one number, of all lanes that meet in the pass, but for rows that are
   * left over. Twice as many cannot overflow a 64-bit sum of 32-bit halves: see the kernels.
   */
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
  static final int PANEL_VECTORS = 512;

  /**
   * The same where operands cross: few enough that the pages of all rows stay at hand. (Sums of
   * products of a C and an F array of float32 ran at 18 GB/s, with 512 at 12.)
   */
  private static final int CROSSING_VECTORS = 32;

  /** Such units are large, and so are their slots: this many work-items for each compute unit. */
  private static final long PANEL_WORKERS = 4;

  /** Of {@link #FULL}: share of the compute units that panels keep busy, at least. */
  private static final long BUSY = 85;

  private static final long FULL = 100;

  /** Most terms of an output whose number is known when the kernel is compiled. */
  static final long MOST_FEW = 8;

  /** Fewest vectors of outputs of few terms that are worth a unit of their own on a CPU. */
  private static final long LEAST_CHUNK = 64;

  /** Rows that a work-item takes at once: see {@code reduce_rows.cl}. */
  private static final int ROWS_AT_ONCE = 4;

  /**
   * Most bytes of the terms of a run of outputs, or of a vector of them, that are added up vector
   * by vector: the second cache must hold twice as much. (Sums over axis 1 of (n, 200, 300) float32
   * ran at 33 GB/s, by panels at 17; of (n, 500, 500) at 26 and 23, of (n, 1000, 1000) at 11 and
   * 33.)
   */
  private static final long MATRIX_BYTES = 512 << 10;

  /** Most vectors of a row that is told from one block: see {@code row.cl}. */
  private static final long ROW_VECTORS = 64;

  private final Operation.Reduce operation;
  private final Configuration config;
  private final Accumulator accumulator;
  private final Arrangement arrangement;
  private final long sideBySide;
  private final DeviceLimits limits;
  private final long mostSlotBytes;
  private final Vectors vectors;

  /** Real numbers in a term. */
  private final int parts;

  /**
   * A schedule.
   *
   * @param sideBySide rows of outputs that lie side by side where rows follow each other; 0: as
   *     many as are worth it
   * @param mostSlotBytes bound on the slots of all workers in flight
   */
  ReductionSchedule(
      Operation.Reduce operation,
      Configuration config,
      Arrangement arrangement,
      long sideBySide,
      DeviceLimits limits,
      long mostSlotBytes) {
    this.operation = operation;
    this.config = config;
    this.arrangement = arrangement;
    this.sideBySide = sideBySide;
    this.limits = limits;
    this.mostSlotBytes = mostSlotBytes;
    this.vectors = Vectors.of(config, operation);
    this.parts = vectors.parts();
    this.accumulator = accumulator(operation.accumulator());
  }

  private boolean columns() {
    return arrangement.byOutputs();
  }

  /**
   * With bins where slots are few: not behind each lane of columns, nor behind each work-item of
   * many.
   */
  private Accumulator accumulator(Accumulator plain) {
    boolean few = !columns() && !config.tree() && !limits.gpu();
    boolean wide = limits.float64() && operation.term().dtype().component() != DType.FLOAT16;
    return plain == Accumulator.EXACT && few && wide ? Accumulator.BINNED : plain;
  }

  /** What the first pass's kernel is made of. */
  Kernel kernel(Longest window, List<Pass> passes) {
    Rows rows = window.rows();
    boolean isShort = isShort(window);
    int span = vectors.span(window.shortest());
    boolean known = isShort && arrangement != Arrangement.SQUARES;
    return new Kernel(
        files(window, passes.size() > 1),
        accumulator,
        vectors.reals(window.shortest()),
        isShort || rows.goOn() ? 1 : chains(window.shortest(), rows.joined()),
        known ? (int) window.nest().count() : 0,
        (int) Math.min(rows.run(), span),
        Pass.walk(passes),
        config.sharing(),
        Stores.PLAIN);
  }

  private List<String> files(Longest window, boolean merges) {
    if (!window.rows().goOn() && !isShort(window)) {
      String first = columns() ? "reduce/reduce_columns.cl" : "reduce/reduce_rows.cl";
      return merges ? List.of(first, "reduce/merge_records.cl") : List.of(first);
    }
    return List.of(window.rows().goOn() ? "reduce/reduce_runs.cl" : "reduce/reduce_short.cl");
  }

  /** How an operand's vectors are loaded. */
  LoadMode mode(Longest window, int operand) {
    Nest nest = window.nest();
    Loop inner = last(columns() ? nest.kept() : nest.reduced());
    boolean turns = !limits.gpu() && arrangement.turns();
    boolean few = isShort(window) && arrangement != Arrangement.SQUARES;
    if (few && last(nest.reduced()).isBetween(inner, operand)) {
      return LoadMode.INTERLEAVED;
    }
    LoadMode mode = turns && columns() ? nest.columnMode(operand) : Nest.loadMode(inner, operand);
    boolean breaks = window.rows().breakIn(vectors.span(window.shortest()));
    return breaks && mode == LoadMode.CONTIGUOUS ? LoadMode.RUNS : mode;
  }

  /** Most vectors side by side in {@code reduce_columns}. */
  private int chains(long shortest, long joined) {
    if (!columns() || limits.gpu()) {
      return 1;
    }
    long sideBySide = Math.max(1, shortest / vectors.span(shortest));
    int most =
        !widePanels()
            ? VECTORS
            : arrangement == Arrangement.CROSSING ? CROSSING_VECTORS : PANEL_VECTORS;
    long least = Long.highestOneBit(sideBySide);
    boolean wanted = joined > 1 || (arrangement == Arrangement.STRETCHES && least >= VECTORS);
    boolean more = wanted && least < sideBySide; // all in one panel
    return (int) Math.min(more ? 2 * least : least, most);
  }

  /** Whether all lanes of rows that lie side by side are in one panel, whole vectors of them. */
  private boolean together(long width, long joined, long shortest) {
    int span = vectors.span(shortest);
    return widePanels()
        && joined > 1
        && width % span == 0
        && width / span <= chains(shortest, joined);
  }

  private boolean widePanels() {
    return !limits.gpu() && config.workGroup() == 1;
  }

  /**
   * How rows of outputs are taken.
   *
   * @param window with whole rows
   * @param carried whether reduced loops are cut
   */
  Rows rows(Nest window, boolean carried) {
    boolean runs =
        arrangement == Arrangement.OUTPUTS
            && !limits.gpu()
            && window.hasRuns()
            && isMatrix(window)
            && hasOnePart(window, carried);
    return runs ? new Rows(1, window.width()) : new Rows(joined(window), 0);
  }

  /** Whether the terms of a run of outputs are few enough to be at hand when the next run comes. */
  private boolean isMatrix(Nest window) {
    long terms = MATRIX_BYTES / operation.term().dtype().itemBytes();
    return window.count() <= terms / Math.max(window.width(), vectors.widest());
  }

  /**
   * Rows of outputs that are taken side by side as one, which are few outputs each and follow each
   * other in memory; or 1.
   */
  private long joined(Nest window) {
    if (arrangement != Arrangement.OUTPUTS || !window.rowsFollow()) {
      return 1;
    }
    return sideBySide > 0
        ? Math.min(sideBySide, window.count())
        : new JoinedRows(vectors, accumulator, mostSlotBytes / limits.computeUnits())
            .of(window, widePanels());
  }

  /** Slots of a work-item of the first pass, which may take rows side by side. */
  private int slots(boolean sideBySide, long shortest, long joined) {
    return columns()
        ? chains(shortest, joined) * vectors.reals(shortest)
        : sideBySide ? ROWS_AT_ONCE * parts : parts;
  }

  /** The passes of a reduction. */
  List<Pass> passes(Longest longest) {
    if (isShort(longest) || longest.rows().goOn()) {
      return List.of(onlyPass(longest));
    }
    Nest window = longest.nest();
    long shortest = longest.shortest();
    long joined = longest.rows().joined();
    long width = columns() ? inner(window.kept()) : 1;
    long reach = (long) vectors.span(shortest) * chains(shortest, joined);
    boolean together = together(width, joined, shortest);
    // Blocks of outputs that one worker reduces at once.
    long blocks = window.outputs() / width * ceilDiv(width, reach);
    long workers =
        workers(columns(), slots(canTakeRows(window, vectors.span(shortest)), shortest, joined));
    long meeting = together ? joined : 1;
    long partSize = partSize(window.count(), blocks, workers, vectors.span(shortest), meeting);
    long left = ceilDiv(window.count(), partSize);
    long units = Math.multiplyExact(blocks, left);
    long records = together ? left : left * joined; // of each output

    List<Pass> passes = new ArrayList<>();
    Launch first = Launch.of(config, Math.min(units, workers), !columns());
    passes.add(
        new Pass.Reduce(
            first,
            columns(),
            left,
            partSize,
            joined,
            together,
            walk(window, left, vectors.span(shortest)),
            records > 1));
    left = records;
    long outputs = window.outputs() / joined;
    long fan = config.mergeFan();
    long mergeWorkers = workers(false, parts);
    while (left > 1) {
      long parts = left;
      left = ceilDiv(parts, fan);
      long mergers = Math.min(Math.multiplyExact(outputs, left), mergeWorkers);
      passes.add(new Pass.Merge(Launch.of(config, mergers, true), parts, fan, left > 1));
    }
    return passes;
  }

  /** How a work-item takes the terms of outputs that have so many parts. */
  private Walk walk(Nest window, long parts, int span) {
    if (columns()) {
      return Walk.PARTS;
    }
    if (parts == 1 && canTakeRows(window, span)) {
      return Walk.ROWS;
    }
    return config.walk() == Walk.ROWS ? Walk.STRAIGHT : config.walk();
  }

  /** Whether outputs that have one part are taken side by side, as short ones always are. */
  private boolean canTakeRows(Nest window, int span) {
    boolean runs = !columns() && !config.tree() && window.reduced().size() == 1;
    return runs && (config.walk() == Walk.ROWS || window.count() <= ROW_VECTORS * span);
  }

  /** Whether each output of a window has few terms, all of them in the window and one part. */
  private boolean isShort(Longest window) {
    boolean few = arrangement == Arrangement.SQUARES || window.nest().count() <= MOST_FEW;
    return few && !window.rows().goOn() && hasOnePart(window.nest(), window.carried());
  }

  /** Whether all terms of an output are in one loop, in the window, and can be in one part. */
  private boolean hasOnePart(Nest window, boolean carried) {
    return columns()
        && !carried
        && window.reduced().size() == 1
        && (config.items() == 0 || config.items() >= window.count());
  }

  /** The only pass where outputs have few terms, or are runs. */
  private Pass onlyPass(Longest longest) {
    Nest window = longest.nest();
    Rows rows = longest.rows();
    long width = inner(window.kept());
    int span = vectors.span(longest.shortest());
    long all = Math.multiplyExact(window.outputs() / width, ceilDiv(width, span));
    long workers = slotted((long) config.groups() * config.workGroup(), (long) span * parts);
    long chunk = limits.gpu() ? 1 : Math.max(LEAST_CHUNK, ceilDiv(all, workers));
    Launch launch = Launch.of(config, Math.min(ceilDiv(all, chunk), workers), false);
    boolean stream = window.outputs() * operation.resultType().itemBytes() >= config.streamFrom();
    return rows.goOn()
        ? new Pass.Runs(launch, rows.run(), chunk, stream)
        : new Pass.FewTerms(launch, (int) window.count(), chunk, stream);
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

  /**
   * Terms of a lane in one part.
   *
   * @param meeting lanes of one output whose sums meet in the pass
   */
  private long partSize(long count, long blocks, long workers, int span, long meeting) {
    long largest = LARGEST_PART / meeting;
    if (config.items() > 0) {
      long shared = !columns() && config.tree() ? config.workGroup() : 1;
      return Math.min(Math.multiplyExact(config.items(), shared), largest);
    }
    long parts = columns() && widePanels() ? panelParts(blocks, workers) : ceilDiv(workers, blocks);
    long size = ceilDiv(count, parts);
    size = Math.max(size, columns() ? LEAST_PART / 16 : LEAST_PART);
    return Math.min(columns() ? size : roundUp(size, VECTORS_PER_TURN * span), largest);
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
      boolean ofVectors = pass instanceof Pass.FewTerms || pass instanceof Pass.Runs;
      long each =
          pass instanceof Pass.Reduce reduce
              ? slots(reduce.walk() == Walk.ROWS, shortest, reduce.joined())
              : ofVectors ? vectors.reals(shortest) : parts;
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

  /** Scratch of a window. */
  Tiler.Scratch scratch(Nest window, boolean carried) {
    try {
      Rows rows = rows(window, carried);
      Nest lanes = rows.of(window);
      long inner = inner(columns() ? lanes.kept() : lanes.reduced());
      List<Pass> passes = passes(new Longest(lanes, inner, rows, carried));
      List<Long> records = recordBytes(passes, window.outputs(), carried);
      long bytes = Plan.scratchBytes(slotBytes(passes, inner), records);
      return new Tiler.Scratch(bytes, records.get(0));
    } catch (ArithmeticException e) {
      return new Tiler.Scratch(-1, 0);
    }
  }
}
