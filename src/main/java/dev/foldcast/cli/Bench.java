package dev.foldcast.cli;

import dev.foldcast.Array;
import dev.foldcast.Foldcast;
import dev.foldcast.array.DType;
import dev.foldcast.error.FoldcastException;
import dev.foldcast.measure.LimitKernels;
import dev.foldcast.measure.LimitKind;
import dev.foldcast.measure.LimitSchedule;
import dev.foldcast.measure.Measured;
import dev.foldcast.measure.MemoryLimits;
import dev.foldcast.measure.RandomMemory;
import dev.foldcast.measure.Rounds;
import dev.foldcast.measure.Task;
import dev.foldcast.measure.Timing;
import dev.foldcast.opencl.ClDevice;
import dev.foldcast.plan.Accuracy;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.Iterator;
import java.util.List;
import java.util.Locale;
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
    first = RandomMemory.allocate(size);
    second = RandomMemory.allocate(size);
    fill(DType.FLOAT32);
    // Copies, fills and results have a block of their own, so that operands keep their numbers.
    ByteBuffer written = RandomMemory.allocate(size + BenchCase.LAST_BEGIN);
    output = new BenchLine.Output(device.info().hostMemory() ? written : null);
    kernels = new LimitKernels(device, first, written.slice(0, (int) size).order(written.order()));
    try {
      limits = MemoryLimits.find(kernels);
    } catch (RuntimeException | Error e) {
      closeAfter(e);
      throw e;
    }
  }

  /** Closes after a failure, which often is the cause of another one then. */
  private void closeAfter(Throwable failure) {
    try {
      kernels.close();
    } catch (FoldcastException e) {
      failure.addSuppressed(e);
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
    try (BenchArrays lazy = lazy(dtype);
        BenchArrays arrays = arrays(dtype, isResident())) {
      List<BenchLine> lines = new ArrayList<>();
      for (BenchCase which : BenchCase.of(dtype)) {
        if (which.outputBegin() > 0 && output.memory() == null) {
          continue; // the device says where results begin
        }
        String family =
            BenchLine.of(which, dtype.numpyName(), which.operation().apply(lazy), output).family();
        if (only.isEmpty() || only.contains(family)) {
          Array array = which.operation().apply(arrays);
          lines.add(BenchLine.of(which, dtype.numpyName(), array, output));
        }
      }
      return measured(dtype.numpyName(), lines, seconds, false);
    }
  }

  /**
   * Measures exact sums of hard numbers beside a plain sum.
   *
   * @param seconds that it may take, about
   */
  BenchResult measureHard(DType dtype, double seconds) {
    List<BenchLine> lines = new ArrayList<>();
    lines.add(hardLine(dtype, BenchNumbers.BYTES, Accuracy.FAST));
    for (BenchNumbers numbers : BenchNumbers.values()) {
      lines.add(hardLine(dtype, numbers, Accuracy.EXACT));
    }
    return measured(dtype.numpyName() + ", hard", lines, seconds, true);
  }

  private BenchLine hardLine(DType dtype, BenchNumbers numbers, Accuracy accuracy) {
    BenchCase which = BenchCase.of(numbers, accuracy);
    try (BenchArrays lazy = lazy(dtype)) {
      BenchLine line =
          BenchLine.of(which, dtype.numpyName(), which.operation().apply(lazy), output);
      return line.with(() -> runHard(dtype, numbers, which));
    }
  }

  /** All of them lie in the same memory, one after the other. */
  private Timing runHard(DType dtype, BenchNumbers numbers, BenchCase which) {
    numbers.fill(first, dtype);
    try (BenchArrays arrays = arrays(dtype, isResident())) {
      Array array = which.operation().apply(arrays);
      return BenchLine.of(which, dtype.numpyName(), array, output).task().run();
    }
  }

  private boolean isResident() {
    return foldcast.device() == null || !foldcast.device().hostMemory();
  }

  /** Arrays for plans alone. */
  BenchArrays lazy(DType dtype) {
    return arrays(dtype, false);
  }

  private BenchArrays arrays(DType dtype, boolean resident) {
    return new BenchArrays(foldcast, dtype, first, second, resident);
  }

  private BenchResult measured(String name, List<BenchLine> lines, double seconds, boolean hard) {
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
                    String.format(
                        Locale.ROOT,
                        "%s, round %d, %d of %d",
                        name,
                        round,
                        task + 1,
                        tasks.size()));
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
    return new BenchResult(name, List.copyOf(best.values()), measuredLines, hard);
  }

  @Override
  public void close() {
    kernels.close();
  }
}
