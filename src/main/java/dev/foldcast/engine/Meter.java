package dev.foldcast.engine;

import dev.foldcast.opencl.ClBuffer;
import dev.foldcast.opencl.ClEvent;
import dev.foldcast.plan.Launch;
import dev.foldcast.plan.Plan;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Deque;
import java.util.List;

/** Collects what one operation does, for its {@link Report}. Owns its events. Thread-safe. */
final class Meter implements AutoCloseable {
  private final long startNanos = System.nanoTime();
  private final List<Span> spans = new ArrayList<>();

  /** Commands whose times have been read, by the device's clock. */
  private final List<Span> onDevice = new ArrayList<>();

  private final Deque<Done> running = new ArrayDeque<>();

  /** The device's clock less ours, as the command that was seen soonest tells. */
  private long clockAhead = Long.MIN_VALUE;

  private long deviceBytes;
  private long peakDeviceBytes;
  private long uploadedBytes;
  private long copiedBytes;
  private long readBackBytes;

  /** Nanoseconds since the operation began. */
  long now() {
    return System.nanoTime() - startNanos;
  }

  /** When a command ended, by our clock; it has. */
  synchronized long endOf(Done last) {
    settleThrough(last);
    return onDevice.get(onDevice.size() - 1).endNanos() - clockAhead;
  }

  /** Something on the host that began at {@code start} and ends now. */
  synchronized void host(String name, Span.Kind kind, long start) {
    spans.add(new Span(name, kind, start, now(), null));
  }

  /** A command just enqueued, or ended if it blocks; takes its event over. */
  synchronized Done command(ClEvent event, Span.Kind kind) {
    return add(new Done(event, kind, now(), null));
  }

  /** A kernel just enqueued; takes its event over. */
  synchronized Done kernel(ClEvent event, Launch launch) {
    return add(new Done(event, Span.Kind.KERNEL, now(), launch));
  }

  private Done add(Done done) {
    running.add(done);
    return done;
  }

  /** Reads the times of every command up to one, all of which have ended, and closes them. */
  synchronized void settleThrough(Done last) {
    Done done;
    do {
      done = running.remove();
      settle(done);
    } while (done != last);
  }

  private void settle(Done done) {
    ClEvent.Profile profile = done.event().profile();
    clockAhead = Math.max(clockAhead, profile.queued() - done.seenNanos());
    onDevice.add(done.span(profile.started(), profile.ended()));
    done.close();
  }

  /** The device has a buffer more; host memory that it uses in place is none of its own. */
  synchronized void holds(ClBuffer buffer) {
    deviceBytes += buffer.wrapped() ? 0 : buffer.bytes();
    peakDeviceBytes = Math.max(peakDeviceBytes, deviceBytes);
  }

  synchronized void frees(ClBuffer buffer) {
    deviceBytes -= buffer.wrapped() ? 0 : buffer.bytes();
  }

  synchronized void uploaded(long bytes) {
    uploadedBytes += bytes;
  }

  synchronized void copied(long bytes) {
    copiedBytes += bytes;
  }

  synchronized void readBack(long bytes) {
    readBackBytes += bytes;
  }

  /** The report, after every command has ended. */
  synchronized Report report(Plan plan, boolean integerOverflow) {
    while (!running.isEmpty()) {
      settle(running.remove());
    }
    for (Span span : onDevice) {
      spans.add(
          new Span(
              span.name(),
              span.kind(),
              span.startNanos() - clockAhead,
              span.endNanos() - clockAhead,
              span.launch()));
    }
    spans.sort(Comparator.comparingLong(Span::startNanos));
    return new Report(
        plan,
        spans,
        now(),
        peakDeviceBytes,
        uploadedBytes,
        copiedBytes,
        readBackBytes,
        integerOverflow);
  }

  /** Closes the events of an operation that failed. */
  @Override
  public synchronized void close() {
    running.forEach(Done::close);
    running.clear();
  }
}
