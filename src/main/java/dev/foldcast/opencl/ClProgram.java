package dev.foldcast.opencl;

import dev.foldcast.error.ClosedException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jocl.cl_program;
import org.jspecify.annotations.Nullable;

/**
 * A built program, with a pool of its kernels: a native kernel object holds its arguments and has
 * one holder at a time. Thread-safe.
 */
public final class ClProgram implements AutoCloseable {
  private final Scope scope;
  private final Handle<cl_program> handle;
  private final String label;
  private final long buildNanos;
  private final @Nullable KeptProgram kept;
  private final Map<String, Deque<KernelCell>> idle = new HashMap<>();
  private final List<KernelCell> cells = new ArrayList<>();
  private boolean closed;

  /**
   * @param kept what is kept of it for other processes, or null
   */
  ClProgram(
      Scope scope,
      Handle<cl_program> handle,
      String label,
      long buildNanos,
      @Nullable KeptProgram kept) {
    this.scope = scope;
    this.handle = handle;
    this.label = label;
    this.buildNanos = buildNanos;
    this.kept = kept;
    scope.adopt(this);
  }

  /** What it was called when it was built. */
  public String label() {
    return label;
  }

  /** Nanoseconds that the build took. */
  public long buildNanos() {
    return buildNanos;
  }

  /**
   * A kernel for the caller alone, until it is closed; no argument is set.
   *
   * @throws dev.foldcast.error.DeviceException if the program has no kernel of that name
   */
  public ClKernel kernel(String name) {
    try (Operation op = scope.begin()) {
      cl_program program = op.use(handle);
      KernelCell cell;
      synchronized (this) {
        Deque<KernelCell> free = idle.get(name);
        cell = free == null ? null : free.poll();
      }
      if (cell == null) {
        cell = KernelCell.create(scope, program, label, name);
        adopt(cell);
        if (kept != null) {
          kept.uses.made(name);
        }
      }
      return new ClKernel(this, scope, cell);
    }
  }

  private synchronized void adopt(KernelCell cell) {
    if (closed) {
      cell.handle.shut();
      throw new ClosedException("program " + label);
    }
    cells.add(cell);
  }

  synchronized void giveBack(KernelCell cell) {
    idle.computeIfAbsent(cell.name, name -> new ArrayDeque<>()).push(cell);
  }

  /** Notes a launch of one of its kernels. */
  void launched(String kernel, long[] global, long[] local) {
    if (kept != null) {
      kept.uses.launched(kernel, global, local);
    }
  }

  /** Keeps its binary for other processes; for a caller inside the gate, before the release. */
  void keep() {
    if (kept != null) {
      kept.keep(scope, handle);
    }
  }

  /** Waits for its running kernels and releases them and itself. Idempotent. */
  @Override
  public void close() {
    scope.closing(
        () -> {
          keep();
          discard();
        });
  }

  /** Releases it without keeping anything; for a caller inside the gate. */
  void discard() {
    scope.forget(this);
    List<KernelCell> all;
    synchronized (this) {
      closed = true;
      all = List.copyOf(cells);
    }
    all.forEach(cell -> scope.closeInside(cell.handle));
    scope.closeInside(handle);
  }
}
