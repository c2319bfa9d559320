package dev.foldcast.opencl;

import dev.foldcast.error.DeviceException;
import dev.foldcast.error.MemoryException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.Iterator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.Consumer;
import java.util.function.Predicate;
import org.jocl.CL;
import org.jocl.Pointer;
import org.jocl.cl_event;
import org.jspecify.annotations.Nullable;

/**
 * The commands of a session that are not known to have ended. One that completed proves that those
 * it waited for did, and those before it in an in-order queue, so that most need no question.
 * Thread-safe.
 */
final class Commands {
  /** With more than so many running, the oldest is asked before another is added. */
  private static final int UNASKED = 64;

  /** How long {@link #endsSoon} asks. */
  private static final long AWAKE_NANOS = 100_000;

  /** What {@link #executionStatus} gives if the driver does not say. */
  private static final int UNKNOWN = Integer.MAX_VALUE;

  /**
   * Host memory under commands of which a failing driver would not say that they ended. It must
   * never be freed: the device may still read it.
   */
  private static final Queue<Object> LOST = new ConcurrentLinkedQueue<>();

  private final Cl cl;
  private final Consumer<RuntimeException> trouble;
  private final Set<Command> running = new LinkedHashSet<>();
  private long last;

  /**
   * @param trouble takes failures that concern nobody's call
   */
  Commands(Cl cl, Consumer<RuntimeException> trouble) {
    this.cl = cl;
    this.trouble = trouble;
  }

  /** Adds a command just enqueued; its queue's order is that of the calls. */
  synchronized void add(Command command) {
    command.hold();
    command.order(++last);
    running.add(command);
  }

  /** Order of the command added last. */
  synchronized long last() {
    return last;
  }

  /** A command ended that was never added: a blocking one, begun when {@code last} was last. */
  void completedAfter(Command blocking, long last) {
    blocking.order(last + 1);
    ended(blocking, true);
  }

  /**
   * A command ended.
   *
   * @param completed with success, which proves that those before it ended
   */
  void ended(Command first, boolean completed) {
    List<Command> gone = new ArrayList<>();
    synchronized (this) {
      Deque<Command> todo = new ArrayDeque<>();
      todo.add(first);
      while (!todo.isEmpty()) {
        Command command = todo.remove();
        if (running.remove(command)) {
          gone.add(command);
        } else if (command != first) {
          continue;
        }
        List<Command> waits = command.takeWaits();
        if (completed) {
          todo.addAll(waits);
          if (command.queue.inOrder()) {
            before(command, gone, todo);
          }
        }
      }
    }
    gone.forEach(Command::letGo);
  }

  private void before(Command command, List<Command> gone, Deque<Command> todo) {
    Iterator<Command> each = running.iterator();
    while (each.hasNext()) {
      Command other = each.next();
      if (other.queue == command.queue && other.order() < command.order()) {
        each.remove();
        gone.add(other);
        todo.addAll(other.takeWaits());
      }
    }
  }

  /** Everything on a queue up to {@code through} ended, with or without success. */
  void endedOn(ClQueue queue, long through) {
    List<Command> gone = new ArrayList<>();
    synchronized (this) {
      for (Command command : running) {
        if (command.queue == queue && command.order() <= through) {
          gone.add(command);
        }
      }
      running.removeAll(gone);
    }
    gone.forEach(Command::letGo);
  }

  /** Asks for the oldest commands if there are many, so that forgotten ones do not pile up. */
  void prune() {
    while (true) {
      Command oldest = null;
      synchronized (this) {
        if (running.size() > UNASKED) {
          oldest = running.iterator().next();
          oldest.event.share();
        }
      }
      if (oldest == null) {
        return;
      }
      int status = status(oldest);
      if (status > 0) {
        return;
      }
      ended(oldest, status == 0);
    }
  }

  /** Asks for a command whose event is shared, and ends the sharing. */
  private int status(Command command) {
    try {
      return executionStatus(command.event.object());
    } finally {
      command.event.done();
    }
  }

  /** 0 if completed, negative if failed, positive if not ended or unknown. */
  int executionStatus(cl_event event) {
    int[] status = new int[1];
    Pointer to = Pointer.to(status);
    int answer = cl.attempt("clGetEventInfo", () -> ask(event, to));
    return answer == Status.SUCCESS ? status[0] : UNKNOWN;
  }

  private static int ask(cl_event event, Pointer status) {
    int what = CL.CL_EVENT_COMMAND_EXECUTION_STATUS;
    return CL.clGetEventInfo(event, what, Integer.BYTES, status, null);
  }

  /**
   * Asks for a flushed command again and again, for a while. (Asleep, the host waited 33 of the 58
   * microseconds of a sum of 1000 numbers, which takes one.) Other threads come first meanwhile.
   *
   * @return whether it completed; if not, waiting tells
   */
  @SuppressWarnings("ThreadPriorityCheck") // a hint, on which no answer depends
  boolean endsSoon(cl_event event) {
    int[] status = {UNKNOWN};
    Pointer to = Pointer.to(status);
    long until = System.nanoTime() + AWAKE_NANOS;
    int answer =
        cl.attempt(
            "clGetEventInfo",
            () -> {
              int asked;
              do {
                Thread.yield();
                asked = ask(event, to);
              } while (asked == Status.SUCCESS && status[0] > 0 && System.nanoTime() < until);
              return asked;
            });
    return answer == Status.SUCCESS && status[0] == 0;
  }

  /** Waits for every command. */
  void awaitAll() {
    await(command -> true);
  }

  /** Waits for the commands that use an object. */
  void awaitThoseWith(Handle<?> handle) {
    await(command -> command.uses(handle));
  }

  private void await(Predicate<Command> which) {
    for (Command next = lastOf(which); next != null; next = lastOf(which)) {
      try {
        await(next);
      } finally {
        next.event.done();
      }
    }
  }

  private synchronized @Nullable Command lastOf(Predicate<Command> which) {
    Command found = null;
    for (Command command : running) {
      if (which.test(command)) {
        found = command;
      }
    }
    if (found != null) {
      found.event.share();
    }
    return found;
  }

  private void await(Command command) {
    try {
      command.queue.flushForOthers();
    } catch (DeviceException | MemoryException e) {
      trouble.accept(e);
    }
    cl_event[] events = {command.event.object()};
    int status = cl.attempt("clWaitForEvents", () -> CL.clWaitForEvents(1, events));
    if (status == Status.SUCCESS) {
      ended(command, true);
      return;
    }
    int own = executionStatus(events[0]);
    if (own >= 0) {
      report("clWaitForEvents", status, command.label);
    }
    if (own > 0) {
      finish(command.queue);
    }
    synchronized (this) {
      if (own > 0 && running.contains(command)) {
        LOST.addAll(command.memory());
      }
    }
    ended(command, own == 0);
  }

  /** Waits for a whole queue; a failure is reported to nobody's call. */
  void finish(ClQueue queue) {
    long through = last();
    int status = cl.attempt("clFinish", () -> CL.clFinish(queue.object()));
    if (status == Status.SUCCESS) {
      endedOn(queue, through);
    } else {
      report("clFinish", status, "closing");
    }
  }

  private void report(String call, int status, String about) {
    try {
      cl.check(call, status, 0, () -> about, null);
    } catch (RuntimeException e) {
      trouble.accept(e);
    }
  }
}
