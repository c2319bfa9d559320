package dev.foldcast.engine;

import dev.foldcast.error.MemoryException;
import dev.foldcast.kernel.Argument;
import dev.foldcast.kernel.Argument.Role;
import dev.foldcast.kernel.Arguments;
import dev.foldcast.opencl.ClBuffer;
import dev.foldcast.opencl.ClCounters;
import dev.foldcast.opencl.ClDevice;
import dev.foldcast.opencl.ClEvent;
import dev.foldcast.opencl.ClHook;
import dev.foldcast.opencl.ClKernel;
import dev.foldcast.opencl.ClProgram;
import dev.foldcast.opencl.ClQueue;
import dev.foldcast.opencl.ClSession;
import dev.foldcast.opencl.DeviceInfo;
import dev.foldcast.opencl.DeviceType;
import dev.foldcast.plan.DeviceLimits;
import dev.foldcast.plan.Fold;
import dev.foldcast.plan.Launch;
import dev.foldcast.plan.Pass;
import dev.foldcast.plan.Plan;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/**
 * Runs plans on one device. Every command waits for those before it through events alone; the host
 * waits once, in the read-back. Thread-safe.
 */
public final class Engine implements AutoCloseable {
  /** Bytes read back at once. */
  private static final long WINDOW_BYTES = 64L << 20;

  private final ClSession session;
  private final ClQueue queue;
  private final Programs programs;
  private final Uploads uploads;
  private final long memoryBytes;
  private final Gate gate = new Gate("this Foldcast");

  /**
   * Opens a device.
   *
   * @param outOfOrder whether the queue may run commands in any order that their events allow
   * @param hook sees every OpenCL call and may make it fail
   * @param memoryBytes bound on device buffers plus host memory of our own, for each operation
   */
  public Engine(ClDevice device, boolean outOfOrder, ClHook hook, long memoryBytes) {
    this.memoryBytes = memoryBytes;
    session = ClSession.open(device, hook);
    try {
      queue = session.queue(outOfOrder);
    } catch (RuntimeException e) {
      session.close();
      throw e;
    }
    programs = new Programs(session);
    uploads = new Uploads(session, queue);
  }

  public DeviceInfo device() {
    return session.device().info();
  }

  public ClCounters counters() {
    return session.counters();
  }

  /** What a plan must know of the device. */
  public DeviceLimits limits() {
    return limitsOf(device());
  }

  /** What a plan must know of a device. */
  public static DeviceLimits limitsOf(DeviceInfo info) {
    return new DeviceLimits(
        info.type() == DeviceType.GPU,
        Math.max(1, info.computeUnits()),
        info.maxWorkGroupSize(),
        info.localMemoryBytes(),
        info.maxAllocationBytes(),
        info.globalMemoryBytes(),
        info.fp64());
  }

  /**
   * Runs a plan and hands the result's bytes to a sink.
   *
   * @param operands in the order of the plan's operation
   */
  public Report run(Plan plan, List<Operand> operands, Sink sink) {
    return run(
        plan,
        operands,
        Math.min(plan.resultBytes(), WINDOW_BYTES),
        (run, result) -> {
          ByteBuffer window = null;
          long bytes = plan.resultBytes();
          for (long at = 0; at < bytes; at += WINDOW_BYTES) {
            int length = (int) Math.min(WINDOW_BYTES, bytes - at);
            window = window == null ? direct(length) : window;
            ByteBuffer slice = window.clear().limit(length);
            run.read(result, at, slice);
            sink.accept(slice);
          }
        });
  }

  /**
   * Runs a plan and reads the result into host memory.
   *
   * @param into a direct buffer with room for the result from its position on; the position stays
   */
  public Report run(Plan plan, List<Operand> operands, ByteBuffer into) {
    return run(
        plan,
        operands,
        plan.resultBytes(),
        (run, result) -> {
          int bytes = Math.toIntExact(plan.resultBytes());
          run.read(result, 0, into.slice(into.position(), bytes));
        });
  }

