package dev.foldcast.opencl;

import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * What the objects of one session share. Its strong references to every live handle keep wrapped
 * host memory from being collected between two calls. Thread-safe.
 */
final class Scope {
  private static final long PAUSE_NANOS = 100_000;

  final ClDevice device;
  final Tally tally = new Tally();
  final Cl cl;
  final Commands commands;
  private final Gate gate;
  private final Set<Handle<?>> handles = ConcurrentHashMap.newKeySet();
  private final Set<ClQueue> queues = ConcurrentHashMap.newKeySet();
  private @Nullable RuntimeException trouble;

  Scope(ClDevice device, ClHook hook) {
    this.device = device;
    this.cl = new Cl(hook, tally, device.info());
    this.commands = new Commands(cl, this::remember);
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
    handles.remove(handle);
    count(handle, -1);
    try {
      cl.check(handle.kind.release, status, 0, () -> what, null);
    } catch (RuntimeException e) {
      remember(e);
    }
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

  private void teardown() {
    queues.forEach(commands::finish);
    queues.clear();
    commands.awaitAll();
    for (Handle.Kind kind : Handle.Kind.values()) {
      for (Handle<?> handle : handles) {
        if (handle.kind == kind) {
          handle.shut();
        }
      }
    }
  }
}
