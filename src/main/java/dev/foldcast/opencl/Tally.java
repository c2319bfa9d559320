package dev.foldcast.opencl;

import java.util.concurrent.atomic.AtomicLong;

/** The running numbers behind {@link ClCounters}. Thread-safe. */
final class Tally {
  final AtomicLong handles = new AtomicLong();
  final AtomicLong buffers = new AtomicLong();
  final AtomicLong events = new AtomicLong();
  final AtomicLong wrapped = new AtomicLong();
  final AtomicLong uploaded = new AtomicLong();
  final AtomicLong readBack = new AtomicLong();
  final AtomicLong copied = new AtomicLong();
  final AtomicLong launches = new AtomicLong();
  final AtomicLong builds = new AtomicLong();
  final AtomicLong loads = new AtomicLong();
  final AtomicLong calls = new AtomicLong();
  private final AtomicLong allocated = new AtomicLong();
  private final AtomicLong peak = new AtomicLong();

  void allocated(long bytes) {
    long now = allocated.addAndGet(bytes);
    peak.accumulateAndGet(now, Math::max);
  }

  void freed(long bytes) {
    allocated.addAndGet(-bytes);
  }

  ClCounters snapshot() {
    return new ClCounters(
        handles.get(),
        buffers.get(),
        events.get(),
        allocated.get(),
        peak.get(),
        wrapped.get(),
        uploaded.get(),
        readBack.get(),
        copied.get(),
        launches.get(),
        builds.get(),
        loads.get(),
        calls.get());
  }
}
