package dev.foldcast.opencl;

import dev.foldcast.error.DeviceException;
import dev.foldcast.error.MemoryException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Path;
import java.util.Locale;
import org.jocl.CL;
import org.jocl.Pointer;
import org.jocl.cl_command_queue;
import org.jocl.cl_context;
import org.jocl.cl_context_properties;
import org.jocl.cl_device_id;
import org.jocl.cl_mem;
import org.jspecify.annotations.Nullable;

/**
 * One device in use: a context and everything made in it. Thread-safe.
 *
 * <p>{@link #close} refuses new calls, waits for those that run, releases everything that is still
 * alive, and reports the first release that failed. All other methods of it and of its objects
 * throw {@link dev.foldcast.error.ClosedException} after that.
 */
public final class ClSession implements AutoCloseable {
  /** Bytes that share a page with those after them, wherever a buffer begins. */
  private static final int LARGEST_LEAD = 4096;

  private final Scope scope;
  private final Handle<cl_context> context;
  private final ProgramBuilder builder;

  private ClSession(Scope scope, Handle<cl_context> context, @Nullable Path binaries) {
    this.scope = scope;
    this.context = context;
    this.builder = new ProgramBuilder(scope, binaries == null ? null : new BinaryFolder(binaries));
  }

  /**
   * Opens a device.
   *
   * @throws DeviceException if the driver refuses
   */
  public static ClSession open(ClDevice device) {
    return open(device, ClHook.NONE);
  }

  /** As {@link #open(ClDevice)}, with a hook that sees every call. */
  public static ClSession open(ClDevice device, ClHook hook) {
    return open(device, hook, 0);
  }

  /**
   * As {@link #open(ClDevice, ClHook)}, keeping the memory of closed buffers for the next ones of
   * the same size.
   *
   * @param keptBytes bytes of device memory that nobody holds and that are kept at most
   */
  public static ClSession open(ClDevice device, ClHook hook, long keptBytes) {
    return open(device, hook, keptBytes, null);
  }

  /**
   * As {@link #open(ClDevice, ClHook, long)}, keeping what compilers made from one process to the
   * next: a program is built from its binary where that is kept and nothing speaks against it, and
   * its binary is kept when it or the session is closed.
   *
   * @param binaries folder for them, which need not exist; null for none. It may be used by several
   *     processes at once, and nothing that happens to it is an error.
   */
  public static ClSession open(
      ClDevice device, ClHook hook, long keptBytes, @Nullable Path binaries) {
    Scope scope = new Scope(device, hook, keptBytes);
    cl_context_properties properties = new cl_context_properties();
    properties.addProperty(CL.CL_CONTEXT_PLATFORM, device.platform);
    cl_device_id[] ids = {device.id};
    cl_context context =
        scope.cl.make(
            "clCreateContext",
            0,
            () -> "",
            status -> CL.clCreateContext(properties, 1, ids, null, null, status));
    return new ClSession(
        scope,
        new Handle<>(scope, Handle.Kind.CONTEXT, "the context", context, CL::clReleaseContext),
        binaries);
  }

  /** The device. */
  public ClDevice device() {
    return scope.device;
  }

  /** What it holds and has done; also after {@link #close}. */
  public ClCounters counters() {
    return scope.tally.snapshot();
  }

  /**
   * Makes a queue, with profiling.
   *
   * @param outOfOrder whether commands may overtake each other, where the device can do that; they
   *     then are ordered by events alone
   */
  @SuppressWarnings("deprecation") // its successor is missing from OpenCL 1.2 drivers
  public ClQueue queue(boolean outOfOrder) {
    boolean overtaking = outOfOrder && scope.device.info().outOfOrder();
    long properties =
        CL.CL_QUEUE_PROFILING_ENABLE | (overtaking ? CL.CL_QUEUE_OUT_OF_ORDER_EXEC_MODE_ENABLE : 0);
    try (Operation op = scope.begin()) {
      cl_context in = op.use(context);
      cl_command_queue queue =
          scope.cl.make(
              "clCreateCommandQueue",
              0,
              () -> overtaking ? "out of order" : "in order",
              status -> CL.clCreateCommandQueue(in, scope.device.id, properties, status));
      ClQueue made =
          new ClQueue(
              scope,
              new Handle<>(scope, Handle.Kind.QUEUE, "the queue", queue, CL::clReleaseCommandQueue),
              !overtaking);
      scope.adopt(made);
      return made;
    }
  }

