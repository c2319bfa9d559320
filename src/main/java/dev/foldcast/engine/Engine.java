package dev.foldcast.engine;

import dev.foldcast.opencl.ClBuffer;
import dev.foldcast.opencl.ClCounters;
import dev.foldcast.opencl.ClDevice;
import dev.foldcast.opencl.ClEvent;
import dev.foldcast.opencl.ClHook;
import dev.foldcast.opencl.ClProgram;
import dev.foldcast.opencl.ClQueue;
import dev.foldcast.opencl.ClSession;
import dev.foldcast.opencl.DeviceInfo;
import dev.foldcast.opencl.DeviceType;
import dev.foldcast.plan.DeviceLimits;
import dev.foldcast.plan.Plan;
import dev.foldcast.plan.Target;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * Runs plans on one device. Every command waits for those before it through events alone; where a
 * plan has windows, bringing, computing and handing on of neighbours overlap. Thread-safe.
 */
public final class Engine implements AutoCloseable {
  /** Host and device memory each kept from one operation to the next, where nothing bounds it. */
  private static final long IDLE_BYTES = 256L << 20;

  /** Results up to here are read and copied: faster than to let kernels write to fresh memory. */
  private static final long SMALL_BYTES = 4096;

  private final ClSession session;
  private final ClQueue queue;
  private final Programs programs;
  private final Staging staging;
  private final boolean hostMemory;
  private final boolean shares;
  private final boolean outOfOrder;
  private final Gate gate = new Gate("this Foldcast");
  private final AtomicInteger running = new AtomicInteger();
  private @Nullable ClQueue uploading;
  private @Nullable ClQueue downloading;

  /**
   * Opens a device.
   *
   * @param outOfOrder whether the queue may run commands in any order that their events allow
   * @param ownMemory whether to treat the device as one that shares no memory with the host
   * @param hook sees every OpenCL call and may make it fail
   * @param memoryBytes bound on device buffers plus host memory of our own, for each operation
   */
  public Engine(
      ClDevice device, boolean outOfOrder, boolean ownMemory, ClHook hook, long memoryBytes) {
    this(device, outOfOrder, ownMemory, hook, memoryBytes, null);
  }

  /**
   * As the other, keeping programs' binaries.
   *
   * @param binaries folder for them, or null for none
   */
  public Engine(
      ClDevice device,
      boolean outOfOrder,
      boolean ownMemory,
      ClHook hook,
      long memoryBytes,
      @Nullable Path binaries) {
    this.outOfOrder = outOfOrder;
    long idle = Math.min(IDLE_BYTES, memoryBytes / 8);
    session = ClSession.open(device, hook, idle, binaries);
    try {
      queue = session.queue(outOfOrder);
    } catch (RuntimeException e) {
      session.close();
      throw e;
    }
    programs = new Programs(session);
    staging = new Staging(idle);
    hostMemory = device().hostMemory() && !ownMemory;
    shares = hostMemory && device().sharedBuffers();
  }

  public DeviceInfo device() {
    return session.device().info();
  }

  public ClCounters counters() {
    return session.counters();
  }

  /** What a plan must know of the device. */
  public DeviceLimits limits() {
    return limitsOf(device(), hostMemory);
  }

  /** What a plan must know of a device that has not been opened. */
  public static DeviceLimits limitsOf(DeviceInfo info) {
    return limitsOf(info, info.hostMemory());
  }

  /**
   * What a plan must know of a device.
   *
   * @param hostMemory whether to use the host's memory in place
   */
  private static DeviceLimits limitsOf(DeviceInfo info, boolean hostMemory) {
    return new DeviceLimits(
        info.type() == DeviceType.GPU,
        Math.max(1, info.computeUnits()),
        info.maxWorkGroupSize(),
        info.localMemoryBytes(),
        info.maxAllocationBytes(),
        info.globalMemoryBytes(),
        info.fp64(),
        hostMemory,
        info.cacheBytes(),
        info.shuffles());
  }

  /**
   * Runs a plan for {@link Target#PIECES} or {@link Target#SEQUENCE} and hands the result on.
   *
   * @param operands in the order of the plan's operation
   */
  public Report run(Plan plan, List<Operand> operands, Sink sink) {
    return run(plan, operands, new Output.To(sink));
  }

  /**
   * Runs a plan for {@link Target#MEMORY}.
   *
   * @param into as {@link #memoryFor} gives it; the remaining bytes have just room for the result;
   *     the position stays
   */
  public Report run(Plan plan, List<Operand> operands, ByteBuffer into) {
    return run(plan, operands, new Output.Into(into));
  }

  /** Runs a plan for {@link Target#DEVICE}; the result is for the caller to close. */
  public Residence runResident(Plan plan, List<Operand> operands) {
    gate.enter();
    try {
      DeviceArray result = room(plan);
      try {
        return new Residence(result, runResident(plan, operands, result));
      } catch (RuntimeException e) {
        result.close();
        throw e;
      }
    } finally {
      gate.leave();
    }
  }

  /**
   * Makes room for the result of {@link #runResident(Plan, List, DeviceArray)}, for the caller to
   * close.
   *
   * @param pattern which the bytes repeat until then
   */
  public DeviceArray roomFor(Plan plan, int pattern) {
    gate.enter();
    try {
      DeviceArray result = room(plan);
      try (ClEvent filled =
          queue.fill(result.buffer(), 0, plan.resultBytes(), pattern, List.of())) {
        filled.await();
      } catch (RuntimeException e) {
        result.close();
        throw e;
      }
      return result;
    } finally {
      gate.leave();
    }
  }

  private DeviceArray room(Plan plan) {
    ClBuffer buffer = session.allocate(plan.resultBytes());
    return new DeviceArray(buffer, plan.resultType(), plan.result());
  }

