package dev.foldcast.opencl;

import java.util.ArrayList;
import java.util.List;
import org.jocl.cl_event;

/** One command given to a queue, with everything that must outlive it. */
final class Command {
  final ClQueue queue;
  final String call;
  final String label;
  final Handle<cl_event> event;
  private final List<Handle<?>> used;
  private List<Command> waits;
  private long order;

  /**
   * @param call the OpenCL call that made it
   * @param label what it does, for people
   * @param used what it uses besides its event; the caller holds uses of them
   * @param waits the commands that it waits for
   */
  Command(
      ClQueue queue,
      String call,
      String label,
      Handle<cl_event> event,
      List<Handle<?>> used,
      List<Command> waits) {
    this.queue = queue;
    this.call = call;
    this.label = label;
    this.event = event;
    this.used = List.copyOf(used);
    this.waits = List.copyOf(waits);
  }

  /** Place in the order of enqueuing; guarded by {@link Commands}. */
  long order() {
    return order;
  }

  void order(long value) {
    order = value;
  }

  /** The commands it waited for, given away once. Guarded by {@link Commands}. */
  List<Command> takeWaits() {
    List<Command> taken = waits;
    waits = List.of();
    return taken;
  }

  boolean uses(Handle<?> handle) {
    return event == handle || used.contains(handle);
  }

  /** Begins to hold what it uses. */
  void hold() {
    event.share();
    used.forEach(Handle::share);
  }

  /** Lets go of what it uses, which releases what its owners have closed meanwhile. */
  void letGo() {
    used.forEach(Handle::done);
    event.done();
  }

  /** Host memory that the command may still touch. */
  List<Object> memory() {
    List<Object> memory = new ArrayList<>();
    for (Handle<?> handle : used) {
      Object kept = handle.memory();
      if (kept != null) {
        memory.add(kept);
      }
    }
    return memory;
  }
}
