package dev.foldcast.engine;

import dev.foldcast.opencl.ClBuffer;
import dev.foldcast.opencl.ClEvent;
import dev.foldcast.plan.Box;
import dev.foldcast.plan.Plan;
import dev.foldcast.plan.Window;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Brings the operands of one window after the other to the device. What two windows share is
 * brought once; of the rest each operand has two places, one in use while the other is filled.
 */
final class Feeder implements AutoCloseable {
  private static final int PLACES = 2;

  private final List<Operand> operands;
  private final Uploads uploads;
  private final Meter meter;
  private final List<List<Slot>> slots = new ArrayList<>();
  private final int[] current;

  Feeder(Plan plan, List<Operand> operands, Uploads uploads, Meter meter) {
    this.operands = List.copyOf(operands);
    this.uploads = uploads;
    this.meter = meter;
    this.current = new int[operands.size()];
    int places = plan.windows().several() ? PLACES : 1;
    for (int k = 0; k < operands.size(); k++) {
      List<Slot> of = new ArrayList<>();
      for (int i = 0; i < places; i++) {
        of.add(new Slot());
      }
      slots.add(of);
    }
  }

  /**
   * What a window needs.
   *
   * @param buffers of the operands
   * @param events that its first kernel must wait for
   * @param slots to be told which kernel reads them last
   */
  record Fed(List<ClBuffer> buffers, List<ClEvent> events, List<Slot> slots) {
    /** Elements of each operand's buffer that come before its box. */
    List<Long> leads(Plan plan) {
      List<Long> leads = new ArrayList<>();
      for (int k = 0; k < buffers.size(); k++) {
        int item = plan.operation().operands().get(k).dtype().itemBytes();
        leads.add((long) buffers.get(k).lead() / item);
      }
      return leads;
    }

    void usedBy(Done kernel) {
      slots.forEach(slot -> slot.usedBy(kernel));
    }
  }

  /** Brings what a window needs and the one before it did not have. */
  Fed bring(Window window) {
    List<ClBuffer> buffers = new ArrayList<>();
    List<ClEvent> events = new ArrayList<>();
    List<Slot> used = new ArrayList<>();
    for (int k = 0; k < operands.size(); k++) {
      Box box = window.boxes().get(k);
      if (operands.get(k) instanceof Operand.OnDevice device) {
        if (current[k] == 0) {
          meter.holds(device.array().buffer());
          current[k] = 1;
        }
        buffers.add(device.array().buffer());
      } else if (operands.get(k) instanceof Operand.OnHost host) {
        Slot slot = slotWith(k, box, host, events);
        buffers.add(bufferOf(slot));
        used.add(slot);
      } else {
        throw new IllegalStateException("an operand that has not been computed");
      }
    }
    return new Fed(buffers, events, used);
  }

  private Slot slotWith(int k, Box box, Operand.OnHost host, List<ClEvent> events) {
    List<Slot> places = slots.get(k);
    Slot slot = places.get(current[k]);
    if (box.equals(slot.box)) {
      return slot;
    }
    if (slot.box != null) {
      current[k] = (current[k] + 1) % places.size();
      slot = places.get(current[k]);
    }
    slot.awaitUnused();
    uploads.fill(slot, box, host, meter, events);
    slot.box = box;
    return slot;
  }

  private static ClBuffer bufferOf(Slot slot) {
    @Nullable ClBuffer buffer = slot.buffer;
    if (buffer == null) {
      throw new IllegalStateException("an empty slot");
    }
    return buffer;
  }

  /** Frees everything that was brought, after the kernels that use it. */
  @Override
  public void close() {
    for (List<Slot> places : slots) {
      places.forEach(slot -> uploads.empty(slot, meter));
    }
  }
}