  /**
   * Allocates device memory, readable and writable by kernels.
   *
   * @param bytes its size, at least 1
   * @throws MemoryException if the device cannot hold it, in one buffer or at all
   */
  public ClBuffer allocate(long bytes) {
    if (bytes <= 0) {
      throw new IllegalArgumentException("a buffer of " + bytes + " bytes");
    }
    refuseTooLarge(bytes);
    long size = scope.kept.sizeFor(bytes);
    try (Operation op = scope.begin()) {
      cl_mem made = scope.kept.take(size);
      if (made == null) {
        made = make(op, size);
      }
      Handle<cl_mem> handle =
          handle(made, null, bytes).leavingTo(closed -> scope.keep(closed, size));
      account(false, bytes);
      return new ClBuffer(scope, handle, bytes, false, true, 0);
    }
  }

  /** Most bytes of a buffer that the host shares. */
  public static final int SHARED_BYTES = SharedBlocks.BYTES;

  /**
   * Allocates a few bytes, readable and writable by kernels and the host. The host sees what
   * commands wrote when they have ended, and commands see what the host wrote before they were
   * enqueued, without a command that moves it (OpenCL 3.0, 5.6.1, fine-grained sharing).
   *
   * @param bytes its size, 1 to {@link #SHARED_BYTES}
   * @throws IllegalStateException if the device has no {@link DeviceInfo#sharedBuffers}
   */
  public ClBuffer allocateShared(int bytes) {
    if (!scope.device.info().sharedBuffers()) {
      throw new IllegalStateException("the device shares no buffers");
    }
    if (bytes <= 0 || bytes > SHARED_BYTES) {
      throw new IllegalArgumentException("a shared buffer of " + bytes + " bytes");
    }
    try (Operation op = scope.begin()) {
      SharedBlock kept = scope.shared.take();
      SharedBlock block = kept == null ? makeShared(op) : kept;
      Handle<cl_mem> handle =
          handle(block.buffer(), null, bytes).leavingTo(closed -> scope.keep(block));
      account(false, bytes);
      ByteBuffer view = block.bytes().slice(0, bytes).order(ByteOrder.nativeOrder());
      return new ClBuffer(scope, handle, view);
    }
  }

  private SharedBlock makeShared(Operation op) {
    cl_context in = op.use(context);
    Pointer memory =
        scope.cl.make(
            "clSVMAlloc",
            SHARED_BYTES,
            () -> SHARED_BYTES + " bytes",
            status -> {
              long flags = CL.CL_MEM_READ_WRITE | CL.CL_MEM_SVM_FINE_GRAIN_BUFFER;
              Pointer made = CL.clSVMAlloc(in, flags, SHARED_BYTES, 0);
              status[0] = made == null ? Status.MEM_OBJECT_ALLOCATION_FAILURE : Status.SUCCESS;
              return made;
            });
    try {
      long flags = CL.CL_MEM_READ_WRITE | CL.CL_MEM_USE_HOST_PTR;
      cl_mem buffer = make(op, SHARED_BYTES, flags, memory);
      return new SharedBlock(in, memory, buffer, memory.getByteBuffer(0, SHARED_BYTES));
    } catch (RuntimeException e) {
      scope.free(in, memory);
      throw e;
    }
  }

  /** A fresh buffer; where there is no room for it, instead of those that are kept. */
  private cl_mem make(Operation op, long size) {
    try {
      return make(op, size, CL.CL_MEM_READ_WRITE, null);
    } catch (MemoryException e) {
      if (!scope.releaseKept()) {
        throw e;
      }
      return make(op, size, CL.CL_MEM_READ_WRITE, null);
    }
  }

  /**
   * Uses host memory as a buffer that kernels only read; on a device with memory of its own the
   * driver copies it. Nobody may write to the memory while the buffer lives.
   *
   * @param direct a direct buffer, of which the bytes from position to limit are used; aligned as
   *     the kernel's loads need
   * @throws MemoryException if it is larger than the device allows
   */
  public ClBuffer wrap(ByteBuffer direct) {
    return wrap(direct, CL.CL_MEM_READ_ONLY, 0);
  }

  /**
   * As {@link #wrap}, but from so many bytes earlier that the driver uses the memory in place:
   * {@link ClBuffer#lead}. Intel's copies, at 1.9 GB/s, what does not begin at a multiple of 128
   * bytes, and Java's direct buffers seldom do. Nobody touches the bytes before, which share a page
   * with the first one.
   *
   * @param itemBytes what the lead is a multiple of
   */
  public ClBuffer wrapInPlace(ByteBuffer direct, int itemBytes) {
    DeviceInfo info = scope.device.info();
    int align = info.baseAlignBytes();
    boolean usable = info.hostMemory() && align <= LARGEST_LEAD && Integer.bitCount(align) == 1;
    int lead = usable ? direct.alignmentOffset(direct.position(), align) : 0;
    boolean fits = direct.remaining() <= info.maxAllocationBytes() - lead;
    return wrap(direct, CL.CL_MEM_READ_ONLY, fits && lead % itemBytes == 0 ? lead : 0);
  }

