package dev.foldcast.plan;

import static dev.foldcast.plan.Counts.last;

import dev.foldcast.array.DType;
import java.util.ArrayList;
import java.util.List;
import java.util.function.IntFunction;

/**
 * Makes the programs of plans.
 *
 * @param index64 whether element indices need 64 bits
 * @param alignable whether loads may be known to be aligned
 * @param brief whether the program need not be fast
 */
record Programs(
    Operation operation,
    Configuration config,
    DeviceLimits limits,
    boolean index64,
    boolean alignable,
    boolean brief) {

  /** Largest nest passed by value; OpenCL promises 1024 bytes for all arguments together. */
  private static final int LARGEST_NEST_ARGUMENT = 768;

  private static final int MOST_DIMS = 64;

  /**
   * A program.
   *
   * @param window the longest window
   * @param byOutputs whether lanes are outputs, or share one
   * @param modes how each operand's vectors are loaded
   */
  ProgramSpec of(Kernel kernel, Nest window, boolean byOutputs, IntFunction<LoadMode> modes) {
    int loops = Math.max(window.kept().size(), window.reduced().size());
    int dims = loops <= 4 ? 4 : loops <= 12 ? 12 : MOST_DIMS;
    List<ProgramSpec.Load> loads = loads(kernel, window, byOutputs, modes);
    ProgramSpec spec = spec(kernel, loads, dims, false);
    return spec.nestBytes() <= LARGEST_NEST_ARGUMENT ? spec : spec(kernel, loads, dims, true);
  }

  private List<ProgramSpec.Load> loads(
      Kernel kernel, Nest window, boolean byOutputs, IntFunction<LoadMode> modes) {
    int span = kernel.vector() / operation.term().dtype().components();
    Loop inner = last(byOutputs ? window.kept() : window.reduced());
    Alignment alignment =
        new Alignment(window, inner, span, kernel.stores(), !byOutputs, config.tree());
    boolean partsHold = byOutputs || config.items() % span == 0;
    List<ProgramSpec.Load> loads = new ArrayList<>();
    for (int k = 0; k < window.operands(); k++) {
      OperandView view = operation.operands().get(k);
      LoadMode mode = modes.apply(k);
      boolean aligned = alignable && partsHold && alignment.holds(k, mode);
      loads.add(new ProgramSpec.Load(view.dtype(), view.swapped(), mode, aligned));
    }
    return loads;
  }

  private ProgramSpec spec(
      Kernel kernel, List<ProgramSpec.Load> loads, int dims, boolean nestInMemory) {
    boolean many = operation.isReduction() && limits.gpu();
    return new ProgramSpec(
        kernel.files(),
        operation.term(),
        loads,
        kernel.accumulator(),
        kernel.vector(),
        kernel.chains(),
        kernel.length(),
        kernel.run(),
        kernel.walk(),
        kernel.sharing(),
        index64,
        dims,
        nestInMemory,
        limits.float64(),
        lanes(operation, config, limits),
        kernel.stores(),
        limits.gpu(),
        many ? config.inFlight() : InFlight.DEFAULT,
        brief);
  }

  /** In what the terms of a reduction add up. */
  static Lanes lanes(Operation operation, Configuration config, DeviceLimits limits) {
    boolean chosen =
        operation instanceof Operation.Reduce reduce
            && reduce.accumulator() == Accumulator.EXACT
            && operation.term().dtype().component() != DType.FLOAT64;
    return !chosen ? Lanes.FLOAT64 : limits.float64() ? config.lanes() : Lanes.INT64;
  }
}
