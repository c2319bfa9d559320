package dev.foldcast;

import dev.foldcast.array.DType;
import dev.foldcast.array.Layout;
import dev.foldcast.engine.DeviceArray;
import dev.foldcast.engine.Engine;
import dev.foldcast.engine.Operand;
import dev.foldcast.engine.Report;
import dev.foldcast.engine.Sink;
import dev.foldcast.error.MemoryException;
import dev.foldcast.error.NoDeviceException;
import dev.foldcast.io.NpyWriter;
import dev.foldcast.io.OutputFile;
import dev.foldcast.plan.OperandView;
import dev.foldcast.plan.Operation;
import dev.foldcast.plan.Place;
import dev.foldcast.plan.Plan;
import dev.foldcast.plan.Planner;
import dev.foldcast.plan.Target;
import dev.foldcast.plan.Work;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Locale;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Plans lazy arrays and runs the plans. Thread-safe. */
final class Evaluator {
  private final Planner planner;
  private final boolean float64;
  private final Function<Work, Planner.Choice> configurations;
  private final Supplier<Engine> engine;
  private final PlanCache plans = new PlanCache();

  /**
   * An evaluator.
   *
   * @param float64 whether the device computes in float64
   * @param engine the device, or a failure where there is none: plans need none
   */
  Evaluator(
      Planner planner,
      boolean float64,
      Function<Work, Planner.Choice> configurations,
      Supplier<Engine> engine) {
    this.planner = planner;
    this.float64 = float64;
    this.configurations = configurations;
    this.engine = engine;
  }

  /** A plan and what it reads. */
  private record Prepared(Plan plan, List<Operand> operands) {}

  Result read(Node node) {
    long bytes = node.shape().bytes(node.dtype());
    if (bytes > Integer.MAX_VALUE) {
      throw new MemoryException(
          String.format(
              Locale.ROOT,
              "a result of %d bytes does not fit one host buffer; write it to a file",
              bytes),
          bytes,
          Integer.MAX_VALUE);
    }
    try (Steps steps = new Steps()) {
      Prepared last = steps.prepare(node, Target.MEMORY);
      Plan plan = last.plan;
      ByteBuffer data = Engine.memoryFor((int) bytes);
      steps.run(last, data);
      return new Result(plan.resultType(), plan.result(), data, steps.reports);
    }
  }

  /** Computes into memory of the caller's, or beside it where kernels may not write to it. */
  List<Report> readInto(Node node, OutputMemory out) {
    try (Steps steps = new Steps()) {
      Prepared last = steps.prepare(node, Target.MEMORY, out.layout());
      boolean usable = out.isUsable(node.dtype(), last.operands, engine.get());
      ByteBuffer into = usable ? out.bytes() : Engine.memoryFor(out.bytes().remaining());
      steps.run(last, into);
      if (!usable) {
        out.bytes().duplicate().put(into.duplicate());
      }
      return List.copyOf(steps.reports);
    }
  }

  List<Report> write(Node node, Path file) {
    try (OutputFile out = OutputFile.create(file)) {
      List<Report> reports = write(node, out);
      out.commit();
      return reports;
    }
  }

  List<Report> write(Node node, OutputFile out) {
    try (Steps steps = new Steps()) {
      boolean seeks = out.isSeekable();
      Prepared last = steps.prepare(node, seeks ? Target.PIECES : Target.SEQUENCE);
      Layout layout = last.plan.result();
      boolean fortran = layout.isF() && !layout.isC();
      out.write(NpyWriter.header(last.plan.resultType(), fortran, layout.shape()));
      long start = out.writtenBytes();
      steps.run(
          last,
          (position, piece) -> {
            if (seeks) {
              out.write(piece, start + position);
            } else {
              out.write(piece);
            }
          });
      return steps.reports;
    }
  }

  /** An array left on the device, and how it came there. */
  record Computed(DeviceArray array, List<Report> reports) {}

  Computed compute(Node node) {
    try (Steps steps = new Steps()) {
      DeviceArray array = steps.compute(node);
      return new Computed(array, List.copyOf(steps.reports));
    }
  }

