package dev.foldcast.tuning;

import dev.foldcast.array.DType;
import dev.foldcast.array.DirectMemory;
import dev.foldcast.array.HostArray;
import dev.foldcast.array.Layout;
import dev.foldcast.array.Shape;
import dev.foldcast.engine.DeviceArray;
import dev.foldcast.engine.Engine;
import dev.foldcast.engine.Operand;
import dev.foldcast.engine.Report;
import dev.foldcast.engine.Span;
import dev.foldcast.measure.LeastTime;
import dev.foldcast.measure.LimitKernels;
import dev.foldcast.measure.LimitKind;
import dev.foldcast.measure.LimitSchedule;
import dev.foldcast.measure.MemoryLimits;
import dev.foldcast.measure.RandomMemory;
import dev.foldcast.measure.Sample;
import dev.foldcast.opencl.ClDevice;
import dev.foldcast.opencl.ClHook;
import dev.foldcast.plan.Accuracy;
import dev.foldcast.plan.Budget;
import dev.foldcast.plan.Configuration;
import dev.foldcast.plan.OperandView;
import dev.foldcast.plan.Operation;
import dev.foldcast.plan.Place;
import dev.foldcast.plan.Plan;
import dev.foldcast.plan.Planner;
import dev.foldcast.plan.Reducer;
import dev.foldcast.plan.Target;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Runs workloads of Foldcast's own kernels on a device. */
final class NestTrials implements Trials {
  /** Parts that take turns begin at pages. */
  private static final int PAGE = 4096;

  private static final int LIMIT_BYTES = 64 << 20;
  private static final int LIMIT_RUNS = 7;

  /** The words that results are of before they are written: no NaN, and hardly ever right. */
  private static final int UNWRITTEN = 0x5bdecade;

  private static final int[] NEIGHBOURS = {0, -1, 1};

  private final ClDevice device;
  private final Engine engine;
  private final Planner planner;

  /** What each candidate's results are compared with; empty until there is a candidate. */
  private List<Check> checks = List.of();

  private List<ByteBuffer> memory = List.of();
  private ByteBuffer output = RandomMemory.allocate(0);
  private Trial trial = new Trial("", DType.FLOAT32, Accuracy.EXACT, 0, 0);
  private Workload workload = Workload.ALL.get(0);
  private long turn;

  /** Memory and the numbers in it. */
  private record Filled(ByteBuffer memory, DType dtype, Numbers numbers) {}

  private final List<Filled> filled = new ArrayList<>();

  /**
   * A result that candidates must have.
   *
   * @param more what the timed extent differs by
   * @param fewer whether it is of fewer terms than are timed
   */
  private record Check(int more, boolean fewer, List<Operand> operands, Expectation expected) {}

  /** Part of an operand that has been brought to the device. */
  private record Part(int operand, long number, long bytes) {}

  private final Map<Part, DeviceArray> resident = new HashMap<>();
  private final List<DeviceArray> hard = new ArrayList<>();

  /**
   * Trials on a device.
   *
   * @param ownMemory whether to treat it as one that shares no memory with the host
   */
  NestTrials(ClDevice device, boolean ownMemory) {
    this(device, new Engine(device, false, ownMemory, ClHook.NONE, Long.MAX_VALUE), Budget.DEFAULT);
  }

  /**
   * Trials on a device.
   *
   * @param engine that runs it; closed with this
   * @param budget of memory for each plan
   */
  NestTrials(ClDevice device, Engine engine, Budget budget) {
    this.device = device;
    this.engine = engine;
    planner = new Planner(engine.limits(), budget);
  }

  @Override
  public void begin(Trial next) {
    trial = next;
    workload = Workload.named(next.workload());
    free();
    List<ByteBuffer> blocks = new ArrayList<>();
    for (int k = 0; k < workload.operands().size(); k++) {
      blocks.add(block(k, Math.max(need(k), next.working() / workload.operands().size())));
    }
    memory = blocks;
    long result = plan(Configuration.ONE_WORKER, 1).resultBytes();
    long bytes = Math.max(result, Math.min(next.working(), 64 * result));
    output = output.capacity() >= bytes ? output : RandomMemory.allocate(bytes);
  }

  /** The block of an operand, used again where it already has the right numbers. */
  private ByteBuffer block(int k, long bytes) {
    Filled old = k < filled.size() ? filled.get(k) : null;
    Numbers numbers = trial.accuracy() == Accuracy.FAST ? Numbers.UNITS : Numbers.ANY;
    if (old != null
        && old.memory.capacity() >= bytes
        && old.dtype == trial.dtype()
        && old.numbers == numbers) {
      return old.memory;
    }
    ByteBuffer block =
        old != null && old.memory.capacity() >= bytes
            ? old.memory
            : RandomMemory.allocate((bytes + 7) / 8 * 8);
    numbers.fill(block, trial.dtype(), k + 1);
    Filled fresh = new Filled(block, trial.dtype(), numbers);
    if (old == null) {
      filled.add(fresh);
    } else {
      filled.set(k, fresh);
    }
    return block;
  }

