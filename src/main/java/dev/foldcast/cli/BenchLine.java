package dev.foldcast.cli;

import dev.foldcast.Array;
import dev.foldcast.Result;
import dev.foldcast.engine.Report;
import dev.foldcast.engine.Span;
import dev.foldcast.measure.Task;
import dev.foldcast.measure.Timing;
import dev.foldcast.plan.Plan;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * One line of a benchmark: an operation on arrays that are on the device.
 *
 * @param family its kernel family
 * @param what which operation
 * @param dtype NumPy's name of the operands' type
 * @param accuracy {@code exact}, {@code fast}, or empty
 * @param shape of the result
 * @param readBytes least bytes to read
 * @param writtenBytes least bytes to write
 * @param aimMicros most that a whole call should take; 0 where throughput counts
 * @param task runs it
 */
record BenchLine(
    String family,
    String what,
    String dtype,
    String accuracy,
    String shape,
    long readBytes,
    long writtenBytes,
    int aimMicros,
    Task task) {

  /** Runs of a small operation in a row, as programs run them; the median counts. */
  private static final int IN_A_ROW = 1001;

  /** So long it runs before the first one that counts: Java goes on compiling. */
  private static final long WARM_UP_NANOS = 3_000_000_000L;

  /** Results up to here are read back, as they are where people use them. */
  private static final long SMALL_BYTES = 1 << 20;

  /** The line for a lazy array. */
  static BenchLine of(BenchCase which, String dtype, Array array, Output output) {
    List<Plan> plans = array.plans();
    Plan plan = plans.get(plans.size() - 1);
    boolean small = plan.resultBytes() <= SMALL_BYTES;
    return new BenchLine(
        plan.family().key(),
        which.what(),
        dtype,
        which.accuracy(),
        array.shape().toString(),
        plan.leastBytes() - plan.resultBytes(),
        plan.resultBytes(),
        which.aimMicros(),
        which.aimMicros() > 0
            ? new Often(array)
            : small ? () -> read(array) : () -> output.fill(array, plan, which.outputBegin()));
  }

  /** A small operation again and again. */
  private static final class Often implements Task {
    private final Array array;
    private boolean warm;

    Often(Array array) {
      this.array = array;
    }

    @Override
    public Timing run() {
      for (long start = System.nanoTime(); !warm; ) {
        array.read();
        warm = System.nanoTime() - start > WARM_UP_NANOS;
      }
      List<Timing> runs = new ArrayList<>();
      for (int i = 0; i < IN_A_ROW; i++) {
        runs.add(read(array));
      }
      runs.sort(Comparator.comparingLong(Timing::callNanos));
      return runs.get(IN_A_ROW / 2);
    }
  }

  /** The same line with another task. */
  BenchLine with(Task other) {
    return new BenchLine(
        family, what, dtype, accuracy, shape, readBytes, writtenBytes, aimMicros, other);
  }

  private static Timing read(Array array) {
    long start = System.nanoTime();
    Result result = array.read();
    return timing(start, result.reports());
  }

  /**
   * Where large results go: into memory that exists, where the device shares memory with the host;
   * else into new memory of the device, freed outside of the time.
   *
   * @param memory from a page's begin on; null: the device's
   */
  record Output(@Nullable ByteBuffer memory) {
    private Timing fill(Array array, Plan plan, int begin) {
      long start = System.nanoTime();
      if (memory != null && plan.resultBytes() <= memory.capacity() - begin) {
        ByteBuffer into = memory.slice(begin, (int) plan.resultBytes()).order(memory.order());
        return timing(start, array.readInto(into, array.dtype(), plan.result()));
      }
      Array computed = array.compute();
      Timing timing = timing(start, computed.reports());
      computed.free();
      return timing;
    }
  }

  private static Timing timing(long start, List<Report> reports) {
    long call = System.nanoTime() - start;
    return new Timing(reports.stream().mapToLong(r -> r.nanos(Span.Kind.KERNEL)).sum(), call);
  }

  long leastBytes() {
    return readBytes + writtenBytes;
  }

  /** The same in every run on arrays of whatever size. */
  String key() {
    return String.format(Locale.ROOT, "%s %s %s %s", dtype, family, what, accuracy).strip();
  }
}