  /** Makes the plans and programs that reading a node needs. */
  void prepare(Node node) {
    plans(node, Target.MEMORY).stream()
        .filter(plan -> !plan.isEmpty())
        .forEach(plan -> engine.get().prepare(plan));
  }

  List<Plan> plans(Node node, Target target) {
    List<Plan> plans = new ArrayList<>();
    plan(node, target, plans, new IdentityHashMap<>());
    return plans;
  }

  /**
   * Plans a node after the plans that it needs.
   *
   * @param known nodes that are planned already
   */
  private Plan plan(
      Node node, Target target, List<Plan> plans, IdentityHashMap<Node, Operand> known) {
    Terms terms =
        new Terms(
            once(
                known,
                inner -> {
                  Plan plan = plan(inner, Target.DEVICE, plans, known);
                  return new Operand.Planned(
                      new OperandView(plan.resultType(), plan.result(), false, Place.DEVICE));
                }));
    Plan plan = plan(terms, node, target, null);
    plans.add(plan);
    return plan;
  }

  /** The same answer for the same node. (A map's own method must not come back to it meanwhile.) */
  private static Function<Node, Operand> once(
      IdentityHashMap<Node, Operand> known, Function<Node, Operand> compute) {
    return node -> {
      Operand operand = known.get(node);
      if (operand == null) {
        operand = compute.apply(node);
        known.put(node, operand);
      }
      return operand;
    };
  }

  private Plan plan(Terms terms, Node node, Target target, @Nullable Layout wanted) {
    Operation operation = terms.operation(node);
    boolean doubles =
        operation.term().dtype().component() == DType.FLOAT64
            || operation.operands().stream().anyMatch(o -> o.dtype().component() == DType.FLOAT64);
    if (doubles && !float64) {
      throw new NoDeviceException(
          "the device has no float64; choose another (--device) or a float32 type (--dtype)");
    }
    Layout result = wanted == null ? terms.resultLayout(operation.resultShape()) : wanted;
    return plans.get(
        operation, result, target, () -> planner.plan(operation, result, target, configurations));
  }

  /** The plans of one array, run one after the other. */
  private final class Steps implements AutoCloseable {
    final List<Report> reports = new ArrayList<>();
    private final List<DeviceArray> temporary = new ArrayList<>();
    private final IdentityHashMap<Node, Operand> known = new IdentityHashMap<>();

    Prepared prepare(Node node, Target target) {
      return prepare(node, target, null);
    }

    /** The result lies as is wanted, or as {@link Terms#resultLayout} says. */
    Prepared prepare(Node node, Target target, @Nullable Layout wanted) {
      Terms terms =
          new Terms(
              once(
                  known,
                  inner -> {
                    DeviceArray computed = compute(inner);
                    temporary.add(computed);
                    return new Operand.OnDevice(computed);
                  }));
      Plan plan = plan(terms, node, target, wanted);
      return new Prepared(plan, terms.operands());
    }

    void run(Prepared step, Sink sink) {
      if (step.plan.isEmpty()) {
        EmptyResult.send(step.plan, sink);
        reports.add(Report.ofNothing(step.plan));
      } else {
        reports.add(engine.get().run(step.plan, step.operands, sink));
      }
    }

    /** Fills {@code into} from its position on; the position stays. */
    void run(Prepared step, ByteBuffer into) {
      if (step.plan.isEmpty()) {
        ByteBuffer all = into.duplicate();
        run(step, (position, piece) -> all.put(piece));
      } else {
        reports.add(engine.get().run(step.plan, step.operands, into));
      }
    }

    DeviceArray compute(Node node) {
      Prepared step = prepare(node, Target.DEVICE);
      if (step.plan.isEmpty()) {
        return engine.get().store(step.plan, EmptyResult.bytes(step.plan));
      }
      Engine.Residence left = engine.get().runResident(step.plan, step.operands);
      reports.add(left.report());
      return left.array();
    }

    @Override
    public void close() {
      temporary.forEach(DeviceArray::close);
    }
  }
}
