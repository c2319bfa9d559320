package dev.foldcast.opencl;

import java.lang.ref.Reference;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.List;
import org.jocl.CL;
import org.jocl.Pointer;
import org.jocl.cl_command_queue;
import org.jocl.cl_kernel;
import org.jocl.cl_mem;

/**
 * A queue of commands, profiled. Every method gives the command's event, which the caller closes;
 * {@code waits} are events of this session that must have ended first. Ranges are checked before
 * the driver sees them ({@link IndexOutOfBoundsException}). Thread-safe.
 */
public final class ClQueue implements AutoCloseable {
  private final Scope scope;
  final Handle<cl_command_queue> handle;

  /** Held while a command is enqueued. */
  final Object order = new Object();

  private final boolean inOrder;
  private volatile boolean unflushed;

  ClQueue(Scope scope, Handle<cl_command_queue> handle, boolean inOrder) {
    this.scope = scope;
    this.handle = handle;
    this.inOrder = inOrder;
  }

  /** Whether commands run in the order of the calls. */
  public boolean inOrder() {
    return inOrder;
  }

  cl_command_queue object() {
    return handle.object();
  }

  /**
   * Copies the remaining bytes of host memory into a buffer, and waits for that; the source's
   * position stays. Direct buffers are best: a heap array is pinned meanwhile.
   */
  public ClEvent write(ClBuffer dst, long dstOffset, ByteBuffer src, List<ClEvent> waits) {
    int bytes = HostBytes.length(src);
    dst.checkRange(dstOffset, bytes);
    dst.checkWritable();
    Pointer from = HostBytes.readable(src);
    try (Operation op = scope.begin()) {
      cl_mem to = use(op, dst);
      ClEvent event =
          moving("clEnqueueWriteBuffer", "write ", bytes)
              .blockAndAwait(
                  op,
                  waits,
                  (queue, n, list, done) ->
                      CL.clEnqueueWriteBuffer(
                          queue, to, true, dstOffset, bytes, from, n, list, done));
      scope.tally.uploaded.addAndGet(bytes);
      return event;
    } finally {
      Reference.reachabilityFence(src);
    }
  }

  /**
   * Copies from a buffer into the remaining bytes of host memory, and waits for that; the
   * destination's position stays.
   *
   * @throws java.nio.ReadOnlyBufferException if {@code dst} is read-only
   */
  public ClEvent read(ClBuffer src, long srcOffset, ByteBuffer dst, List<ClEvent> waits) {
    int bytes = HostBytes.length(dst);
    src.checkRange(srcOffset, bytes);
    Pointer to = HostBytes.writable(dst);
    try (Operation op = scope.begin()) {
      cl_mem from = use(op, src);
      ClEvent event =
          moving("clEnqueueReadBuffer", "read ", bytes)
              .block(
                  op,
                  waits,
                  (queue, n, list, done) ->
                      CL.clEnqueueReadBuffer(
                          queue, from, true, srcOffset, bytes, to, n, list, done));
      scope.tally.readBack.addAndGet(bytes);
      return event;
    } finally {
      Reference.reachabilityFence(dst);
    }
  }

  /** As {@link #read} for what nobody times or waits for: without an event. */
  public void readNow(ClBuffer src, long srcOffset, ByteBuffer dst, List<ClEvent> waits) {
    int bytes = HostBytes.length(dst);
    src.checkRange(srcOffset, bytes);
    Pointer to = HostBytes.writable(dst);
    try (Operation op = scope.begin()) {
      cl_mem from = use(op, src);
      moving("clEnqueueReadBuffer", "read ", bytes)
          .blockUnseen(
              op,
              waits,
              (queue, n, list, done) ->
                  CL.clEnqueueReadBuffer(queue, from, true, srcOffset, bytes, to, n, list, done));
      scope.tally.readBack.addAndGet(bytes);
    } finally {
      Reference.reachabilityFence(dst);
    }
  }

  /** Copies between two buffers, or two ranges of one that do not overlap. */
  public ClEvent copy(
      ClBuffer src, long srcOffset, ClBuffer dst, long dstOffset, long bytes, List<ClEvent> waits) {
    checkSize(bytes);
    src.checkRange(srcOffset, bytes);
    dst.checkRange(dstOffset, bytes);
    dst.checkWritable();
    if (src == dst && Math.abs(srcOffset - dstOffset) < bytes) {
      throw new IllegalArgumentException("the ranges of the copy overlap");
    }
    try (Operation op = scope.begin()) {
      cl_mem from = use(op, src);
      cl_mem to = use(op, dst);
      ClEvent event =
          moving("clEnqueueCopyBuffer", "copy ", bytes)
              .enqueue(
                  op,
                  List.of(src.handle, dst.handle),
                  waits,
                  (queue, n, list, done) ->
                      CL.clEnqueueCopyBuffer(
                          queue, from, to, srcOffset, dstOffset, bytes, n, list, done));
      scope.tally.copied.addAndGet(bytes);
      return event;
    }
  }

