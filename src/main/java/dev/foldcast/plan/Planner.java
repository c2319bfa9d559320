package dev.foldcast.plan;

import dev.foldcast.array.DType;
import dev.foldcast.array.Layout;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.function.BiFunction;

/** Makes plans: pure arithmetic on an operation, the limits of a device and a configuration. */
public final class Planner {
  /** Fewest terms worth a part of their own. */
  private static final long LEAST_PART = 8192;

  /** Terms of one lane that cannot overflow a 64-bit sum of 32-bit halves: see the kernels. */
  private static final long LARGEST_PART = 1L << 30;

  /** Vectors that the rows kernel takes in one turn of its unrolled loop. */
  private static final long VECTORS_PER_TURN = 32;

  /** Vectors of neighbouring outputs that a work-item of a CPU reduces at once by columns. */
  private static final long PANEL_VECTORS = 128;

  /** Its units are large, and so are its slots: this many work-items for each compute unit. */
  private static final long PANEL_WORKERS = 4;

  /** Largest nest passed by value; OpenCL promises 1024 bytes for all arguments together. */
  private static final int LARGEST_NEST_ARGUMENT = 768;

  private static final int MOST_DIMS = 64;

  private final DeviceLimits limits;

  public Planner(DeviceLimits limits) {
    this.limits = limits;
  }

  /** The configuration that is used, and where it comes from. */
  public record Choice(Configuration configuration, String why) {}

  /**
   * The plan for one operation.
   *
   * @param result how the result shall lie in memory, C or F order
   * @param choose answers for a family and the type of its terms with a configuration
   */
  public Plan plan(Operation operation, Layout result, BiFunction<Family, DType, Choice> choose) {
    Nest nest = Nest.of(operation, result);
    Family family = nest.family();
    Choice choice = choose.apply(family, operation.term().dtype());
    Configuration config = fitted(choice.configuration(), operation);
    boolean columns = operation.fold() != Fold.NONE && prefersColumns(nest);
    Accumulator accumulator = Accumulator.of(operation);

    Nest run = runnable(nest, operation);
    Loop inner = last(columns || operation.fold() == Fold.NONE ? run.kept() : run.reduced());
    int parts = operation.term().dtype().components();
    int vector = Math.max(config.vector(), parts);
    if (columns) {
      vector = (int) Math.min(vector, Long.highestOneBit(inner.extent()) * parts);
    }
    int span = vector / parts;
    int chains = columns ? panelVectors(config, vector, parts, inner.extent()) : 1;
    ProgramSpec program =
        program(operation, run, result, inner, columns, accumulator, vector, chains, config);

    if (operation.resultShape().size() == 0 || operation.count() == 0) {
      return new Plan(
          operation, run, result, family, config, choice.why(), program, List.of(), 0, List.of());
    }
    if (operation.fold() == Fold.NONE) {
      Pass pass = elementwise(run, config, span);
      return new Plan(
          operation,
          run,
          result,
          family,
          config,
          choice.why(),
          program,
          List.of(pass),
          0,
          List.of());
    }
    int lanes = columns ? chains * vector : parts;
    List<Pass> passes = reduction(run, config, columns, span, chains, lanes, parts, accumulator);
    long slotBytes = slotBytes(passes, columns, lanes, parts, accumulator);
    return new Plan(
        operation,
        run,
        result,
        family,
        config,
        choice.why(),
        program,
        passes,
        slotBytes,
        recordBytes(passes, run.outputs() * parts, accumulator));
  }

  /**
   * Most vectors that a work-item of the columns kernel has side by side: a few, in registers,
   * where many work-items are in flight; else a page or two of a row, in private memory.
   *
   * @param width outputs in a row
   */
  private int panelVectors(Configuration config, int vector, int parts, long width) {
    long vectors = Math.max(1, width * parts / Math.max(1, vector));
    long most = widePanels(config) ? PANEL_VECTORS : 4;
    return (int) Math.min(Long.highestOneBit(vectors), most);
  }

  private boolean widePanels(Configuration config) {
    return !limits.gpu() && config.workGroup() == 1;
  }

