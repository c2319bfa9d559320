package dev.foldcast.plan;

import dev.foldcast.array.DType;
import dev.foldcast.expr.Expr;
import java.util.List;

/**
 * Everything that decides the source of a plan's program; plans with equal ones share the program.
 *
 * @param files kernel files, the first pass's first
 * @param term the scalar expression
 * @param operands how each operand is loaded
 * @param accumulator how terms add up
 * @param vector real numbers per load
 * @param chains vectors side by side in {@code reduce_columns}
 * @param length terms of each output in {@code reduce_short}; 0 for rows of any length, and
 *     elsewhere
 * @param run outputs of a run in {@code reduce_runs}, those of a vector if there are more; 0: there
 *     are none
 * @param walk how a work-item that has rows for itself walks through them; else {@link Walk#PARTS}
 * @param sharing whether the work-items of a group share units, and how they merge
 * @param index64 whether element indices need 64 bits
 * @param dims most kept and most reduced loops that the nest argument holds
 * @param nestInMemory whether the nest is too large for a kernel argument
 * @param float64 whether the device computes in float64
 * @param lanes in what exact sums of float16 and float32 terms add up; else {@link Lanes#FLOAT64}
 * @param stores how results are laid down where nothing is reduced
 * @param gpu whether it is scheduled for many work-items in flight
 * @param inFlight what each of those has in flight; else {@link InFlight#DEFAULT}
 * @param brief whether the work takes less time than its compiler would take to make it faster
 */
public record ProgramSpec(
    List<String> files,
    Expr term,
    List<Load> operands,
    Accumulator accumulator,
    int vector,
    int chains,
    int length,
    int run,
    Walk walk,
    Sharing sharing,
    boolean index64,
    int dims,
    boolean nestInMemory,
    boolean float64,
    Lanes lanes,
    Stores stores,
    boolean gpu,
    InFlight inFlight,
    boolean brief) {

  /**
   * How the vectors of one operand are loaded.
   *
   * @param dtype the elements' type
   * @param swapped whether their bytes are in the other order than the device's
   * @param mode where neighbours along the inner loop lie
   * @param aligned whether each vector of neighbours begins at a multiple of its own size
   */
  public record Load(DType dtype, boolean swapped, LoadMode mode, boolean aligned) {}

  /** Whether the work-items of a group share units. */
  public boolean tree() {
    return sharing.shares();
  }

  /** Bytes of the nest argument: see {@code nest.cl}. */
  public int nestBytes() {
    int count = operands.size();
    return 8 * (3 + count + dims * (3 + 2 * count));
  }
}
