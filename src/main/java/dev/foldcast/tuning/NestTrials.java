package dev.foldcast.tuning;

import dev.foldcast.array.DType;
import dev.foldcast.array.DirectMemory;
import dev.foldcast.array.HostArray;
import dev.foldcast.array.Layout;
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
import dev.foldcast.plan.Operation;
import dev.foldcast.plan.Place;
import dev.foldcast.plan.Plan;
import dev.foldcast.plan.Planner;
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
  private static final int[] NEIGHBOURS = {0, -1, 1};

  private final ClDevice device;
  private final Engine engine;
  private final Planner planner;
  private final Map<Integer, ByteBuffer> references = new HashMap<>();
  private List<ByteBuffer> memory = List.of();
  private ByteBuffer output = RandomMemory.allocate(0);
  private Trial trial = new Trial("", DType.FLOAT32, Accuracy.EXACT, 0, 0);
  private Workload workload = Workload.ALL.get(0);
  private long turn;

  /** Memory and the numbers in it. */
  private record Filled(ByteBuffer memory, DType dtype, Numbers numbers) {}

  private final List<Filled> filled = new ArrayList<>();

  /** Part of an operand that has been brought to the device. */
  private record Part(int operand, long number, long bytes) {}

  private final Map<Part, DeviceArray> resident = new HashMap<>();

  /**
   * Trials on a device.
   *
   * @param ownMemory whether to treat it as one that shares no memory with the host
   */
  NestTrials(ClDevice device, boolean ownMemory) {
    this.device = device;
    engine = new Engine(device, false, ownMemory, ClHook.NONE, Long.MAX_VALUE);
    planner = new Planner(engine.limits(), Budget.DEFAULT);
  }

  @Override
  public void begin(Trial next) {
    trial = next;
    workload = Workload.named(next.workload());
    references.clear();
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
    Place place = engine.limits().hostMemory() ? Place.SHARED : Place.DEVICE;
    return workload.operation(trial.size(), more, trial.dtype(), trial.accuracy(), place);
  }

  private Plan plan(Configuration configuration, int more) {
    return plan(configuration, more, Target.MEMORY);
  }

  private Plan plan(Configuration configuration, int more, Target target) {
    Operation operation = operation(more);
    Layout result = Layout.c(operation.resultShape());
    return planner.plan(
        operation, result, target, work -> new Planner.Choice(configuration, "candidate"));
  }

  /**
   * What is timed: where results must be brought to the host, that is none of a schedule's work.
   */
  private Target timed() {
    return engine.limits().hostMemory() ? Target.MEMORY : Target.DEVICE;
  }

  @Override
  public void build(Configuration configuration) {
    engine.prepare(plan(configuration, 0, timed()));
  }

  @Override
  public String verify(Configuration configuration) {
    for (int more : NEIGHBOURS) {
      ByteBuffer expected =
          references.computeIfAbsent(more, m -> Reference.of(operation(m), memory));
      Plan plan = plan(configuration, more);
      ByteBuffer got = slice(output, 0, plan.resultBytes());
      for (int i = 0; i + 8 <= got.capacity(); i += PAGE) {
        got.putLong(i, ~expected.getLong(i)); // what is not written is wrong
      }
      run(plan, 0, got);
      int at = got.mismatch(expected);
      if (at >= 0) {
        return "element %d of the result for shape %s differs from the exact one"
            .formatted(at / plan.resultType().itemBytes(), plan.operation().shape());
      }
    }
    return "";
  }

  @Override
  public long time(Configuration configuration) {
    Plan plan = plan(configuration, 0, timed());
    turn++;
    Report report = timed() == Target.DEVICE ? resident(plan) : landed(plan);
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
    Engine.Residence left = engine.runResident(plan, operands(plan, turn));
    left.array().close();
    return left.report();
  }

  private Report landed(Plan plan) {
    long results = output.capacity() / roundUp(plan.resultBytes());
    long at = results == 0 ? 0 : turn % results * roundUp(plan.resultBytes());
    return run(plan, turn, slice(output, at, plan.resultBytes()));
  }

  /** Runs a plan on the part of the operands whose turn it is. */
  private Report run(Plan plan, long part, ByteBuffer into) {
    return engine.run(plan, operands(plan, part), into);
  }

  private List<Operand> operands(Plan plan, long part) {
    List<Operand> operands = new ArrayList<>();
    for (int k = 0; k < memory.size(); k++) {
      operands.add(operand(plan.operation(), k, part));
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
    return Operand.OnHost.of(
        new HostArray(
            "x" + k, trial.dtype(), layout, ByteOrder.nativeOrder(), new DirectMemory(slice)));
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

  private void free() {
    resident.values().forEach(DeviceArray::close);
    resident.clear();
  }

  @Override
  public void close() {
    free();
    engine.close();
  }
}
