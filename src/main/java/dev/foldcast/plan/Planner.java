package dev.foldcast.plan;

import dev.foldcast.array.DType;
import dev.foldcast.array.Layout;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.function.Function;

/** Makes plans: pure arithmetic on an operation, the limits of a device and a configuration. */
public final class Planner {
  /**
   * Processors' drivers keep what all work-items of a group have in hand on a thread's stack, at
   * barriers and without any. Beyond it the process dies: 8 MiB under PoCL 3.1, 2 MiB where stacks
   * have no limit. Seen there, in sums: a work-item takes 2048 to 2970 bytes with vectors of 64
   * bytes, 2970 to 4159 with 128.
   */
  static final long STACK_BYTES = 1 << 20;

  private static final long ITEM_BYTES = 2048;
  private static final long ITEM_VECTORS = 17;

  /**
   * Terms per load of a GPU where one operand's neighbours belong to different results, and
   * another's are gathered. (Sums of products of a C and an F array take half the time that they
   * take with 8 or 16.)
   */
  private static final int GATHERED = 4;

  /**
   * Bytes of terms per load of a CPU, which turns squares of these in registers. (With 64 such sums
   * took 1.4 times as long, with 16 1.2 times.)
   */
  private static final int TURNED_BYTES = 32;

  /**
   * Rows of so few bytes are taken by columns. (By rows, sums of 13 uint8 numbers took 1.15 times
   * as long, of 9 float16 numbers 1.9; of 20 0.76, of 40 uint8 numbers 0.15.)
   */
  private static final long LEAST_ROW_BYTES = 32;

  /** Largest nest passed by value; OpenCL promises 1024 bytes for all arguments together. */
  private static final int LARGEST_NEST_ARGUMENT = 768;

  private static final int MOST_DIMS = 64;

  /** Local memory for one total: the largest of the accumulators' structs. */
  static final int TOTAL_BYTES = 24;

  private final DeviceLimits limits;
  private final Budget budget;

  public Planner(DeviceLimits limits, Budget budget) {
    this.limits = limits;
    this.budget = budget;
  }

  /** The configuration that is used, and where it comes from. */
  public record Choice(Configuration configuration, String why) {}

  /**
   * The plan for one operation.
   *
   * @param result how the result shall lie in memory, C or F order
   * @param target where it shall go
   * @param choose answers what is to be done with a configuration
   * @throws dev.foldcast.error.MemoryException if no windows of it fit the memory
   */
  public Plan plan(
      Operation operation, Layout result, Target target, Function<Work, Choice> choose) {
    Nest nest = Nest.of(operation, result);
    Family family = nest.family();
    Choice choice = choose.apply(Work.of(operation, nest, family));
    boolean folds = operation.fold() != Fold.NONE;
    boolean squares = folds && Squares.suit(nest, operation.term().dtype(), limits);
    Configuration config = fitted(choice.configuration(), operation, nest, squares);
    boolean columns =
        folds
            && (squares
                || prefersColumns(nest, operation.term().dtype(), lanes(operation, config)));
    Nest run = runnable(nest, operation);
    Schedule schedule =
        new Schedule(operation, config, columns, squares, nest.crosses(), limits, mostSlotBytes());
    boolean empty = operation.resultShape().size() == 0 || operation.count() == 0;
    Windows windows = empty ? Windows.none(run) : tiler(run, operation, target, schedule).choose();
    Nest longest = empty ? run : windows.window(0).nest();

    boolean innerKept = columns || !folds;
    List<Cut> cuts = innerKept ? windows.tiling().kept() : windows.tiling().reduced();
    Cut cut = cuts.get(cuts.size() - 1);
    long joined = folds && !empty && cut.isWhole() ? schedule.joined(longest) : 1;
    Nest lanes = longest.joined(joined);
    long shortest = cut.shortest() * joined;
    Loop inner = last(innerKept ? lanes.kept() : lanes.reduced());
    boolean alignable = limits.gpu() && !limits.hostMemory() && !empty && !windows.several();
    Stores stores = folds ? Stores.PLAIN : schedule.stores(longest, cuts);
    boolean carried = windows.perResult() > 1;
    boolean isShort = folds && !empty && schedule.isShort(longest, carried);
    ProgramSpec program =
        program(
            operation,
            lanes,
            inner,
            columns,
            folds ? schedule.accumulator() : Accumulator.PLAIN,
            folds ? schedule.vector(shortest) : schedule.vector(longest, stores, shortest),
            isShort ? 1 : schedule.chains(shortest),
            isShort,
            squares,
            config,
            needsIndex64(operation, result, windows, empty),
            stores,
            alignable);
    List<Pass> passes =
        empty
            ? List.of()
            : folds
                ? schedule.reduction(lanes, shortest, joined, carried)
                : List.of(schedule.elementwise(longest, stores));
    boolean scratch = folds && !empty;
    return new Plan(
        operation,
        run,
        result,
        target,
        windows,
        family,
        config,
        choice.why(),
        program,
        passes,
        scratch ? schedule.slotBytes(passes, shortest) : 0,
        scratch ? schedule.recordBytes(passes, longest.outputs(), carried) : List.of());
  }

