package dev.foldcast.engine;

import dev.foldcast.error.MemoryException;
import dev.foldcast.kernel.Argument;
import dev.foldcast.kernel.Argument.Role;
import dev.foldcast.kernel.Arguments;
import dev.foldcast.opencl.ClBuffer;
import dev.foldcast.opencl.ClEvent;
import dev.foldcast.opencl.ClKernel;
import dev.foldcast.opencl.ClProgram;
import dev.foldcast.opencl.ClQueue;
import dev.foldcast.opencl.ClSession;
import dev.foldcast.opencl.DeviceInfo;
import dev.foldcast.plan.Launch;
import dev.foldcast.plan.Pass;
import dev.foldcast.plan.Plan;
import dev.foldcast.plan.Window;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Future;
import org.jspecify.annotations.Nullable;

/**
 * One running plan: feeds windows, launches their kernels, lets the results land. Kernels wait for
 * those before them and for their operands through events; the host goes ahead of them.
 */
final class Run implements AutoCloseable {
  /** Windows whose kernels are enqueued and not known to have ended. */
  private static final int MOST_IN_FLIGHT = 3;

  private final ClSession session;
  private final ClQueue queue;
  private final Plan plan;
  private final ClProgram program;
  private final Meter meter;
  private final Feeder feeder;
  private final Landing landing;
  private final Stage feeding;
  private final Resources resources = new Resources();
  private final Map<Role, ClBuffer> owned = new EnumMap<>(Role.class);
  private final Deque<Done> inFlight = new ArrayDeque<>();
  private final boolean shared;
  private List<ClEvent> chain = new ArrayList<>();
  private @Nullable OverflowFlag overflow;

  /**
   * @param shared whether to share a buffer with the device, where that saves a command
   */
  Run(
      ClSession session,
      ClQueue queue,
      Plan plan,
      ClProgram program,
      Meter meter,
      Feeder feeder,
      Landing landing,
      Stage feeding,
      boolean shared) {
    this.session = session;
    this.queue = queue;
    this.plan = plan;
    this.program = program;
    this.meter = meter;
    this.feeder = feeder;
    this.landing = landing;
    this.feeding = feeding;
    this.shared = shared;
  }

  /** Runs every window, and waits until the results have landed. */
  void windows() {
    long count = plan.windows().count();
    Window window = plan.windows().window(0);
    Future<Feeder.Fed> feed = feed(window);
    for (long index = 0; index < count; index++) {
      Window now = window;
      Feeder.Fed fed = Stage.get(feed);
      if (index + 1 < count) {
        window = plan.windows().window(index + 1);
        feed = feed(window);
      }
      launch(now, fed);
    }
    landing.finish();
  }

  private Future<Feeder.Fed> feed(Window window) {
    return feeding.submit(() -> feeder.bring(window));
  }

  private void launch(Window window, Feeder.Fed fed) {
    ClBuffer result = landing.bufferFor(window);
    if (owned.isEmpty() && plan.operation().isReduction()) {
      allocateScratch(); // in this order each argument finds the buffer of the last time
    }
    chain.addAll(fed.events());
    Done last = null;
    for (int i = 0; i < plan.passesOf(window).size(); i++) {
      last = launch(window, i, fed, result);
    }
    if (last == null) {
      throw new IllegalStateException("a window without a pass");
    }
    if (plan.windows().several()) {
      queue.flush(); // else the host waits now, which flushes
    }
    fed.usedBy(last);
    inFlight.add(last);
    if (window.last()) {
      landing.completed(window, last);
    }
    if (inFlight.size() > MOST_IN_FLIGHT) {
      Done oldest = inFlight.remove();
      oldest.await();
      meter.settleThrough(oldest);
    }
  }

  private void allocateScratch() {
    ClBuffer slots = allocate(plan.slotBytes());
    owned.put(Role.SLOTS, slots);
    // An argument that no pass uses must point somewhere.
    boolean several = plan.passes().size() > 1 || plan.windows().perResult() > 1;
    boolean many = plan.passes().size() > 2;
    owned.put(Role.RECORDS_ODD, several ? allocate(plan.recordBytes().get(0)) : slots);
    owned.put(Role.RECORDS_EVEN, many ? allocate(plan.recordBytes().get(1)) : slots);
    overflow = resources.add(new OverflowFlag(session, queue, meter, shared));
    owned.put(Role.STATUS, overflow.buffer());
    if (plan.canOverflow()) {
      overflow.lower().forEach(lowered -> chain.add(resources.add(lowered)));
    }
  }

  private ClBuffer allocate(long bytes) {
    ClBuffer buffer = resources.add(session.allocate(bytes));
    meter.holds(buffer);
    return buffer;
  }

  private Done launch(Window window, int index, Feeder.Fed fed, ClBuffer result) {
    Pass pass = plan.passes().get(index);
    try (ClKernel kernel = program.kernel(pass.kernel())) {
      List<Argument> arguments = Arguments.of(plan, window, index, fed.leads(plan));
      for (int i = 0; i < arguments.size(); i++) {
        set(kernel, i, arguments.get(i), fed.buffers(), result);
      }
      Launch size = pass.launch();
      refuseTooLargeGroup(kernel, size);
      ClEvent event =
          queue.launch(
              kernel, new long[] {size.globalSize()}, new long[] {size.workGroup()}, chain);
      chain = new ArrayList<>(List.of(event));
      return meter.kernel(event, size);
    }
  }

  private void set(
      ClKernel kernel, int i, Argument argument, List<ClBuffer> operands, ClBuffer result) {
    if (argument instanceof Argument.Operand operand) {
      kernel.arg(i, operands.get(operand.index()));
    } else if (argument instanceof Argument.Owned buffer) {
      kernel.arg(i, buffer.role() == Role.RESULT ? result : owned(buffer.role()));
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

  private DeviceInfo device() {
    return session.device().info();
  }

  private ClBuffer nestBuffer(ByteBuffer nest) {
    if (device().hostMemory()) {
      return resources.add(session.wrap(nest));
    }
    ClBuffer buffer = allocate(nest.remaining());
    chain.add(meter.command(queue.write(buffer, 0, nest, List.of()), Span.Kind.UPLOAD).event());
    meter.uploaded(nest.remaining());
    return buffer;
  }

  private void refuseTooLargeGroup(ClKernel kernel, Launch size) {
    if (size.workGroup() > kernel.maxWorkGroupSize()) {
      throw new MemoryException(
          String.format(
              Locale.ROOT,
              "kernel %s cannot run in work-groups of %d on device %s (at most %d); use smaller ones",
              kernel.name(),
              size.workGroup(),
              device().address(),
              kernel.maxWorkGroupSize()),
          size.workGroup(),
          kernel.maxWorkGroupSize());
    }
  }

  /** Whether an integer sum did not fit its type; after the results have landed. */
  boolean overflowed() {
    return plan.canOverflow() && overflow != null && overflow.isRaised();
  }

  @Override
  public void close() {
    resources.close();
  }
}
