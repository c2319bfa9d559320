package dev.foldcast.cli;

import dev.foldcast.Array;
import dev.foldcast.Foldcast;
import dev.foldcast.array.DType;
import dev.foldcast.measure.LimitKernels;
import dev.foldcast.measure.LimitKind;
import dev.foldcast.measure.LimitSchedule;
import dev.foldcast.measure.Measured;
import dev.foldcast.measure.MemoryLimits;
import dev.foldcast.measure.Rounds;
import dev.foldcast.measure.Task;
import dev.foldcast.opencl.ClDevice;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Measures operations beside the device's limits, one element type after the other. */
final class Bench implements AutoCloseable {
  private final Foldcast foldcast;
  private final ByteBuffer first;
  private final ByteBuffer second;
  private final BenchLine.Output output;
  private final LimitKernels kernels;
  private final MemoryLimits limits;
  private volatile String doing = "the limits";

  /**
   * Finds the device's limits.
   *
   * @param bytes of the largest array
   */
  Bench(ClDevice device, Foldcast foldcast, long bytes) {
    this.foldcast = foldcast;
    long size = bytes / LimitKernels.GRANULE_BYTES * LimitKernels.GRANULE_BYTES;
    first = BenchData.allocate(size);
    second = BenchData.allocate(size);
    fill(DType.FLOAT32);
    // Copies, fills and results have a block of their own, so that operands keep their numbers.
    ByteBuffer written = BenchData.allocate(size);
    output = new BenchLine.Output(device.info().hostMemory() ? written : null);
    kernels = new LimitKernels(device, first, written);
    boolean found = false;
    try {
      limits = MemoryLimits.find(kernels);
      found = true;
    } finally {
      if (!found) {
        kernels.close();
      }
    }
  }

  private void fill(DType dtype) {
    BenchData.fill(first, dtype, 1);
    BenchData.fill(second, dtype, 2);
  }

  /** What it is at, for a progress line. */
  String doing() {
    return doing;
  }

  /** Where the results of operations go. */
  BenchLine.Output output() {
    return output;
  }

  MemoryLimits limits() {
    return limits;
  }

  /** Bytes of the largest array. */
  long bytes() {
    return first.capacity();
  }

  /**
   * Measures one type.
   *
   * @param only kernel families; empty for all
   * @param seconds that it may take, about
   */
  BenchResult measure(DType dtype, Set<String> only, double seconds) {
    doing = "data of " + dtype;
    fill(dtype);
    boolean resident = foldcast.device() == null || !foldcast.device().hostMemory();
    try (BenchArrays lazy = new BenchArrays(foldcast, dtype, first, second, false);
        BenchArrays arrays = new BenchArrays(foldcast, dtype, first, second, resident)) {
      List<BenchLine> lines = new ArrayList<>();
      for (BenchCase which : BenchCase.of(dtype)) {
        String family =
            BenchLine.of(which, dtype.numpyName(), which.operation().apply(lazy), output).family();
        if (only.isEmpty() || only.contains(family)) {
          Array array = which.operation().apply(arrays);
          lines.add(BenchLine.of(which, dtype.numpyName(), array, output));
        }
      }
      return measured(dtype, lines, seconds);
    }
  }

  private BenchResult measured(DType dtype, List<BenchLine> lines, double seconds) {
    List<Task> tasks = new ArrayList<>();
    List<LimitSchedule> finalists = new ArrayList<>();
    for (LimitKind kind : LimitKind.values()) {
      finalists.addAll(limits.finalists(kind));
    }
    finalists.forEach(schedule -> tasks.add(limits.task(schedule)));
    lines.forEach(line -> tasks.add(line.task()));
    List<Measured> times =
        Rounds.run(
            tasks,
            (long) (1e9 * seconds),
            (round, task) ->
                doing =
                    "%s, round %d, %d of %d"
                        .formatted(dtype.numpyName(), round, task + 1, tasks.size()));
    Iterator<Measured> next = times.iterator();
    Map<LimitKind, BenchResult.Limit> best = new EnumMap<>(LimitKind.class);
    for (LimitSchedule schedule : finalists) {
      long bytes = schedule.kind().bytes(kernels.bytes());
      BenchResult.Limit limit = new BenchResult.Limit(schedule, bytes, next.next());
      best.merge(schedule.kind(), limit, (a, b) -> a.rate().median() < b.rate().median() ? b : a);
    }
    List<BenchResult.Line> measuredLines = new ArrayList<>();
    for (BenchLine line : lines) {
      measuredLines.add(new BenchResult.Line(line, next.next()));
    }
    return new BenchResult(dtype.numpyName(), List.copyOf(best.values()), measuredLines);
  }

  @Override
  public void close() {
    kernels.close();
  }
}