  private Tiler tiler(Nest nest, Operation operation, Target target, Schedule schedule) {
    return new Tiler(
        new Tiler.Question(nest, operation, limits, budget, target, schedule::scratchBytes));
  }

  /** Slots take an eighth of the largest buffer, and of the memory, at most. */
  private long mostSlotBytes() {
    return Math.min(limits.maxAllocationBytes(), budget.memoryBytes()) / 8;
  }

  /** The configuration cut down to what the device can do, and what the operands are worth. */
  private Configuration fitted(
      Configuration choice, Operation operation, Nest nest, boolean squares) {
    boolean crosses = operation.fold() != Fold.NONE && nest.crosses();
    int widest = crosses || squares ? crossing(operation) : choice.vector();
    if (squares) {
      widest = Math.min(widest, Squares.most(nest, operation.term().dtype()));
    }
    Configuration config = choice.withVector(Math.min(choice.vector(), widest));
    long workGroup = Math.min(config.workGroup(), limits.maxWorkGroup());
    if (config.tree()) {
      long perItem = (long) TOTAL_BYTES * operation.term().dtype().components();
      workGroup = Math.max(1, Math.min(workGroup, limits.localMemoryBytes() / perItem));
    }
    if (!limits.gpu() && operation.fold() != Fold.NONE) {
      long vectorBytes = (long) config.vector() * operation.term().dtype().component().itemBytes();
      workGroup = Math.min(workGroup, STACK_BYTES / (ITEM_BYTES + ITEM_VECTORS * vectorBytes));
    }
    boolean merges = operation.fold() != Fold.NONE;
    Sharing most = limits.subGroups() && merges ? Sharing.SUBGROUPS : Sharing.TREE;
    return config.fitted((int) workGroup, workGroup > 1 ? most : Sharing.ALONE);
  }

  /** Most real numbers per load where operands cross, or short rows are turned. */
  private int crossing(Operation operation) {
    DType term = operation.term().dtype();
    return limits.gpu()
        ? GATHERED * term.components()
        : Math.max(term.components(), TURNED_BYTES / term.component().itemBytes());
  }

  /**
   * Lanes are neighbouring outputs where those are neighbours in memory, if only in one operand,
   * and where each output has too few terms to fill vectors: that is fewer where a CPU can tell the
   * sum of a row from one block.
   */
  private boolean prefersColumns(Nest nest, DType term, Lanes lanes) {
    if (nest.kept().isEmpty() || nest.reduced().isEmpty()) {
      return false;
    }
    boolean worthRows =
        nest.count() > Schedule.MOST_FEW && nest.count() * term.itemBytes() > LEAST_ROW_BYTES;
    boolean rows = !limits.gpu() && lanes == Lanes.FLOAT64 && nest.isRows() && worthRows;
    boolean manyShort = nest.count() <= Nest.SHORT && last(nest.kept()).extent() >= 8;
    return nest.innerIsKept() || nest.crosses() || (manyShort && !rows);
  }

  /** The nest with the inner loop that its kernel walks along, even where it has one turn. */
  private static Nest runnable(Nest nest, Operation operation) {
    Loop one = new Loop(1, Collections.nCopies(nest.operands(), 0L), 1);
    if (operation.fold() == Fold.NONE) {
      return nest.kept().isEmpty()
          ? new Nest(List.of(one), nest.reduced(), nest.offsets(), nest.outOffset())
          : nest.turned();
    }
    return nest.reduced().isEmpty()
        ? new Nest(nest.kept(), List.of(one), nest.offsets(), nest.outOffset())
        : nest;
  }