  /** Fills a range with a pattern of 4 bytes; offset and length are multiples of 4. */
  public ClEvent fill(ClBuffer dst, long offset, long bytes, int pattern, List<ClEvent> waits) {
    checkSize(bytes);
    dst.checkRange(offset, bytes);
    dst.checkWritable();
    if (offset % Integer.BYTES != 0 || bytes % Integer.BYTES != 0) {
      throw new IllegalArgumentException(
          "a fill of " + bytes + " bytes at byte " + offset + " does not divide by 4");
    }
    Pointer value = Pointer.to(new int[] {pattern});
    try (Operation op = scope.begin()) {
      cl_mem to = use(op, dst);
      return moving("clEnqueueFillBuffer", "fill ", bytes)
          .enqueue(
              op,
              List.of(dst.handle),
              waits,
              (queue, n, list, done) ->
                  CL.clEnqueueFillBuffer(
                      queue, to, value, Integer.BYTES, offset, bytes, n, list, done));
    }
  }

  /**
   * Launches a kernel.
   *
   * @param globalSize work-items along each of 1 to 3 dimensions, multiples of {@code localSize}
   * @param localSize work-items of a group along each dimension
   * @throws IllegalArgumentException if the sizes are not what the kernel and device allow
   * @throws IllegalStateException if an argument of the kernel is not set
   */
  public ClEvent launch(ClKernel kernel, long[] globalSize, long[] localSize, List<ClEvent> waits) {
    long[] global = globalSize.clone();
    long[] local = localSize.clone();
    kernel.checkOwner(scope);
    LaunchSizes.check(kernel, scope.device.info(), global, local);
    Submission launch =
        new Submission(
            scope,
            this,
            "clEnqueueNDRangeKernel",
            kernel.name(),
            0,
            () -> ", global " + Arrays.toString(global) + ", local " + Arrays.toString(local));
    synchronized (kernel) {
      try (Operation op = scope.begin()) {
        cl_kernel object = kernel.use(op);
        ClEvent event =
            launch.enqueue(
                op,
                kernel.ready(op),
                waits,
                (queue, n, list, done) ->
                    CL.clEnqueueNDRangeKernel(
                        queue, object, global.length, null, global, local, n, list, done));
        scope.tally.launches.incrementAndGet();
        kernel.launched(global, local);
        return event;
      }
    }
  }

  private Submission moving(String call, String verb, long bytes) {
    return new Submission(scope, this, call, verb + bytes + " B", bytes, () -> "");
  }

  private cl_mem use(Operation op, ClBuffer buffer) {
    if (buffer.scope != scope) {
      throw new IllegalArgumentException("a buffer of another session");
    }
    return op.use(buffer.handle);
  }

  private static void checkSize(long bytes) {
    if (bytes <= 0) {
      throw new IllegalArgumentException("a command on " + bytes + " bytes");
    }
  }

  void markUnflushed() {
    unflushed = true;
  }

  /** Hands what was enqueued to the device. */
  public void flush() {
    try (Operation op = scope.begin()) {
      cl_command_queue queue = op.use(handle);
      unflushed = false;
      scope.cl.call("clFlush", () -> CL.clFlush(queue));
    }
  }

  /** Waits until everything that was enqueued has ended. */
  public void finish() {
    try (Operation op = scope.begin()) {
      cl_command_queue queue = op.use(handle);
      long through = scope.commands.last();
      scope.cl.call("clFinish", () -> CL.clFinish(queue));
      scope.commands.endedOn(this, through);
    }
  }

  /** Flushes, if need be, so that others can wait for this queue's events. */
  void flushForOthers() {
    if (unflushed && handle.share()) {
      try {
        unflushed = false;
        scope.cl.call("clFlush", () -> CL.clFlush(handle.object()));
      } finally {
        handle.done();
      }
    }
  }

  /** Waits for its commands and releases it. Idempotent. */
  @Override
  public void close() {
    scope.closing(
        () -> {
          if (handle.share()) {
            handle.shut();
            scope.commands.finish(this);
            handle.done();
          }
          scope.closeInside(handle);
          scope.forget(this);
        });
  }
}
