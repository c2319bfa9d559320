package dev.foldcast.engine;

import dev.foldcast.opencl.ClEvent;
import dev.foldcast.plan.Plan;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/** Collects what one operation does, for its {@link Report}. */
final class Meter {
  private final long startNanos = System.nanoTime();
  private final List<Span> spans = new ArrayList<>();
  private final List<Command> commands = new ArrayList<>();
  private long deviceBytes;
  private long peakDeviceBytes;
  private long uploadedBytes;
  private long copiedBytes;
  private long readBackBytes;

  private record Command(ClEvent event, Span.Kind kind, long enqueuedNanos) {}

  /** Nanoseconds since the operation began. */
  long now() {
    return System.nanoTime() - startNanos;
  }

  /** Something on the host that began at {@code start} and ends now. */
  void host(String name, Span.Kind kind, long start) {
    spans.add(new Span(name, kind, start, now()));
  }

  /** A command of the device; its times are read when the operation has ended. */
  void command(ClEvent event, Span.Kind kind) {
    commands.add(new Command(event, kind, now()));
  }

  void holds(long bytes) {
    deviceBytes += bytes;
    peakDeviceBytes = Math.max(peakDeviceBytes, deviceBytes);
  }

  void uploaded(long bytes) {
    uploadedBytes += bytes;
  }

  void copied(long bytes) {
    copiedBytes += bytes;
  }

  void readBack(long bytes) {
    readBackBytes += bytes;
  }

  /** The report, after every command has ended. */
  Report report(Plan plan, boolean integerOverflow) {
    if (!commands.isEmpty()) {
      // The device's clock has its own zero: align its first "queued" with ours.
      Command first = commands.get(0);
      long zero = first.event.profile().queued() - first.enqueuedNanos;
      for (Command command : commands) {
        ClEvent.Profile profile = command.event.profile();
        spans.add(
            new Span(
                command.event.label(),
                command.kind,
                profile.started() - zero,
                profile.ended() - zero));
      }
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
}
