package dev.foldcast.engine;

import dev.foldcast.array.Runs;
import dev.foldcast.opencl.ClBuffer;
import dev.foldcast.opencl.ClEvent;
import dev.foldcast.opencl.ClQueue;
import dev.foldcast.opencl.ClSession;
import dev.foldcast.plan.Window;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Future;
import org.jspecify.annotations.Nullable;

/**
 * Results that are read back window by window and handed on: while kernels write to one place, the
 * other is read and handed on.
 */
final class WindowLanding implements Landing {
  private final ClSession session;
  private final ClQueue queue;
  private final Staging staging;
  private final Meter meter;
  private final Stage stage;
  private final Sink sink;
  private final boolean hostMemory;
  private final List<Place> places = new ArrayList<>();
  private int current;

  /** Why results no longer go anywhere. */
  private volatile @Nullable RuntimeException failure;

  /** A buffer, the host memory that it wraps or is read into, and its way to the sink. */
  private static final class Place {
    @Nullable ClBuffer buffer;
    @Nullable ByteBuffer memory;
    @Nullable Future<?> drained;
  }

  /**
   * @param queue of the reads
   * @param stage does the reading and handing on
   * @param several whether there will be more than one window of results
   */
  WindowLanding(
      ClSession session,
      ClQueue queue,
      Staging staging,
      Meter meter,
      Stage stage,
      Sink sink,
      boolean hostMemory,
      boolean several) {
    this.session = session;
    this.queue = queue;
    this.staging = staging;
    this.meter = meter;
    this.stage = stage;
    this.sink = sink;
    this.hostMemory = hostMemory;
    places.add(new Place());
    if (several) {
      places.add(new Place());
    }
  }

  @Override
  public ClBuffer bufferFor(Window window) {
    Place place = places.get(current);
    if (window.first()) {
      if (place.drained != null) {
        Stage.get(place.drained);
        place.drained = null;
      }
      make(place, window.results().totalBytes());
    }
    return bufferOf(place);
  }

  private void make(Place place, long bytes) {
    if (place.buffer != null && place.buffer.bytes() >= bytes) {
      return;
    }
    free(place);
    ByteBuffer memory = staging.take(bytes);
    place.memory = memory;
    place.buffer =
        hostMemory ? session.wrapWritable(memory.slice(0, (int) bytes)) : session.allocate(bytes);
    meter.holds(place.buffer);
  }

  @Override
  public void completed(Window window, Done kernel) {
    Place place = places.get(current);
    current = (current + 1) % places.size();
    place.drained = stage.submit(() -> drain(place, window.results(), kernel));
  }

  /** Reads a window's results and hands them on; after a failure nothing follows it. */
  private boolean drain(Place place, Runs results, Done kernel) {
    if (failure != null) {
      throw failure;
    }
    try {
      readAndHandOn(place, results, kernel);
      return true;
    } catch (RuntimeException e) {
      failure = e;
      throw e;
    }
  }

  private void readAndHandOn(Place place, Runs results, Done kernel) {
    int bytes = (int) results.totalBytes();
    ByteBuffer memory = memoryOf(place).slice(0, bytes);
    ClBuffer buffer = bufferOf(place);
    ClEvent read = kernel.before(waits -> queue.read(buffer, 0, memory, waits));
    meter.command(read, Span.Kind.DOWNLOAD);
    meter.readBack(bytes);
    long start = meter.now();
    int[] at = {0};
    int run = (int) results.bytes();
    results.forEach(
        position -> {
          sink.accept(position, memory.slice(at[0], run).order(memory.order()));
          at[0] += run;
        });
    meter.host("write " + bytes + " B", Span.Kind.WRITE, start);
  }

  private static ClBuffer bufferOf(Place place) {
    @Nullable ClBuffer buffer = place.buffer;
    if (buffer == null) {
      throw new IllegalStateException("no window yet");
    }
    return buffer;
  }

  private static ByteBuffer memoryOf(Place place) {
    @Nullable ByteBuffer memory = place.memory;
    if (memory == null) {
      throw new IllegalStateException("no window yet");
    }
    return memory;
  }

  @Override
  public void finish() {
    for (Place place : places) {
      if (place.drained != null) {
        Stage.get(place.drained);
      }
    }
  }

  private void free(Place place) {
    if (place.buffer != null) {
      meter.frees(place.buffer);
      place.buffer.close();
      place.buffer = null;
    }
    if (place.memory != null) {
      staging.give(place.memory);
      place.memory = null;
    }
  }

  @Override
  public void close() {
    places.forEach(this::free);
  }
}