  /**
   * Runs a plan for {@link Target#DEVICE} whose result takes the place of an array's elements.
   *
   * @param into as {@link #roomFor} gives it for the plan; stays the caller's
   */
  public Report runResident(Plan plan, List<Operand> operands, DeviceArray into) {
    return run(plan, operands, new Output.Onto(into.buffer()));
  }

  /** A result on the device, and how it came there. */
  public record Residence(DeviceArray array, Report report) {}

  /** Memory for a result that {@link #run(Plan, List, ByteBuffer)} brings to the host. */
  public static ByteBuffer memoryFor(int bytes) {
    ByteBuffer memory =
        bytes <= SMALL_BYTES ? ByteBuffer.allocate(bytes) : ByteBuffer.allocateDirect(bytes);
    return memory.order(ByteOrder.nativeOrder());
  }

  private Report run(Plan plan, List<Operand> operands, Output output) {
    if (plan.isEmpty() || !output.suits(plan.target())) {
      throw new IllegalArgumentException("a plan for " + plan.target() + ", not " + output);
    }
    boolean several = plan.windows().several();
    gate.enter();
    running.incrementAndGet();
    // Closed in the opposite order: first what still works on the rest.
    try (Resources resources = new Resources()) {
      Meter meter = resources.add(new Meter());
      ClProgram program = programs.get(plan.program(), meter);
      Stage writing = several ? Stage.threaded("foldcast-write") : Stage.inline();
      Stage feeding = several ? Stage.threaded("foldcast-feed") : Stage.inline();
      Uploads uploads = new Uploads(session, several ? uploading() : queue, staging, hostMemory);
      Feeder feeder = resources.add(new Feeder(plan, operands, uploads, meter));
      Landing landing = resources.add(landing(plan, output, meter, writing));
      Run run =
          resources.add(
              new Run(session, queue, plan, program, meter, feeder, landing, feeding, shares));
      resources.add(writing);
      resources.add(feeding);
      run.windows();
      boolean overflow = run.overflowed();
      return meter.report(plan, overflow);
    } finally {
      running.decrementAndGet();
      gate.leave();
    }
  }

  private Landing landing(Plan plan, Output output, Meter meter, Stage writing) {
    if (output instanceof Output.Onto onto) {
      return new StayingLanding(onto.buffer(), meter, canStayAwake(plan));
    }
    if (output instanceof Output.Into into && hostMemory) {
      ByteBuffer memory = into.memory();
      if (shares && memory.remaining() <= ClSession.SHARED_BYTES) {
        ClBuffer buffer = session.allocateShared(memory.remaining());
        return new SharedLanding(buffer, meter, memory, canStayAwake(plan));
      }
      if (!memory.isDirect()) {
        return new SmallLanding(
            session.allocate(plan.resultBytes()), queue, meter, staging, memory);
      }
      return new WholeLanding(session.wrapWritable(memory), queue, meter, memory);
    }
    Sink sink = output instanceof Output.To to ? to.sink() : copying((Output.Into) output);
    boolean several = plan.windows().count() > plan.windows().perResult();
    ClQueue down = plan.windows().several() ? downloading() : queue;
    return new WindowLanding(session, down, staging, meter, writing, sink, hostMemory, several);
  }

  /**
   * Whether the host has a core to stay awake with: kernels leave it one (all do on a GPU, small
   * ones on a CPU), and no other operation needs it.
   */
  private boolean canStayAwake(Plan plan) {
    int units = device().computeUnits();
    boolean few = plan.passes().stream().allMatch(pass -> pass.launch().groups() < units);
    return running.get() == 1 && (few || device().type() == DeviceType.GPU);
  }

  private static Sink copying(Output.Into into) {
    ByteBuffer memory = into.memory().slice();
    return (position, piece) -> memory.duplicate().position((int) position).put(piece);
  }

  private synchronized ClQueue uploading() {
    uploading = uploading == null ? session.queue(outOfOrder) : uploading;
    return uploading;
  }

  private synchronized ClQueue downloading() {
    downloading = downloading == null ? session.queue(outOfOrder) : downloading;
    return downloading;
  }

  /** Where the bytes of a direct buffer begin, from its position on. */
  public long addressOf(ByteBuffer direct) {
    gate.enter();
    try {
      return session.addressOf(direct);
    } finally {
      gate.leave();
    }
  }

  /** Compiles what a plan needs. */
  public void prepare(Plan plan) {
    gate.enter();
    try (Meter meter = new Meter()) {
      ClProgram program = programs.get(plan.program(), meter);
      plan.passes().forEach(pass -> program.kernel(pass.kernel()).close());
    } finally {
      gate.leave();
    }
  }

  /** Puts a result that needed no kernel on the device. */
  public DeviceArray store(Plan plan, ByteBuffer bytes) {
    gate.enter();
    try {
      ClBuffer buffer = session.allocate(Math.max(1, bytes.remaining()));
      if (bytes.hasRemaining()) {
        queue.write(buffer, 0, bytes, List.of()).close();
      }
      return new DeviceArray(buffer, plan.resultType(), plan.result());
    } finally {
      gate.leave();
    }
  }

  /**
   * Brings an array's elements to the host as they lie on the device.
   *
   * @param into the remaining bytes are as many as the array's; the position stays
   */
  public void load(DeviceArray array, ByteBuffer into) {
    gate.enter();
    try {
      queue.readNow(array.buffer(), 0, into, List.of());
    } finally {
      gate.leave();
    }
  }

  /** Refuses new work, waits for running work, then releases the device; idempotent. */
  @Override
  public void close() {
    if (gate.close()) {
      session.close();
    }
  }
}