  /** The configuration cut down to what the device can do. */
  private Configuration fitted(Configuration config, Operation operation) {
    long workGroup = Math.min(config.workGroup(), limits.maxWorkGroup());
    if (config.tree()) {
      long perItem = (long) TOTAL_BYTES * operation.term().dtype().components();
      workGroup = Math.max(1, Math.min(workGroup, limits.localMemoryBytes() / perItem));
    }
    boolean tree = config.tree() && workGroup > 1;
    int mergeItems = tree ? config.mergeItems() : Math.max(2, config.mergeItems());
    return new Configuration(
        (int) workGroup, config.groups(), config.vector(), tree, config.items(), mergeItems);
  }

  /** Local memory for one total: the largest of the accumulators' structs. */
  static final int TOTAL_BYTES = 24;

  /**
   * Lanes are neighbouring outputs where those are neighbours in memory, and where each output has
   * too few terms to fill vectors.
   */
  private static boolean prefersColumns(Nest nest) {
    if (nest.kept().isEmpty() || nest.reduced().isEmpty()) {
      return false;
    }
    boolean manyShort = nest.count() <= Nest.SHORT && last(nest.kept()).extent() >= 8;
    return nest.innerIsKept() || manyShort;
  }

  /** The nest with the inner loop that its kernel walks along, even where it has one turn. */
  private static Nest runnable(Nest nest, Operation operation) {
    Loop one = new Loop(1, Collections.nCopies(nest.operands(), 0L), 1);
    if (operation.fold() == Fold.NONE) {
      return nest.kept().isEmpty()
          ? new Nest(List.of(one), nest.reduced(), nest.offsets(), nest.outOffset())
          : nest;
    }
    return nest.reduced().isEmpty()
        ? new Nest(nest.kept(), List.of(one), nest.offsets(), nest.outOffset())
        : nest;
  }

