package dev.foldcast.opencl;

import org.jocl.CL;
import org.jocl.cl_event;

/**
 * When a command ends. Close it as soon as nothing more waits for it; the command goes on. The
 * failure of a command shows in {@link #await} and in the commands that wait for its event, so one
 * of them must follow. Thread-safe.
 */
public final class ClEvent implements AutoCloseable {
  /**
   * Times of a command by the device's clock, in nanoseconds.
   *
   * @param queued given to the queue
   * @param started began to run
   * @param ended had run
   */
  public record Profile(long queued, long started, long ended) {
    /** Nanoseconds it ran. */
    public long nanos() {
      return ended - started;
    }
  }

  final Scope scope;
  final Command command;
  private volatile boolean completed;

  ClEvent(Scope scope, Command command, boolean completed) {
    this.scope = scope;
    this.command = command;
    this.completed = completed;
  }

  /** What the command does, for people: {@code write 4096 B}, or a kernel's name. */
  public String label() {
    return command.label;
  }

  /**
   * Waits until the command has ended.
   *
   * @throws dev.foldcast.error.DeviceException if it failed
   */
  public void await() {
    await(false);
  }

  /**
   * As {@link #await()}.
   *
   * @param awake for a command that ends within microseconds: whether the host stays awake for it.
   *     Not beside kernels that need all its cores
   */
  public void await(boolean awake) {
    try (Operation op = scope.begin()) {
      cl_event event = op.use(command.event);
      if (completed) {
        return;
      }
      command.queue.flushForOthers();
      if (awake && scope.commands.endsSoon(event)) {
        ended(0);
        return;
      }
      int status =
          scope.cl.attempt("clWaitForEvents", () -> CL.clWaitForEvents(1, new cl_event[] {event}));
      if (status == Status.SUCCESS) {
        ended(0);
        return;
      }
      int own = scope.commands.executionStatus(event);
      ended(own);
      boolean failed = own < 0;
      scope.cl.check(
          failed ? command.call : "clWaitForEvents",
          failed ? own : status,
          0,
          () -> command.label + (failed ? " failed on the device" : ""),
          null);
    }
  }

  /** Whether the command has ended, with or without success; does not wait. */
  public boolean isComplete() {
    try (Operation op = scope.begin()) {
      cl_event event = op.use(command.event);
      if (completed) {
        return true;
      }
      command.queue.flushForOthers();
      int[] status = new int[1];
      scope.cl.call(
          "clGetEventInfo",
          () ->
              CL.clGetEventInfo(
                  event,
                  CL.CL_EVENT_COMMAND_EXECUTION_STATUS,
                  Integer.BYTES,
                  org.jocl.Pointer.to(status),
                  null));
      ended(status[0]);
      return status[0] <= 0;
    }
  }

  /** The command is known to have ended with success. */
  void completed() {
    ended(0);
  }

  private void ended(int status) {
    if (status <= 0) {
      completed |= status == 0;
      scope.commands.ended(command, status == 0);
    }
  }

  /**
   * When the command ran; after its end only.
   *
   * @throws dev.foldcast.error.DeviceException if it has not ended, or the driver does not say
   */
  public Profile profile() {
    try (Operation op = scope.begin()) {
      cl_event event = op.use(command.event);
      return new Profile(
          time(event, CL.CL_PROFILING_COMMAND_QUEUED),
          time(event, CL.CL_PROFILING_COMMAND_START),
          time(event, CL.CL_PROFILING_COMMAND_END));
    }
  }

  private long time(cl_event event, int what) {
    return Query.single(
        scope.cl,
        "clGetEventProfilingInfo",
        command.label,
        (size, at, needed) -> CL.clGetEventProfilingInfo(event, what, size, at, needed));
  }

  /** Whether the command is known to have completed, so that nothing need wait for it. */
  boolean knownCompleted() {
    return completed;
  }

  @Override
  public void close() {
    scope.closing(command.event::shut);
  }

  @Override
  public String toString() {
    return command.label;
  }
}
