package dev.foldcast.opencl;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.jocl.CL;
import org.jocl.cl_command_queue;
import org.jocl.cl_event;
import org.jspecify.annotations.Nullable;

/** One command on its way to a queue: its wait list, its event, and who must outlive it. */
final class Submission {
  /** The native call, which fills {@code event} in if there is one. */
  @FunctionalInterface
  interface Enqueue {
    int run(
        cl_command_queue queue, int count, cl_event @Nullable [] waits, @Nullable cl_event event);
  }

  private final Scope scope;
  private final ClQueue queue;
  private final String call;
  private final String label;
  private final long bytes;
  private final Supplier<String> sizes;

  /**
   * @param label what the command does, for people
   * @param bytes what it moves, 0 for a launch
   * @param sizes more facts for a failure's message
   */
  Submission(
      Scope scope, ClQueue queue, String call, String label, long bytes, Supplier<String> sizes) {
    this.scope = scope;
    this.queue = queue;
    this.call = call;
    this.label = label;
    this.bytes = bytes;
    this.sizes = sizes;
  }

  /**
   * Gives the command to the queue and goes on.
   *
   * @param used the objects that must outlive it, which the operation uses
   */
  ClEvent enqueue(Operation op, List<Handle<?>> used, List<ClEvent> waits, Enqueue body) {
    cl_command_queue target = op.use(queue.handle);
    cl_event[] list = waitList(op, waits);
    scope.commands.prune();
    List<Handle<?>> held = new ArrayList<>(used);
    held.add(queue.handle);
    // Commands counts on the order of registration being the order of enqueuing.
    synchronized (queue.order) {
      Command command = command(run(target, list, waits, body), held, waits);
      scope.commands.add(command);
      queue.markUnflushed();
      return new ClEvent(scope, command, false);
    }
  }

  /** Gives the queue a command that blocks, which has ended on return. */
  ClEvent block(Operation op, List<ClEvent> waits, Enqueue body) {
    return block(op, waits, body, event -> {});
  }

  /**
   * The same of a write: that returns when the host's memory may be used again, which by OpenCL 1.2
   * can be before the buffer has the data. (Intel's CPU driver does so with a few bytes on a queue
   * out of order, and kernels on another queue then read what was there before.)
   */
  ClEvent blockAndAwait(Operation op, List<ClEvent> waits, Enqueue body) {
    return block(
        op,
        waits,
        body,
        event ->
            scope.cl.call(
                "clWaitForEvents",
                bytes,
                () -> label,
                () -> CL.clWaitForEvents(1, new cl_event[] {event})));
  }

  private ClEvent block(
      Operation op, List<ClEvent> waits, Enqueue body, Consumer<cl_event> settle) {
    cl_command_queue target = op.use(queue.handle);
    cl_event[] list = waitList(op, waits);
    long before = scope.commands.last();
    cl_event event = run(target, list, waits, body);
    Command command = command(event, List.of(), waits);
    try {
      settle.accept(event);
    } catch (RuntimeException e) {
      scope.closing(command.event::shut);
      throw e;
    }
    scope.commands.completedAfter(command, before);
    return new ClEvent(scope, command, true);
  }

  /** As {@link #block} without an event; what it waited for has ended on return, too. */
  void blockUnseen(Operation op, List<ClEvent> waits, Enqueue body) {
    cl_command_queue target = op.use(queue.handle);
    run(target, waitList(op, waits), waits, null, body);
    waits.forEach(ClEvent::completed);
  }

  private cl_event run(
      cl_command_queue target, cl_event @Nullable [] list, List<ClEvent> waits, Enqueue body) {
    cl_event event = new cl_event();
    run(target, list, waits, event, body);
    return event;
  }

  private void run(
      cl_command_queue target,
      cl_event @Nullable [] list,
      List<ClEvent> waits,
      @Nullable cl_event event,
      Enqueue body) {
    scope.cl.call(
        call,
        bytes,
        () -> label + sizes.get() + after(waits),
        () -> body.run(target, list == null ? 0 : list.length, list, event));
  }

  private Command command(cl_event event, List<Handle<?>> held, List<ClEvent> waits) {
    Handle<cl_event> handle =
        new Handle<>(scope, Handle.Kind.EVENT, "the event of " + label, event, CL::clReleaseEvent);
    List<Command> before = new ArrayList<>();
    waits.forEach(wait -> before.add(wait.command));
    return new Command(queue, call, label, handle, held, before);
  }

  private cl_event @Nullable [] waitList(Operation op, List<ClEvent> waits) {
    List<cl_event> list = new ArrayList<>();
    for (ClEvent wait : waits) {
      if (wait.scope != scope) {
        throw new IllegalArgumentException("event " + wait + " is of another session");
      }
      cl_event event = op.use(wait.command.event);
      if (!wait.knownCompleted()) {
        list.add(event);
        if (wait.command.queue != queue) {
          wait.command.queue.flushForOthers();
        }
      }
    }
    return list.isEmpty() ? null : list.toArray(cl_event[]::new);
  }

  private static String after(List<ClEvent> waits) {
    return waits.isEmpty()
        ? ""
        : waits.stream().map(ClEvent::label).collect(Collectors.joining(", ", ", after ", ""));
  }
}