  /** Bytes of an operand at the largest of the shapes. */
  private long need(int operand) {
    long most = 0;
    for (int more : NEIGHBOURS) {
      most = Math.max(most, workload.bytes(operand, trial.size(), more, trial.dtype()));
    }
    return most;
  }

  private Operation operation(int more) {
    return operation(workload.shape(trial.size(), more), trial.dtype());
  }

  private Operation operation(Shape shape, DType dtype) {
    Place place = engine.limits().hostMemory() ? Place.SHARED : Place.DEVICE;
    return workload.operation(shape, dtype, trial.accuracy(), place);
  }

  private Plan plan(Configuration configuration, int more) {
    return plan(configuration, 0, operation(more));
  }

  private Plan plan(Configuration configuration, long joined, Operation operation) {
    Layout result = Layout.c(operation.resultShape());
    Planner.Choice choice = new Planner.Choice(configuration, "candidate", joined);
    return planner.plan(operation, result, target(), work -> choice);
  }

  /**
   * Where results go: where they must be brought to the host, that is none of a schedule's work.
   */
  private Target target() {
    return engine.limits().hostMemory() ? Target.MEMORY : Target.DEVICE;
  }

  @Override
  public void build(Configuration configuration) {
    engine.prepare(plan(configuration, 0));
  }

  @Override
  public String verify(Configuration configuration) {
    for (Check check : checks()) {
      Operation operation = check.expected.operation();
      Plan plan = check.fewer ? plan(configuration, check.more) : plan(configuration, 0, operation);
      if (check.fewer) {
        plan = SmallPlan.like(plan, (alike, joined) -> plan(alike, joined, operation));
      }
      String wrong = check.expected.verdict(result(plan, check));
      if (!wrong.isEmpty()) {
        return wrong;
      }
    }
    return "";
  }

  private List<Check> checks() {
    if (checks.isEmpty()) {
      List<Check> all = new ArrayList<>();
      for (int more : NEIGHBOURS) {
        all.add(easyCheck(more, operation(more)));
      }
      boolean exact = trial.accuracy() == Accuracy.EXACT;
      if (exact && operation(0) instanceof Operation.Reduce sum) {
        // Schedules of sums are those of largest terms, which have kernels of their own.
        all.add(easyCheck(0, sum.with(Reducer.MAX)));
      }
      for (int round = 0; exact && round < rounds(); round++) {
        all.addAll(hardChecks(round));
      }
      checks = all;
    }
    return checks;
  }

  private Check easyCheck(int more, Operation operation) {
    Expectation expected = Expectation.of(operation, "easy", memory);
    return new Check(more, false, operands(operation, 0), expected);
  }

  private int rounds() {
    return HardNumbers.rounds(trial.dtype(), workload.axis() >= 0);
  }

  /**
   * The result for hard numbers; of integers, whose types share kernels, the widest one's mean too.
   */
  private List<Check> hardChecks(int round) {
    int more = NEIGHBOURS[round % NEIGHBOURS.length];
    Shape shape = workload.fewer(trial.size(), more);
    boolean whole = trial.dtype().isWhole();
    Operation operation = operation(shape, whole ? DType.UINT64 : trial.dtype());
    List<ByteBuffer> numbers = HardNumbers.operands(operation, round);
    List<Operand> operands = new ArrayList<>();
    for (int k = 0; k < numbers.size(); k++) {
      if (engine.limits().hostMemory()) {
        operands.add(onHost(operation, k, numbers.get(k)));
      } else {
        hard.add(engine.store(anyPlan(), numbers.get(k)));
        operands.add(new Operand.OnDevice(hard.get(hard.size() - 1)));
      }
    }
    List<Check> all = new ArrayList<>();
    all.add(new Check(more, true, operands, Expectation.of(operation, "hard", numbers)));
    if (whole && operation instanceof Operation.Reduce sum) {
      Operation mean = sum.with(Reducer.MEAN);
      all.add(new Check(more, true, operands, Expectation.of(mean, "hard", numbers)));
    }
    return all;
  }

