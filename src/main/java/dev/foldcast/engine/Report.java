package dev.foldcast.engine;

import dev.foldcast.plan.Plan;
import java.util.List;

/**
 * What one operation did.
 *
 * @param plan what was to be done
 * @param spans what took time, in order of their start; kernels by the device's clock
 * @param totalNanos from the call to the result
 * @param peakDeviceBytes most device memory at once; host memory that is used in place is none of
 *     it
 * @param uploadedBytes sent to device memory
 * @param copiedBytes copied from one place of host memory to another before a device could use them
 * @param readBackBytes brought back from device memory
 * @param integerOverflow whether an integer sum did not fit 64 bits and wrapped, as NumPy's do
 */
public record Report(
    Plan plan,
    List<Span> spans,
    long totalNanos,
    long peakDeviceBytes,
    long uploadedBytes,
    long copiedBytes,
    long readBackBytes,
    boolean integerOverflow) {

  public Report {
    spans = List.copyOf(spans);
  }

  /** The report of a plan that needed no device. */
  public static Report ofNothing(Plan plan) {
    return new Report(plan, List.of(), 0, 0, 0, 0, 0, false);
  }

  /** Time of all spans of a kind, in nanoseconds. */
  public long nanos(Span.Kind kind) {
    return spans.stream().filter(s -> s.kind() == kind).mapToLong(Span::nanos).sum();
  }

  /** Kernel launches. */
  public int passes() {
    return (int) Math.min(plan.launches(), Integer.MAX_VALUE);
  }
}