  private ProgramSpec program(
      Operation operation,
      Nest window,
      Loop inner,
      boolean columns,
      Accumulator accumulator,
      int vector,
      int chains,
      boolean isShort,
      boolean squares,
      Configuration config,
      boolean index64,
      Stores stores,
      boolean alignable) {
    boolean folds = operation.fold() != Fold.NONE;
    int span = vector / operation.term().dtype().components();
    List<ProgramSpec.Load> loads = new ArrayList<>();
    boolean byRows = folds && !columns;
    boolean crosses = columns && !limits.gpu() && (squares || window.crosses());
    Alignment alignment = new Alignment(window, inner, span, stores, byRows, config.tree());
    for (int k = 0; k < window.operands(); k++) {
      OperandView view = operation.operands().get(k);
      boolean between = isShort && !squares && last(window.reduced()).isBetween(inner, k);
      LoadMode mode =
          stores.row() > 0
              ? window.rowMode(k)
              : stores.tiled()
                  ? window.tileMode(k)
                  : between
                      ? LoadMode.INTERLEAVED
                      : crosses ? window.columnMode(k) : Nest.loadMode(inner, k);
      boolean aligned =
          alignable && (!byRows || config.items() % span == 0) && alignment.holds(k, mode);
      loads.add(new ProgramSpec.Load(view.dtype(), view.swapped(), mode, aligned));
    }
    int loops = Math.max(window.kept().size(), window.reduced().size());
    int dims = loops <= 4 ? 4 : loops <= 12 ? 12 : MOST_DIMS;
    List<String> files =
        !folds
            ? List.of(
                stores.shared()
                    ? "shared_tiles.cl"
                    : stores.tiled()
                        ? "tiles.cl"
                        : stores.row() > 0 ? "short_rows.cl" : "elementwise.cl")
            : isShort
                ? List.of("reduce_short.cl")
                : List.of(columns ? "reduce_columns.cl" : "reduce_rows.cl", "merge_records.cl");
    ProgramSpec spec =
        new ProgramSpec(
            files,
            operation.term(),
            loads,
            accumulator,
            vector,
            chains,
            isShort && !squares ? (int) window.count() : 0,
            stores.tiled() || stores.row() > 0 ? Sharing.ALONE : config.sharing(),
            index64,
            dims,
            false,
            limits.float64(),
            lanes(operation, config),
            stores,
            limits.gpu(),
            folds && limits.gpu() ? config.inFlight() : InFlight.DEFAULT);
    return spec.nestBytes() <= LARGEST_NEST_ARGUMENT ? spec : inMemory(spec);
  }

  private static ProgramSpec inMemory(ProgramSpec s) {
    return new ProgramSpec(
        s.files(),
        s.term(),
        s.operands(),
        s.accumulator(),
        s.vector(),
        s.chains(),
        s.length(),
        s.sharing(),
        s.index64(),
        s.dims(),
        true,
        s.float64(),
        s.lanes(),
        s.stores(),
        s.gpu(),
        s.inFlight());
  }

  private Lanes lanes(Operation operation, Configuration config) {
    boolean chosen =
        Accumulator.of(operation) == Accumulator.EXACT
            && operation.fold() != Fold.NONE
            && operation.term().dtype().component() != DType.FLOAT64;
    return !chosen ? Lanes.FLOAT64 : limits.float64() ? config.lanes() : Lanes.INT64;
  }

  /** 32-bit indices where even twice the last element (complex parts) and one vector more fit. */
  private static boolean needsIndex64(
      Operation operation, Layout result, Windows windows, boolean empty) {
    if (empty) {
      return false;
    }
    Window longest = windows.window(0);
    long most = windows.compact() ? longest.nest().outputs() : result.last();
    for (int k = 0; k < operation.operands().size(); k++) {
      OperandView operand = operation.operands().get(k);
      Box box = longest.boxes().get(k);
      long elements =
          box.transfer() == Transfer.NONE
              ? operand.layout().last()
              : box.bytes() / operand.dtype().itemBytes() - 1;
      most = Math.max(most, elements);
    }
    return most >= 1L << 30;
  }

  private static Loop last(List<Loop> loops) {
    return loops.get(loops.size() - 1);
  }
}