  /** The result under a plan, in memory that told nothing of it before. */
  private ByteBuffer result(Plan plan, Check check) {
    ByteBuffer got = slice(output, 0, plan.resultBytes());
    if (target() == Target.MEMORY) {
      for (int at = 0; at < got.capacity(); at += Integer.BYTES) {
        got.putInt(at, UNWRITTEN);
      }
      engine.run(plan, check.operands, got);
      return got;
    }
    try (DeviceArray array = engine.roomFor(plan, UNWRITTEN)) {
      engine.runResident(plan, check.operands, array);
      engine.load(array, got);
    }
    return got;
  }

  @Override
  public long time(Configuration configuration) {
    Plan plan = plan(configuration, 0);
    turn++;
    Report report = target() == Target.DEVICE ? resident(plan) : landed(plan);
    long start = Long.MAX_VALUE;
    long end = Long.MIN_VALUE;
    for (Span span : report.spans()) {
      if (span.kind() == Span.Kind.KERNEL) {
        start = Math.min(start, span.startNanos());
        end = Math.max(end, span.endNanos());
      }
    }
    return end - start;
  }

  private Report resident(Plan plan) {
    Engine.Residence left = engine.runResident(plan, operands(plan.operation(), turn));
    left.array().close();
    return left.report();
  }

  private Report landed(Plan plan) {
    long results = output.capacity() / roundUp(plan.resultBytes());
    long at = results == 0 ? 0 : turn % results * roundUp(plan.resultBytes());
    ByteBuffer into = slice(output, at, plan.resultBytes());
    return engine.run(plan, operands(plan.operation(), turn), into);
  }

  /** The part of the operands whose turn it is. */
  private List<Operand> operands(Operation operation, long part) {
    List<Operand> operands = new ArrayList<>();
    for (int k = 0; k < memory.size(); k++) {
      operands.add(operand(operation, k, part));
    }
    return operands;
  }

  /** Engines take the bytes of a result, for which they want to know its plan. */
  private Plan anyPlan() {
    return plan(Configuration.ONE_WORKER, 0);
  }

  private Operand operand(Operation operation, int k, long part) {
    Layout layout = operation.operands().get(k).layout();
    long bytes = (layout.last() + 1) * trial.dtype().itemBytes();
    long parts = Math.max(1, memory.get(k).capacity() / roundUp(bytes));
    ByteBuffer slice = slice(memory.get(k), part % parts * roundUp(bytes), bytes);
    if (!engine.limits().hostMemory()) {
      return new Operand.OnDevice(
          resident.computeIfAbsent(
              new Part(k, part % parts, bytes), key -> engine.store(anyPlan(), slice)));
    }
    return onHost(operation, k, slice);
  }

  private Operand onHost(Operation operation, int k, ByteBuffer bytes) {
    OperandView view = operation.operands().get(k);
    return Operand.OnHost.of(
        new HostArray(
            "x" + k,
            view.dtype(),
            view.layout(),
            ByteOrder.nativeOrder(),
            new DirectMemory(bytes)));
  }

  private static ByteBuffer slice(ByteBuffer memory, long at, long bytes) {
    return memory.slice((int) at, (int) bytes).order(ByteOrder.nativeOrder());
  }

  private static long roundUp(long bytes) {
    return (bytes + PAGE - 1) / PAGE * PAGE;
  }

  @Override
  public LeastTime limits() {
    ByteBuffer from = RandomMemory.allocate(LIMIT_BYTES);
    Numbers.ANY.fill(from, DType.FLOAT32, 1);
    try (LimitKernels kernels =
        new LimitKernels(device, from, RandomMemory.allocate(LIMIT_BYTES))) {
      MemoryLimits limits = MemoryLimits.find(kernels);
      Map<LimitKind, Double> rates = new EnumMap<>(LimitKind.class);
      for (LimitKind kind : LimitKind.values()) {
        double best = 0;
        for (LimitSchedule schedule : limits.finalists(kind)) {
          double[] seconds = new double[LIMIT_RUNS];
          for (int i = 0; i < LIMIT_RUNS; i++) {
            seconds[i] = kernels.run(schedule).kernelNanos() / 1e9;
          }
          best = Math.max(best, kind.bytes(LIMIT_BYTES) / Sample.of(seconds).median());
        }
        rates.put(kind, best);
      }
      return new LeastTime(
          rates.getOrDefault(LimitKind.READ, 0.0),
          rates.getOrDefault(LimitKind.COPY, 0.0),
          rates.getOrDefault(LimitKind.FILL, 0.0));
    }
  }

  /** Lets go of what belongs to a trial. */
  private void free() {
    checks = List.of();
    resident.values().forEach(DeviceArray::close);
    resident.clear();
    hard.forEach(DeviceArray::close);
    hard.clear();
  }

  @Override
  public void close() {
    free();
    engine.close();
  }
}