  /**
   * As {@link #wrap} for memory that kernels may write to. Never a mapped file: a full disk would
   * kill the process. The host sees what was written after reading the buffer's range by {@link
   * ClQueue#read}.
   */
  public ClBuffer wrapWritable(ByteBuffer direct) {
    if (direct.isReadOnly()) {
      throw new IllegalArgumentException("the memory is read-only");
    }
    return wrap(direct, CL.CL_MEM_READ_WRITE, 0);
  }

  /**
   * Where a direct buffer's bytes begin in the memory of this process, from its position on: the
   * driver knows, Java does not tell.
   */
  public long addressOf(ByteBuffer direct) {
    int least = Math.min(direct.remaining(), Long.BYTES);
    try (ClBuffer first = wrap(direct.slice(direct.position(), least))) {
      return first.hostAddress();
    }
  }

  private ClBuffer wrap(ByteBuffer direct, long access, int lead) {
    if (!direct.isDirect() || !direct.hasRemaining()) {
      throw new IllegalArgumentException("only a direct buffer with bytes in it can be wrapped");
    }
    ByteBuffer memory = direct.slice();
    long bytes = memory.capacity();
    refuseTooLarge(bytes);
    try (Operation op = scope.begin()) {
      Handle<cl_mem> handle =
          handle(
              make(op, bytes + lead, access | CL.CL_MEM_USE_HOST_PTR, at(memory, lead)),
              memory,
              bytes);
      account(true, bytes);
      return new ClBuffer(scope, handle, bytes + lead, true, access != CL.CL_MEM_READ_ONLY, lead);
    }
  }

  private void refuseTooLarge(long bytes) {
    DeviceInfo info = scope.device.info();
    if (bytes > info.maxAllocationBytes()) {
      throw new MemoryException(
          String.format(
              Locale.ROOT,
              "device %s cannot hold %s in one buffer (limit %s); use a smaller window (--memory)",
              info.quoted(),
              DeviceText.bytes(bytes),
              DeviceText.bytes(info.maxAllocationBytes())),
          bytes,
          info.maxAllocationBytes());
    }
  }

  private static Pointer at(ByteBuffer memory, int lead) {
    Pointer first = Pointer.to(memory);
    return lead == 0 ? first : first.withByteOffset(-lead);
  }

  private cl_mem make(Operation op, long bytes, long flags, @Nullable Pointer at) {
    cl_context in = op.use(context);
    return scope.cl.make(
        "clCreateBuffer",
        bytes,
        () -> bytes + " bytes" + (at == null ? "" : " of host memory"),
        status -> CL.clCreateBuffer(in, flags, bytes, at, status));
  }

  private Handle<cl_mem> handle(cl_mem made, @Nullable ByteBuffer memory, long bytes) {
    boolean wrapped = memory != null;
    return new Handle<>(scope, Handle.Kind.BUFFER, "the buffer", made, CL::clReleaseMemObject)
        .keeping(memory, () -> account(wrapped, -bytes));
  }

  private void account(boolean wrapped, long bytes) {
    if (wrapped) {
      scope.tally.wrapped.addAndGet(bytes);
    } else {
      scope.tally.allocated(bytes);
    }
  }

  /**
   * Builds a program, from its binary where that is kept.
   *
   * @param label what to call it in messages
   * @param source OpenCL C
   * @param options compiler options, may be empty
   * @throws DeviceException if it does not build, with the first lines of the compiler's log; the
   *     whole log is the cause's message
   */
  public ClProgram build(String label, String source, String options) {
    return build(label, source, options, 0);
  }

  /**
   * Builds a program.
   *
   * @param registers that a work-item may take at most, where the compiler can be told; 0: as it
   *     likes
   * @throws DeviceException as {@link #build(String, String, String)}
   */
  public ClProgram build(String label, String source, String options, int registers) {
    try (Operation op = scope.begin()) {
      return builder.build(op.use(context), label, source, options, registers);
    }
  }

  /**
   * Waits for running calls and commands, then releases everything. Idempotent.
   *
   * @throws DeviceException the first failure of a release; everything is released nevertheless
   */
  @Override
  public void close() {
    scope.closeAll();
  }
}
