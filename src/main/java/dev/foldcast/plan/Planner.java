package dev.foldcast.plan;

import static dev.foldcast.plan.Counts.last;

import dev.foldcast.array.DType;
import dev.foldcast.array.Layout;
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

  /** Local memory for one total: the largest of the accumulators' structs. */
  static final int TOTAL_BYTES = 24;

  private final DeviceLimits limits;
  private final Budget budget;

  public Planner(DeviceLimits limits, Budget budget) {
    this.limits = limits;
    this.budget = budget;
  }

  /**
   * The configuration that is used, and where it comes from.
   *
   * @param joined rows of outputs that lie side by side where rows follow each other; 0: as many as
   *     are worth it
   * @param given whether a caller gave it, who is told what of it does not run as it was given
   */
  public record Choice(Configuration configuration, String why, long joined, boolean given) {
    public Choice(Configuration configuration, String why, long joined) {
      this(configuration, why, joined, false);
    }

    public Choice(Configuration configuration, String why) {
      this(configuration, why, 0);
    }

    /** What a caller gave. */
    public static Choice given(Configuration configuration) {
      return new Choice(configuration, "given by the caller", 0, true);
    }
  }

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
    Draft draft =
        new Draft(operation, runnable(nest, operation), result, target, family, choice.why());
    Plan plan =
        operation instanceof Operation.Reduce reduce
            ? reduction(draft, reduce, choice, nest)
            : elementwise(draft, (Operation.Map) operation, choice.configuration());
    String differences =
        choice.given() ? Differences.text(choice.configuration(), plan, limits) : "";
    return differences.isEmpty() ? plan : plan.but(differences);
  }

  /** What of a plan is known before its windows. */
  private record Draft(
      Operation operation, Nest nest, Layout result, Target target, Family family, String why) {
    boolean isEmpty() {
      return operation.resultShape().size() == 0 || operation.count() == 0;
    }

    DType term() {
      return operation.term().dtype();
    }

    Plan plan(
        Configuration configuration,
        Windows windows,
        ProgramSpec program,
        List<Pass> passes,
        long slotBytes,
        List<Long> recordBytes) {
      return new Plan(
          operation,
          nest,
          result,
          target,
          windows,
          family,
          configuration,
          why,
          program,
          passes,
          slotBytes,
          recordBytes);
    }
  }

  private Plan elementwise(Draft draft, Operation.Map operation, Configuration choice) {
    Configuration config = fitted(choice, operation, choice.vector());
    ElementwiseSchedule schedule = new ElementwiseSchedule(operation, config, limits);
    Windows windows = windows(draft, (window, carried) -> Tiler.Scratch.NONE);
    Nest longest = windows.longest();
    List<Cut> cuts = windows.tiling().kept();
    Stores stores = schedule.stores(longest, cuts);
    List<Pass> passes = draft.isEmpty() ? List.of() : List.of(schedule.pass(longest, stores));
    Kernel kernel = schedule.kernel(longest, stores, last(cuts).shortest(), passes);
    ProgramSpec program =
        programs(draft, config, windows)
            .of(kernel, longest, true, operand -> schedule.mode(longest, stores, operand));
    return draft.plan(config, windows, program, passes, 0, List.of());
  }

  /**
   * A plan of a reduction.
   *
   * @param nest in canonical form
   */
  private Plan reduction(Draft draft, Operation.Reduce operation, Choice chosen, Nest nest) {
    Configuration choice = chosen.configuration();
    Lanes lanes = Programs.lanes(operation, choice, limits);
    Arrangement arrangement = Arrangement.of(nest, draft.term(), lanes, limits);
    Configuration config = fitted(choice, operation, widest(choice, arrangement, operation, nest));
    ReductionSchedule schedule =
        new ReductionSchedule(
            operation, config, arrangement, chosen.joined(), limits, mostSlotBytes());
    Windows windows = windows(draft, schedule::scratch);
    boolean carried = windows.perResult() > 1;
    boolean byOutputs = arrangement.byOutputs();
    Cut cut = last(byOutputs ? windows.tiling().kept() : windows.tiling().reduced());
    boolean whole = cut.isWhole() && !draft.isEmpty();
    Rows rows = whole ? schedule.rows(windows.longest(), carried) : Rows.APART;
    List<Cut> cuts = windows.tiling().kept();
    long together = rows.goOn() ? cuts.get(cuts.size() - 2).shortest() : rows.joined();
    Longest longest =
        new Longest(rows.of(windows.longest()), cut.shortest() * together, rows, carried);
    List<Pass> passes = draft.isEmpty() ? List.of() : schedule.passes(longest);
    ProgramSpec program =
        programs(draft, config, windows)
            .of(
                schedule.kernel(longest, passes),
                longest.nest(),
                byOutputs,
                operand -> schedule.mode(longest, operand));
    if (draft.isEmpty()) {
      return draft.plan(config, windows, program, List.of(), 0, List.of());
    }
    return draft.plan(
        config,
        windows,
        program,
        passes,
        schedule.slotBytes(passes, longest.shortest()),
        schedule.recordBytes(passes, windows.longest().outputs(), carried));
  }

  private Windows windows(Draft draft, Tiler.Needs needs) {
    if (draft.isEmpty()) {
      return Windows.none(draft.nest());
    }
    return new Tiler(
            new Tiler.Question(
                draft.nest(), draft.operation(), limits, budget, draft.target(), needs))
        .choose();
  }

  private Programs programs(Draft draft, Configuration config, Windows windows) {
    boolean alignable =
        limits.gpu() && !limits.hostMemory() && !draft.isEmpty() && !windows.several();
    boolean index64 =
        !draft.isEmpty() && windows.lastElement(draft.operation(), draft.result()) >= 1L << 30;
    // Groups are left out: what a compiler does not optimize takes more of a thread's stack.
    boolean brief =
        !limits.gpu()
            && config.workGroup() == 1
            && !windows.several()
            && Work.isBrief(draft.nest().outputs(), draft.nest().count());
    return new Programs(draft.operation(), config, limits, index64, alignable, brief);
  }

  /** Slots take an eighth of the largest buffer, and of the memory, at most. */
  private long mostSlotBytes() {
    return Math.min(limits.maxAllocationBytes(), budget.memoryBytes()) / 8;
  }

  /**
   * The configuration cut down to what the device can do, and what the operands are worth.
   *
   * @param widest most real numbers per load
   */
  private Configuration fitted(Configuration choice, Operation operation, int widest) {
    boolean folds = operation.isReduction();
    Configuration config = choice.withVector(Math.min(choice.vector(), widest));
    long workGroup = Math.min(config.workGroup(), limits.maxWorkGroup());
    if (config.tree()) {
      long perItem = (long) TOTAL_BYTES * operation.term().dtype().components();
      workGroup = Math.max(1, Math.min(workGroup, limits.localMemoryBytes() / perItem));
    }
    if (!limits.gpu() && folds) {
      long vectorBytes = (long) config.vector() * operation.term().dtype().component().itemBytes();
      workGroup = Math.min(workGroup, STACK_BYTES / (ITEM_BYTES + ITEM_VECTORS * vectorBytes));
    }
    Sharing most = limits.subGroups() && folds ? Sharing.SUBGROUPS : Sharing.TREE;
    return config.fitted((int) workGroup, workGroup > 1 ? most : Sharing.ALONE);
  }

  /** Most real numbers per load. */
  private int widest(
      Configuration choice, Arrangement arrangement, Operation operation, Nest nest) {
    DType term = operation.term().dtype();
    int turned =
        limits.gpu()
            ? GATHERED * term.components()
            : Math.max(term.components(), TURNED_BYTES / term.component().itemBytes());
    return switch (arrangement) {
      case TERMS, OUTPUTS -> choice.vector();
      case CROSSING -> turned;
      case SQUARES, STRETCHES -> Math.min(turned, Squares.most(nest, term));
    };
  }

  /** The nest with the inner loop that its kernel walks along, even where it has one turn. */
  private static Nest runnable(Nest nest, Operation operation) {
    Loop one = new Loop(1, Collections.nCopies(nest.operands(), 0L), 1);
    if (!operation.isReduction()) {
      return nest.kept().isEmpty()
          ? new Nest(List.of(one), nest.reduced(), nest.offsets(), nest.outOffset())
          : nest.turned();
    }
    return nest.reduced().isEmpty()
        ? new Nest(nest.kept(), List.of(one), nest.offsets(), nest.outOffset())
        : nest;
  }
}