  private ProgramSpec program(
      Operation operation,
      Nest nest,
      Layout result,
      Loop inner,
      boolean columns,
      Accumulator accumulator,
      int vector,
      int chains,
      Configuration config) {
    boolean folds = operation.fold() != Fold.NONE;
    List<ProgramSpec.Load> loads = new ArrayList<>();
    for (int k = 0; k < nest.operands(); k++) {
      OperandView view = operation.operands().get(k);
      loads.add(new ProgramSpec.Load(view.dtype(), view.swapped(), Nest.loadMode(inner, k)));
    }
    int loops = Math.max(nest.kept().size(), nest.reduced().size());
    int dims = loops <= 4 ? 4 : loops <= 12 ? 12 : MOST_DIMS;
    List<String> files =
        !folds
            ? List.of("elementwise.cl")
            : List.of(columns ? "reduce_columns.cl" : "reduce_rows.cl", "merge_records.cl");
    ProgramSpec spec =
        new ProgramSpec(
            files,
            operation.term(),
            loads,
            folds ? accumulator : Accumulator.PLAIN,
            vector,
            chains,
            folds && config.tree(),
            needsIndex64(operation, result),
            dims,
            false,
            limits.float64());
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
        s.tree(),
        s.index64(),
        s.dims(),
        true,
        s.float64());
  }

  /** 32-bit indices where even twice the last element (complex parts) and one vector more fit. */
  private static boolean needsIndex64(Operation operation, Layout result) {
    long last = result.shape().size() == 0 ? 0 : result.last();
    for (OperandView operand : operation.operands()) {
      Layout layout = operand.layout();
      last = layout.shape().size() == 0 ? last : Math.max(last, layout.last());
    }
    return last >= 1L << 30;
  }

  private Pass elementwise(Nest nest, Configuration config, int span) {
    long width = last(nest.kept()).extent();
    long rows = nest.outputs() / width;
    long workers = (long) config.groups() * config.workGroup();
    long chunks = ceilDiv(workers, rows);
    long chunk = Math.min(width, Math.max(roundUp(ceilDiv(width, chunks), 16L * span), 1024));
    long units = Math.multiplyExact(rows, ceilDiv(width, chunk));
    return new Pass.Elementwise(
        Launch.covering(Math.min(units, workers), config.workGroup()), rows, chunk);
  }

  private List<Pass> reduction(
      Nest nest,
      Configuration config,
      boolean columns,
      int span,
      int chains,
      int lanes,
      int components,
      Accumulator accumulator) {
    long width = columns ? last(nest.kept()).extent() : 1;
    // Blocks of outputs that one worker reduces at once.
    long blocks = nest.outputs() / width * ceilDiv(width, (long) span * chains);
    long workers = workers(config, columns, lanes, accumulator);
    long partSize = partSize(nest.count(), blocks, workers, config, columns, span);
    long parts = ceilDiv(nest.count(), partSize);
    long units = Math.multiplyExact(blocks, parts);

    List<Pass> passes = new ArrayList<>();
    passes.add(
        new Pass.Reduce(
            launch(Math.min(units, workers), config, !columns),
            columns,
            parts,
            partSize,
            parts > 1));
    long fan = config.mergeFan();
    long mergeWorkers = workers(config, false, components, accumulator);
    while (parts > 1) {
      long left = ceilDiv(parts, fan);
      long mergers = Math.min(Math.multiplyExact(nest.outputs(), left), mergeWorkers);
      passes.add(new Pass.Merge(launch(mergers, config, true), parts, fan, left > 1));
      parts = left;
    }
    return passes;
  }

  private static Launch launch(long workers, Configuration config, boolean canTree) {
    boolean tree = canTree && config.tree();
    return Launch.covering(
        tree ? Math.multiplyExact(workers, config.workGroup()) : workers, config.workGroup());
  }

  /** Workers in flight, so that their slots stay within an eighth of the largest buffer. */
  private long workers(Configuration config, boolean columns, int lanes, Accumulator accumulator) {
    long workers = columns ? (long) config.groups() * config.workGroup() : config.workers();
    if (columns && widePanels(config)) {
      workers = Math.min(workers, PANEL_WORKERS * limits.computeUnits());
    }
    if (!accumulator.usesSlots()) {
      return workers;
    }
    long perWorker = 8L * accumulator.recordWords() * lanes;
    perWorker *= !columns && config.tree() ? config.workGroup() : 1;
    return Math.max(1, Math.min(workers, limits.maxAllocationBytes() / 8 / perWorker));
  }

  private static long partSize(
      long count, long blocks, long workers, Configuration config, boolean columns, int span) {
    if (config.items() > 0) {
      long shared = !columns && config.tree() ? config.workGroup() : 1;
      return Math.min(Math.multiplyExact(config.items(), shared), LARGEST_PART);
    }
    long parts = ceilDiv(workers, blocks);
    long size = ceilDiv(count, parts);
    size = columns ? Math.max(size, LEAST_PART / 16) : Math.max(size, LEAST_PART);
    return Math.min(columns ? size : roundUp(size, VECTORS_PER_TURN * span), LARGEST_PART);
  }

  private static long slotBytes(
      List<Pass> passes, boolean columns, int lanes, int parts, Accumulator accumulator) {
    if (!accumulator.usesSlots()) {
      return 8L * accumulator.recordWords(); // a kernel argument must point somewhere
    }
    long slots = 0;
    for (Pass pass : passes) {
      boolean wide = columns && pass instanceof Pass.Reduce;
      slots = Math.max(slots, pass.launch().globalSize() * (wide ? lanes : parts));
    }
    return slots * 8 * accumulator.recordWords();
  }

  /** Sizes of the two record buffers that passes write in turn. */
  private static List<Long> recordBytes(
      List<Pass> passes, long recordsPerPart, Accumulator accumulator) {
    long[] parts = {1, 1};
    for (int i = 0; i < passes.size(); i++) {
      Pass pass = passes.get(i);
      long left =
          pass instanceof Pass.Reduce reduce
              ? reduce.parts()
              : pass instanceof Pass.Merge merge ? merge.left() : 1;
      parts[i % 2] = Math.max(parts[i % 2], left);
    }
    long word = 8L * accumulator.recordWords();
    if (passes.size() == 1) {
      return List.of(word, word);
    }
    return List.of(
        Math.multiplyExact(parts[0], recordsPerPart * word),
        passes.size() > 2 ? Math.multiplyExact(parts[1], recordsPerPart * word) : word);
  }

  private static Loop last(List<Loop> loops) {
    return loops.get(loops.size() - 1);
  }

  private static long ceilDiv(long a, long b) {
    return (a + b - 1) / b;
  }

  private static long roundUp(long value, long multiple) {
    return ceilDiv(value, multiple) * multiple;
  }
}