  /** Runs a plan and leaves the result on the device, for the caller to close. */
  public Residence runResident(Plan plan, List<Operand> operands) {
    DeviceArray[] left = new DeviceArray[1];
    try {
      Report report =
          run(
              plan,
              operands,
              0,
              (run, result) -> {
                run.await();
                run.resources.release(result);
                left[0] = new DeviceArray(result, plan.resultType(), plan.result());
              });
      return new Residence(left[0], report);
    } catch (RuntimeException e) {
      if (left[0] != null) { // what came after it failed
        left[0].close();
      }
      throw e;
    }
  }

  /** A result on the device, and how it came there. */
  public record Residence(DeviceArray array, Report report) {}

  /** What to do with the result of a run. */
  private interface Finish {
    void with(Run run, ClBuffer result);
  }

  private Report run(Plan plan, List<Operand> operands, long hostBytes, Finish finish) {
    if (plan.isEmpty()) {
      throw new IllegalArgumentException("an empty plan needs no device");
    }
    refuseBeyondMemory(plan, operands, hostBytes);
    gate.enter();
    try (Run run = new Run(plan)) {
      ClBuffer result = run.launch(operands);
      finish.with(run, result);
      boolean overflow = run.overflowed();
      return run.meter.report(plan, overflow);
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
   * Refuses a plan that needs more memory than it may have. Mapped files that are wrapped count for
   * nothing: they are neither device memory nor ours.
   *
   * @param hostBytes host memory of ours that the result is read into
   */
  private void refuseBeyondMemory(Plan plan, List<Operand> operands, long hostBytes) {
    if (memoryBytes == Long.MAX_VALUE) {
      return;
    }
    long needed = plan.resultBytes() + plan.scratchBytes() + hostBytes;
    for (Operand operand : operands) {
      needed = Math.addExact(needed, uploads.ownBytes(operand));
    }
    if (needed > memoryBytes) {
      throw new MemoryException(
          "the operation needs %d bytes of memory and may use %d (--memory); allow it at least %dMiB"
              .formatted(needed, memoryBytes, (needed + (1L << 20) - 1) >> 20),
          needed,
          memoryBytes);
    }
  }

  /** One running plan and what it holds. */
  private final class Run implements AutoCloseable {
    final Meter meter = new Meter();
    final Resources resources = new Resources();
    private final Plan plan;
    private final Map<Role, ClBuffer> owned = new EnumMap<>(Role.class);
    private List<ClEvent> chain = new ArrayList<>();

    Run(Plan plan) {
      this.plan = plan;
    }

    /** Enqueues everything up to the last kernel. */
    ClBuffer launch(List<Operand> operands) {
      ClProgram program = programs.get(plan.program(), meter);
      List<ClBuffer> buffers = new ArrayList<>();
      for (int k = 0; k < operands.size(); k++) {
        int same = operands.indexOf(operands.get(k));
        buffers.add(
            same < k ? buffers.get(same) : uploads.bring(operands.get(k), meter, resources, chain));
      }
      ClBuffer result = allocate(plan.resultBytes());
      owned.put(Role.RESULT, result);
      if (plan.operation().fold() != Fold.NONE) {
        allocateScratch();
      }
      for (int i = 0; i < plan.passes().size(); i++) {
        launch(program, i, buffers);
      }
      queue.flush();
      return result;
    }

    private void allocateScratch() {
      owned.put(Role.RECORDS_ODD, allocate(plan.recordBytes().get(0)));
      owned.put(Role.RECORDS_EVEN, allocate(plan.recordBytes().get(1)));
      owned.put(Role.SLOTS, allocate(plan.slotBytes()));
      ClBuffer status = allocate(Plan.STATUS_BYTES);
      owned.put(Role.STATUS, status);
      if (plan.canOverflow()) {
        chain.add(resources.add(queue.fill(status, 0, Plan.STATUS_BYTES, 0, List.of())));
      }
    }

    private ClBuffer allocate(long bytes) {
      meter.holds(bytes);
      return resources.add(session.allocate(bytes));
    }

    private void launch(ClProgram program, int index, List<ClBuffer> operands) {
      Pass pass = plan.passes().get(index);
      try (ClKernel kernel = program.kernel(pass.kernel())) {
        List<Argument> arguments = Arguments.of(plan, index);
        for (int i = 0; i < arguments.size(); i++) {
          set(kernel, i, arguments.get(i), operands);
        }
        Launch size = pass.launch();
        refuseTooLargeGroup(kernel, size);
        ClEvent event =
            resources.add(
                queue.launch(
                    kernel, new long[] {size.globalSize()}, new long[] {size.workGroup()}, chain));
        meter.command(event, Span.Kind.KERNEL);
        chain = new ArrayList<>(List.of(event));
      }
    }

    private void set(ClKernel kernel, int i, Argument argument, List<ClBuffer> operands) {
      if (argument instanceof Argument.Operand operand) {
        kernel.arg(i, operands.get(operand.index()));
      } else if (argument instanceof Argument.Owned buffer) {
        kernel.arg(i, owned(buffer.role()));
      } else if (argument instanceof Argument.Struct struct) {
        if (struct.inMemory()) {
          kernel.arg(i, nestBuffer(struct.bytes()));
        } else {
          kernel.argBytes(i, struct.bytes());
        }
      } else if (argument instanceof Argument.Long64 number) {
        kernel.argLong(i, number.value());
      } else if (argument instanceof Argument.Int32 number) {
        kernel.argInt(i, number.value());
      } else if (argument instanceof Argument.Local local) {
        kernel.argLocal(i, local.bytes());
      }
    }

    private ClBuffer owned(Role role) {
      ClBuffer buffer = owned.get(role);
      if (buffer == null) {
        throw new IllegalStateException("no buffer for " + role);
      }
      return buffer;
    }

    private ClBuffer nestBuffer(ByteBuffer nest) {
      meter.holds(nest.remaining());
      if (device().hostMemory()) {
        return resources.add(session.wrap(nest));
      }
      ClBuffer buffer = resources.add(session.allocate(nest.remaining()));
      chain.add(resources.add(queue.write(buffer, 0, nest, List.of())));
      meter.uploaded(nest.remaining());
      return buffer;
    }

    private void refuseTooLargeGroup(ClKernel kernel, Launch size) {
      if (size.workGroup() > kernel.maxWorkGroupSize()) {
        throw new MemoryException(
            "kernel %s cannot run in work-groups of %d on device %s (at most %d); use smaller ones"
                .formatted(
                    kernel.name(), size.workGroup(), device().address(), kernel.maxWorkGroupSize()),
            size.workGroup(),
            kernel.maxWorkGroupSize());
      }
    }

    void read(ClBuffer from, long offset, ByteBuffer to) {
      ClEvent event = resources.add(queue.read(from, offset, to, chain));
      meter.command(event, Span.Kind.DOWNLOAD);
      meter.readBack(to.remaining());
    }

    void await() {
      for (ClEvent event : chain) {
        event.await();
      }
    }

    boolean overflowed() {
      if (!plan.canOverflow()) {
        return false;
      }
      ByteBuffer status = direct((int) Plan.STATUS_BYTES);
      read(owned(Role.STATUS), 0, status);
      return status.getInt(0) != 0;
    }

    @Override
    public void close() {
      resources.close();
    }
  }

  private static ByteBuffer direct(int bytes) {
    return ByteBuffer.allocateDirect(bytes).order(ByteOrder.nativeOrder());
  }

  /** Refuses new work, waits for running work, then releases the device; idempotent. */
  @Override
  public void close() {
    if (gate.close()) {
      session.close();
    }
  }
}
