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

  /** Most vectors of a row that is told from one block: see {@code row.cl}. */
  private static final long ROW_VECTORS = 64;

  private final Operation operation;
  private final Configuration config;
  private final Accumulator accumulator;
  private final Arrangement arrangement;
  private final long rows;
  private final DeviceLimits limits;
  private final long mostSlotBytes;
  private final Vectors vectors;

  /** Real numbers in a term. */
  private final int parts;

  /**
   * A schedule.
   *
   * @param rows of outputs that lie side by side where rows follow each other; 0: as many as are
   *     worth it
   * @param mostSlotBytes bound on the slots of all workers in flight
   */
  ReductionSchedule(
      Operation operation,
      Configuration config,
      Arrangement arrangement,
      long rows,
      DeviceLimits limits,
      long mostSlotBytes) {
    this.operation = operation;
    this.config = config;
    this.arrangement = arrangement;
    this.rows = rows;
    this.limits = limits;
    this.mostSlotBytes = mostSlotBytes;
    this.vectors = Vectors.of(config, operation);
    this.parts = vectors.parts();
    this.accumulator = accumulator(Accumulator.of(operation));
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
  Kernel kernel(Nest window, long shortest, long joined, boolean carried) {
    boolean isShort = isShort(window, carried);
    boolean squares = arrangement == Arrangement.SQUARES;
    List<String> files =
        isShort
            ? List.of("reduce_short.cl")
            : List.of(columns() ? "reduce_columns.cl" : "reduce_rows.cl", "merge_records.cl");
    return new Kernel(
        files,
        accumulator,
        vectors.reals(shortest),
        isShort ? 1 : chains(shortest, joined),
        isShort && !squares ? (int) window.count() : 0,
        config.sharing(),
        Stores.PLAIN);
  }

  /** How an operand's vectors are loaded. */
  LoadMode mode(Nest window, int operand, boolean carried) {
    Loop inner = last(columns() ? window.kept() : window.reduced());
    boolean turns = !limits.gpu() && (arrangement == Arrangement.SQUARES || window.crosses());
    boolean few = isShort(window, carried) && arrangement != Arrangement.SQUARES;
    return few && last(window.reduced()).isBetween(inner, operand)
        ? LoadMode.INTERLEAVED
        : turns && columns() ? window.columnMode(operand) : Nest.loadMode(inner, operand);
  }

  /** Most vectors side by side in {@code reduce_columns}. */
  private int chains(long shortest, long joined) {
    if (!columns() || limits.gpu()) {
      return 1;
    }
    long sideBySide = Math.max(1, shortest / vectors.span(shortest));
    int most = !widePanels() ? VECTORS : arrangement.turns() ? CROSSING_VECTORS : PANEL_VECTORS;
    long least = Long.highestOneBit(sideBySide);
    boolean more = joined > 1 && least < sideBySide; // all in one panel
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
   * Rows of outputs that are taken side by side as one, which are few outputs each and follow each
   * other in memory; or 1.
   *
   * @param window with whole rows of outputs
   */
  long joined(Nest window) {
    if (arrangement != Arrangement.OUTPUTS || !window.rowsFollow()) {
      return 1;
    }
    return rows > 0
        ? Math.min(rows, window.count())
        : new JoinedRows(vectors, accumulator, mostSlotBytes / limits.computeUnits())
            .of(window, widePanels());
  }

  /** Slots of a work-item of the first pass, which may take rows side by side. */
  private int slots(boolean sideBySide, long shortest, long joined) {
    return columns()
        ? chains(shortest, joined) * vectors.reals(shortest)
        : sideBySide ? ROWS_AT_ONCE * parts : parts;
  }

  /**
   * The passes of a reduction.
   *
   * @param window the longest window, joined
   * @param shortest turns of the inner loop in the smallest one
   * @param joined rows of outputs that lie side by side in it
   * @param carried whether reduced loops are cut, so that records outlive a window
   */
  List<Pass> passes(Nest window, long shortest, long joined, boolean carried) {
    if (isShort(window, carried)) {
      return List.of(few(window, shortest));
    }
    long width = columns() ? inner(window.kept()) : 1;
    long reach = (long) vectors.span(shortest) * chains(shortest, joined);
    boolean together = together(width, joined, shortest);
    // Blocks of outputs that one worker reduces at once.
    long blocks = window.outputs() / width * ceilDiv(width, reach);
    long workers =
        workers(columns(), slots(canTakeRows(window, vectors.span(shortest)), shortest, joined));
    long partSize = partSize(window.count(), blocks, workers, vectors.span(shortest));
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

  /**
   * Whether each output of a window has few terms, all of them in the window and one part.
   *
   * @param carried whether the reduced loops are cut
   */
  private boolean isShort(Nest window, boolean carried) {
    long count = window.count();
    return columns()
        && !carried
        && window.reduced().size() == 1
        && (arrangement == Arrangement.SQUARES || count <= MOST_FEW)
        && (config.items() == 0 || config.items() >= count);
  }

  /** The only pass where outputs have few terms. */
  private Pass few(Nest window, long shortest) {
    long width = inner(window.kept());
    long all = Math.multiplyExact(window.outputs() / width, ceilDiv(width, vectors.span(shortest)));
    long workers = slotted((long) config.groups() * config.workGroup(), vectors.reals(shortest));
    long chunk = limits.gpu() ? 1 : Math.max(LEAST_CHUNK, ceilDiv(all, workers));
    long resultBytes = window.outputs() * operation.resultType().itemBytes();
    return new Pass.FewTerms(
        Launch.of(config, Math.min(ceilDiv(all, chunk), workers), false),
        (int) window.count(),
        chunk,
        resultBytes >= config.streamFrom());
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
      long shared = !columns() && config.tree() ? config.workGroup() : 1;
      return Math.min(Math.multiplyExact(config.items(), shared), LARGEST_PART);
    }
    long parts = columns() && widePanels() ? panelParts(blocks, workers) : ceilDiv(workers, blocks);
    long size = ceilDiv(count, parts);
    size = Math.max(size, columns() ? LEAST_PART / 16 : LEAST_PART);
    return Math.min(columns() ? size : roundUp(size, VECTORS_PER_TURN * span), LARGEST_PART);
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
      long each = pass instanceof Pass.FewTerms ? vectors.reals(shortest) : parts;
      each =
          pass instanceof Pass.Reduce reduce
              ? slots(reduce.walk() == Walk.ROWS, shortest, reduce.joined())
              : each;
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
      long joined = joined(window);
      Nest lanes = window.joined(joined);
      long inner = inner(columns() ? lanes.kept() : lanes.reduced());
      List<Pass> passes = passes(lanes, inner, joined, carried);
      List<Long> records = recordBytes(passes, window.outputs(), carried);
      long bytes = Plan.scratchBytes(slotBytes(passes, inner), records);
      return new Tiler.Scratch(bytes, records.get(0));
    } catch (ArithmeticException e) {
      return new Tiler.Scratch(-1, 0);
    }
  }
}
