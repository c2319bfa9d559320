package dev.foldcast.plan;

import dev.foldcast.array.DType;
import dev.foldcast.array.Layout;
import java.util.List;

/**
 * What a device will do for one operation. Immutable, and made without a device.
 *
 * @param operation what is computed
 * @param nest its canonical loop nest
 * @param result how the result lies in memory
 * @param target where it goes
 * @param windows how the nest is cut; one window where everything fits
 * @param family the kernel family
 * @param configuration the schedule
 * @param why where the configuration comes from
 * @param program what decides the program's source
 * @param passes kernel launches of a window that completes its results, each waiting for the one
 *     before; windows before that only have the first pass, which leaves records. Empty where there
 *     is no result or no term
 * @param slotBytes scratch behind the totals of the work-items in flight
 * @param recordBytes scratch for the records of odd and of even passes
 */
public record Plan(
    Operation operation,
    Nest nest,
    Layout result,
    Target target,
    Windows windows,
    Family family,
    Configuration configuration,
    String why,
    ProgramSpec program,
    List<Pass> passes,
    long slotBytes,
    List<Long> recordBytes) {

  /** Bytes of the buffer in which integer sums tell of their overflow. */
  public static final long STATUS_BYTES = 4;

  public Plan {
    passes = List.copyOf(passes);
    recordBytes = List.copyOf(recordBytes);
  }

  /** The same plan, which differs so from what was wanted. */
  Plan but(String differences) {
    return new Plan(
        operation,
        nest,
        result,
        target,
        windows,
        family,
        configuration,
        why + ", but " + differences,
        program,
        passes,
        slotBytes,
        recordBytes);
  }

  /** Whether the result needs no device: it has no elements, or each is the fold of no term. */
  public boolean isEmpty() {
    return passes.isEmpty();
  }

  /** The passes of a window. */
  public List<Pass> passesOf(Window window) {
    return window.last() ? passes : passes.subList(0, 1);
  }

  /** Kernel launches of all windows. */
  public long launches() {
    if (isEmpty()) {
      return 0;
    }
    long complete = windows.count() / windows.perResult();
    return complete * passes.size() + windows.count() - complete;
  }

  /** Device memory beside operands and result, in bytes. */
  public long scratchBytes() {
    if (!operation.isReduction() || isEmpty()) {
      return 0;
    }
    return scratchBytes(slotBytes, recordBytes);
  }

  static long scratchBytes(long slotBytes, List<Long> recordBytes) {
    return slotBytes + recordBytes.stream().mapToLong(Long::longValue).sum() + STATUS_BYTES;
  }

  /** Local memory of one work-group that merges totals, in bytes. */
  public long localBytes() {
    int parts = operation.term().dtype().components();
    return (long) Planner.TOTAL_BYTES * parts * configuration.workGroup();
  }

  public long resultBytes() {
    return operation.resultShape().bytes(resultType());
  }

  public DType resultType() {
    return operation.resultType();
  }

  /** Whether the result can be an integer sum that does not fit its type. */
  public boolean canOverflow() {
    return operation instanceof Operation.Reduce reduce
        && reduce.reducer().canOverflow(operation.term().dtype());
  }

  /** What the kernels divide by in the end; 0: by nothing. */
  public long divisor() {
    return operation instanceof Operation.Reduce reduce
        ? reduce.reducer().divisor(operation.count())
        : 0;
  }

  /** Least bytes that the operation must move: each operand once, the result once. */
  public long leastBytes() {
    long bytes = resultBytes();
    for (int k = 0; k < nest.operands(); k++) {
      bytes = Math.addExact(bytes, operandBytes(k));
    }
    return bytes;
  }

  /** Bytes of the distinct elements of an operand. */
  private long operandBytes(int operand) {
    long elements = 1;
    for (List<Loop> loops : List.of(nest.kept(), nest.reduced())) {
      for (Loop loop : loops) {
        elements = loop.moves(operand) ? Math.multiplyExact(elements, loop.extent()) : elements;
      }
    }
    return Math.multiplyExact(elements, operation.operands().get(operand).dtype().itemBytes());
  }
}
