package dev.foldcast.opencl;

import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.LockSupport;
import org.jocl.CL;
import org.jocl.Pointer;
import org.jocl.cl_context;
import org.jocl.cl_mem;
import org.jspecify.annotations.Nullable;

/**
 * What the objects of one session share. Its strong references to every live handle keep wrapped
 * host memory from being collected between two calls. Thread-safe.
 */
final class Scope {
  private static final long PAUSE_NANOS = 100_000;

  /** Longest time after which a closing session begins to keep another program. */
  private static final long KEEPING_NANOS = 1_000_000_000;

  final ClDevice device;
  final Tally tally = new Tally();
  final Cl cl;
  final Commands commands;
  final KeptBuffers kept;
  final SharedBlocks shared = new SharedBlocks();
  private final Gate gate;
  private final Set<Handle<?>> handles = ConcurrentHashMap.newKeySet();
  private final Set<ClQueue> queues = ConcurrentHashMap.newKeySet();
  private final Set<ClProgram> programs = ConcurrentHashMap.newKeySet();
  private @Nullable RuntimeException trouble;

  /**
   * @param keptBytes of closed buffers to keep at most
   */
  Scope(ClDevice device, ClHook hook, long keptBytes) {
    this.device = device;
    this.cl = new Cl(hook, tally, device.info());
    this.commands = new Commands(cl, this::remember);
    this.kept = new KeptBuffers(keptBytes);
    this.gate = new Gate("the session on device " + device.info().quoted());
  }

  /**
   * Begins an operation, to be closed.
   *
   * @throws dev.foldcast.error.ClosedException after the closing of the session
   */
  Operation begin() {
    gate.enter();
    return new Operation(gate);
  }

  void adopt(Handle<?> handle) {
    handles.add(handle);
    count(handle, 1);
  }

  void adopt(ClQueue queue) {
    queues.add(queue);
  }

  void adopt(ClProgram program) {
    programs.add(program);
  }

  void forget(ClProgram program) {
    programs.remove(program);
  }

  /** Closes one object: refuses new uses, waits for the commands that use it, releases. */
  void close(Handle<?> handle) {
    closing(() -> closeInside(handle));
  }

  /** Runs a part of a closing, unless the session's own closing has done it already. */
  void closing(Runnable body) {
    if (gate.tryEnter()) {
      try {
        body.run();
      } finally {
        gate.exit();
      }
    }
  }

  /** As {@link #close}, for a caller inside the gate. */
  void closeInside(Handle<?> handle) {
    handle.shut();
    while (!handle.isReleased()) {
      commands.awaitThoseWith(handle);
      if (!handle.isReleased()) {
        LockSupport.parkNanos(PAUSE_NANOS); // another thread is inside a call with it
      }
    }
  }

  void forget(ClQueue queue) {
    queues.remove(queue);
  }

  /** Releases a native object; a failure waits for the closing of the session to be reported. */
  void release(Handle<?> handle, String what, Cl.Call release) {
    int status = cl.release(handle.kind.release, release);
    forget(handle);
    check(handle.kind, status, what);
  }

  /** An object is gone, or nobody's any more. */
  void forget(Handle<?> handle) {
    handles.remove(handle);
    count(handle, -1);
  }

  private void check(Handle.Kind kind, int status, String what) {
    try {
      cl.check(kind.release, status, 0, () -> what, null);
    } catch (RuntimeException e) {
      remember(e);
    }
  }

  /** Keeps a buffer that nothing uses any more for the next one of its size. */
  void keep(cl_mem buffer, long bytes) {
    kept.keep(buffer, bytes).forEach(this::release);
  }

  /** Releases all buffers that are kept; whether there were any. */
  boolean releaseKept() {
    List<cl_mem> all = kept.drain();
    all.forEach(this::release);
    return !all.isEmpty();
  }

  private void release(cl_mem buffer) {
    Handle.Kind kind = Handle.Kind.BUFFER;
    check(kind, cl.release(kind.release, () -> CL.clReleaseMemObject(buffer)), "a kept buffer");
  }

  /** Keeps a shared block that nothing uses any more for the next one. */
  void keep(SharedBlock block) {
    if (!shared.keep(block)) {
      release(block);
    }
  }

  private void release(SharedBlock block) {
    release(block.buffer());
    free(block.context(), block.memory());
  }

  /** Gives shared memory back. */
  void free(cl_context context, Pointer memory) {
    cl.release(
        "clSVMFree",
        () -> {
          CL.clSVMFree(context, memory);
          return Status.SUCCESS;
        });
  }

  private void count(Handle<?> handle, int change) {
    tally.handles.addAndGet(change);
    if (handle.kind == Handle.Kind.EVENT) {
      tally.events.addAndGet(change);
    }
    if (handle.kind == Handle.Kind.BUFFER) {
      tally.buffers.addAndGet(change);
    }
  }

  private synchronized void remember(RuntimeException e) {
    if (trouble == null) {
      trouble = e;
    } else if (trouble != e) {
      trouble.addSuppressed(e);
    }
  }

  /**
   * Waits for running operations, then for commands, and releases everything.
   *
   * @throws dev.foldcast.error.DeviceException the first failure of a release, with the others
   *     suppressed; everything is released nevertheless
   */
  void closeAll() {
    gate.close(this::teardown);
    RuntimeException failure;
    synchronized (this) {
      failure = trouble;
      trouble = null;
    }
    if (failure != null) {
      throw failure;
    }
  }

  /** Keeps what was compiled, as long as nobody has to wait for it: drivers compile some more. */
  private void keepPrograms() {
    long start = System.nanoTime();
    for (ClProgram program : programs) {
      if (System.nanoTime() - start > KEEPING_NANOS) {
        break;
      }
      program.keep();
    }
    programs.clear();
  }

  private void teardown() {
    queues.forEach(commands::finish);
    queues.clear();
    commands.awaitAll();
    keepPrograms();
    kept.close().forEach(this::release);
    shared.close().forEach(this::release);
    for (Handle.Kind kind : Handle.Kind.values()) {
      for (Handle<?> handle : handles) {
        if (handle.kind == kind) {
          handle.shut();
        }
      }
    }
  }
}
