package dev.foldcast.opencl;

import dev.foldcast.error.ClosedException;
import dev.foldcast.error.MemoryException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import org.jocl.CL;
import org.jocl.Pointer;
import org.jocl.Sizeof;
import org.jocl.cl_kernel;
import org.jocl.cl_mem;
import org.jspecify.annotations.Nullable;

/**
 * A kernel in the hands of one holder: set every argument, launch it (once or more), close it to
 * give it back. Arguments stay set between launches. Thread-safe, though meant for one thread.
 */
public final class ClKernel implements AutoCloseable {
  private final ClProgram program;
  private final Scope scope;
  private final KernelCell cell;
  private final boolean[] set;
  private final @Nullable ClBuffer[] buffers;
  private final long[] locals;
  private boolean closed;

  ClKernel(ClProgram program, Scope scope, KernelCell cell) {
    this.program = program;
    this.scope = scope;
    this.cell = cell;
    this.set = new boolean[cell.count];
    this.buffers = new @Nullable ClBuffer[cell.count];
    this.locals = new long[cell.count];
  }

  /** Its name in the program. */
  public String name() {
    return cell.name;
  }

  /** Most work-items in a group of this kernel on this device. */
  public long maxWorkGroupSize() {
    return cell.maxWorkGroupSize;
  }

  /** Preferred multiple of the work-group size, at least 1 where the driver knows. */
  public long preferredMultiple() {
    return cell.preferredMultiple;
  }

  /** Private memory of a work-item, bytes, as the driver reports it. */
  public long privateBytes() {
    return cell.privateBytes;
  }

  /** Sets a buffer argument. */
  public synchronized ClKernel arg(int index, ClBuffer buffer) {
    if (buffer.scope != scope) {
      throw new IllegalArgumentException("argument " + index + " is a buffer of another session");
    }
    try (Operation op = scope.begin()) {
      cl_mem object = op.use(buffer.handle);
      set(op, index, Sizeof.cl_mem, object, () -> Pointer.to(object));
      buffers[index] = buffer;
    }
    return this;
  }

  /** Sets a 32-bit integer argument. */
  public synchronized ClKernel argInt(int index, int value) {
    return value(index, Integer.BYTES, value, () -> Pointer.to(new int[] {value}));
  }

  /** Sets a 64-bit integer argument. */
  public synchronized ClKernel argLong(int index, long value) {
    return value(index, Long.BYTES, value, () -> Pointer.to(new long[] {value}));
  }

  /** Sets an argument by value: the remaining bytes, in the device's byte order. */
  public synchronized ClKernel argBytes(int index, ByteBuffer structBytes) {
    byte[] bytes = new byte[structBytes.remaining()];
    structBytes.duplicate().get(bytes);
    return value(index, bytes.length, bytes, () -> Pointer.to(bytes));
  }

  /** Sets an argument in local memory, of so many bytes for each work-group. */
  public synchronized ClKernel argLocal(int index, long bytes) {
    value(index, bytes, bytes, () -> null);
    locals[index] = bytes;
    return this;
  }

  private ClKernel value(int index, long bytes, Object value, Supplier<@Nullable Pointer> at) {
    if (bytes <= 0) {
      throw new IllegalArgumentException("argument " + index + " has " + bytes + " bytes");
    }
    try (Operation op = scope.begin()) {
      set(op, index, bytes, value, at);
    }
    return this;
  }

  private void set(
      Operation op, int index, long bytes, Object value, Supplier<@Nullable Pointer> at) {
    if (index < 0 || index >= cell.count) {
      throw new IndexOutOfBoundsException(
          "argument " + index + " of kernel " + cell.name + ", which has " + cell.count);
    }
    cl_kernel kernel = use(op);
    set[index] = false;
    buffers[index] = null;
    locals[index] = 0;
    if (!cell.takeIfSame(index, value)) {
      scope.cl.call(
          "clSetKernelArg",
          0,
          () -> "argument " + index + " of kernel " + cell.name + ", " + bytes + " bytes",
          () -> CL.clSetKernelArg(kernel, index, bytes, at.get()));
    }
    cell.note(index, value);
    set[index] = true;
  }

  void checkOwner(Scope session) {
    if (scope != session) {
      throw new IllegalArgumentException("kernel " + cell.name + " is of another session");
    }
  }

  void launched(long[] global, long[] local) {
    program.launched(cell.name, global, local);
  }

  /** The native object, for a caller that holds this kernel's monitor. */
  cl_kernel use(Operation op) {
    if (closed) {
      throw new ClosedException("kernel " + cell.name);
    }
    return op.use(cell.handle);
  }

  /** What a launch uses, after checks; for a caller that holds this kernel's monitor. */
  List<Handle<?>> ready(Operation op) {
    long local = 0;
    for (int i = 0; i < set.length; i++) {
      if (!set[i]) {
        throw new IllegalStateException(
            "argument " + i + " of kernel " + cell.name + " is not set");
      }
      local += locals[i];
    }
    long limit = scope.device.info().localMemoryBytes();
    if (local > limit) {
      throw new MemoryException(
          "kernel "
              + cell.name
              + " needs "
              + local
              + " bytes of local memory, of "
              + limit
              + " that device "
              + scope.device.info().quoted()
              + " has; use a smaller work-group",
          local,
          limit);
    }
    List<Handle<?>> used = new ArrayList<>();
    used.add(cell.handle);
    for (ClBuffer buffer : buffers) {
      if (buffer != null) {
        op.use(buffer.handle);
        used.add(buffer.handle);
      }
    }
    return used;
  }

  /** Gives it back to the pool; launches go on. Idempotent. */
  @Override
  public synchronized void close() {
    if (!closed) {
      closed = true;
      program.giveBack(cell);
    }
  }
}
