package dev.foldcast.engine;

import dev.foldcast.array.HostMemory;
import dev.foldcast.array.Runs;
import dev.foldcast.opencl.ClBuffer;
import dev.foldcast.opencl.ClEvent;
import dev.foldcast.opencl.ClQueue;
import dev.foldcast.opencl.ClSession;
import dev.foldcast.plan.Box;
import dev.foldcast.plan.Transfer;
import java.nio.ByteBuffer;
import java.util.List;

/**
 * Brings boxes of host arrays to the device. One that shares memory with the host uses the host's
 * bytes, or a copy of them, where they are; to any other they are sent.
 */
final class Uploads {
  /** Bytes of a file or a buffer that are sent at once. */
  private static final long PIECE_BYTES = 64L << 20;

  /** Bytes of a Java array, or of a file that may not be mapped, that are sent at once. */
  private static final long COPIED_PIECE_BYTES = 4L << 20;

  private final ClSession session;
  private final ClQueue queue;
  private final Staging staging;
  private final boolean hostMemory;

  Uploads(ClSession session, ClQueue queue, Staging staging, boolean hostMemory) {
    this.session = session;
    this.queue = queue;
    this.staging = staging;
    this.hostMemory = hostMemory;
  }

  /**
   * Puts a box into a slot that no kernel reads.
   *
   * @param events gets the events that a kernel must wait for
   */
  void fill(Slot slot, Box box, Operand.OnHost host, Meter meter, List<ClEvent> events) {
    if (box.transfer() == Transfer.WRAP) {
      ByteBuffer window =
          host.array().memory().window(host.firstByte() + box.runs().first(), box.bytes());
      hold(slot, session.wrapInPlace(window, host.array().dtype().itemBytes()), meter);
    } else if (hostMemory) {
      ByteBuffer packed = pack(slot, box, host, meter);
      hold(slot, session.wrap(packed), meter);
    } else {
      allocate(slot, box.bytes(), meter);
      if (box.transfer() == Transfer.PACK) {
        send(slot, 0, pack(slot, box, host, meter), meter, events);
      } else {
        sendPieces(slot, box, host, meter, events);
      }
    }
  }

  private static void hold(Slot slot, ClBuffer buffer, Meter meter) {
    drop(slot, meter);
    slot.buffer = buffer;
    meter.holds(buffer);
  }

  private static void drop(Slot slot, Meter meter) {
    if (slot.buffer != null) {
      meter.frees(slot.buffer);
      slot.buffer.close();
      slot.buffer = null;
    }
  }

  private void allocate(Slot slot, long bytes, Meter meter) {
    if (slot.buffer == null || slot.buffer.bytes() < bytes) {
      drop(slot, meter);
      hold(slot, session.allocate(bytes), meter);
    }
  }

  /** The box's elements one behind the other, in host memory of the slot's. */
  private ByteBuffer pack(Slot slot, Box box, Operand.OnHost host, Meter meter) {
    long start = meter.now();
    if (slot.buffer != null && slot.buffer.wrapped()) {
      drop(slot, meter); // nobody may write under a buffer that lives
    }
    if (slot.staging == null || slot.staging.capacity() < box.bytes()) {
      dropStaging(slot);
      slot.staging = staging.take(box.bytes());
    }
    ByteBuffer into = slot.staging.clear();
    host.array().memory().gather(shifted(box.runs(), host.firstByte()), into);
    meter.copied(box.bytes());
    meter.host("copy " + host.array().name(), Span.Kind.UPLOAD, start);
    return into.flip();
  }

  private void dropStaging(Slot slot) {
    if (slot.staging != null) {
      staging.give(slot.staging);
      slot.staging = null;
    }
  }

  private static Runs shifted(Runs runs, long bytes) {
    return new Runs(runs.first() + bytes, runs.bytes(), runs.loops());
  }

  /** Sends one run in pieces: from where it lies if windows of the memory are no copies. */
  private void sendPieces(
      Slot slot, Box box, Operand.OnHost host, Meter meter, List<ClEvent> events) {
    HostMemory memory = host.array().memory();
    long bytes = box.bytes();
    long piece = Math.min(bytes, memory.isShared() ? PIECE_BYTES : COPIED_PIECE_BYTES);
    ByteBuffer copy = memory.isShared() ? null : staging.take(piece);
    for (long at = 0; at < bytes; at += piece) {
      long length = Math.min(piece, bytes - at);
      long first = host.firstByte() + box.runs().first() + at;
      ByteBuffer window;
      if (copy == null) {
        window = memory.window(first, length);
      } else {
        memory.gather(new Runs(first, length, List.of()), copy.clear());
        window = copy.flip();
        meter.copied(length);
      }
      send(slot, at, window, meter, events);
    }
    if (copy != null) {
      staging.give(copy);
    }
  }

  private void send(Slot slot, long offset, ByteBuffer bytes, Meter meter, List<ClEvent> events) {
    ClBuffer buffer = slot.buffer;
    if (buffer == null) {
      throw new IllegalStateException("no buffer to send to");
    }
    ClEvent event = queue.write(buffer, offset, bytes, List.of());
    events.add(meter.command(event, Span.Kind.UPLOAD).event());
    meter.uploaded(bytes.remaining());
  }

  /** Frees what a slot holds, after the kernels that use it. */
  void empty(Slot slot, Meter meter) {
    drop(slot, meter);
    dropStaging(slot);
  }
}
