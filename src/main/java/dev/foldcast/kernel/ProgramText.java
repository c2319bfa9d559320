package dev.foldcast.kernel;

import dev.foldcast.array.DType;
import dev.foldcast.plan.Accumulator;
import dev.foldcast.plan.Lanes;
import dev.foldcast.plan.LoadMode;
import dev.foldcast.plan.ProgramSpec;
import dev.foldcast.plan.Sharing;
import java.util.List;
import java.util.StringJoiner;

/**
 * The source of a program.
 *
 * @param label a short name for messages
 * @param source OpenCL C 1.2, or 3.0 where sub-groups are used
 * @param options of the compiler; never any that relaxes IEEE arithmetic
 * @param registers that a work-item may take at most, where compilers can be told so: those of GPUs
 *     give it as many as it can use, and then too few are in flight to hide the memory's latency;
 *     0: as many as they like
 */
public record ProgramText(String label, String source, String options, int registers) {
  private static final String OPTIONS = "-cl-std=CL1.2";
  private static final String SUB_GROUP_OPTIONS = "-cl-std=CL3.0";
  private static final String BRIEFLY = " -cl-opt-disable";

  /** The text for a specification: its macros, its term, its kernel files. */
  public static ProgramText of(ProgramSpec spec) {
    return new ProgramText(
        String.join("+", spec.files()),
        prologue(spec) + KernelFiles.text(spec.files()),
        (spec.sharing() == Sharing.SUBGROUPS ? SUB_GROUP_OPTIONS : OPTIONS)
            + (spec.brief() ? BRIEFLY : ""),
        spec.gpu() ? spec.inFlight().registers() : 0);
  }

  private static String prologue(ProgramSpec spec) {
    DType term = spec.term().dtype();
    int parts = term.components();
    List<ProgramSpec.Load> operands = spec.operands();
    StringBuilder text = new StringBuilder("#pragma OPENCL FP_CONTRACT OFF\n");
    // An inline function of C99 has another definition elsewhere, which a compiler that does not
    // inline
    // a call looks for in vain; and what no kernel needs would be compiled all the same.
    define(text, "inline", "static inline");
    if (spec.gpu()) {
      define(text, "CPU", 0);
      define(text, "BATCH_BYTES", spec.inFlight().batch());
    }
    if (spec.float64()) {
      text.append("#pragma OPENCL EXTENSION cl_khr_fp64 : enable\n");
    }
    define(text, "VEC", spec.vector());
    if (spec.files().contains("reduce/reduce_columns.cl")) {
      define(text, "CHAINS", spec.chains());
      define(text, "TURNS", TermSource.turns(operands) ? 1 : 0);
      define(text, "MEETS", spec.gpu() ? 0 : 1);
    }
    if (spec.run() > 0) {
      int span = spec.vector() / parts;
      define(text, "RUN", spec.run());
      define(text, "BREAKS", breaks(spec.run(), span));
    }
    if (spec.files().contains("reduce/reduce_short.cl") && TermSource.turns(operands)) {
      define(text, "TURNS", 1);
      define(text, "NEAR", 1);
    }
    define(text, "WALK", spec.walk().code());
    define(text, "LENGTH", spec.length());
    define(text, "INDEX", spec.index64() ? "ulong" : "uint");
    define(text, "DIMS", spec.dims());
    define(text, "NEST_IN_MEMORY", spec.nestInMemory() ? 1 : 0);
    define(text, "ACCUMULATOR", spec.accumulator().code());
    if (spec.accumulator() == Accumulator.BINNED) {
      define(text, "BINS", 1);
    }
    define(text, "GROUP_TREE", spec.tree() ? 1 : 0);
    if (spec.sharing() == Sharing.SUBGROUPS) {
      define(text, "SUB_GROUPS", 1);
    }
    if (spec.stores().streaming()) {
      define(text, "STREAM", 1);
    }
    if (spec.stores().tiled()) {
      define(text, "TILE", spec.stores().tile());
    }
    if (spec.stores().row() > 0) {
      define(text, "ROW", spec.stores().row());
    }
    define(text, "FLOAT64_PAIRS", spec.float64() ? 1 : 0);
    if (spec.lanes() == Lanes.INT64) {
      define(text, "INTEGER_LANES", 1);
    }
    text.append("#define TERM_GIVEN\n");
    define(text, "PARTS", parts);
    define(text, "REAL", Registers.scalar(term));
    define(text, "REAL_BYTES", Registers.bytes(term));
    define(text, "TERM_HALF", term == DType.FLOAT16 ? 1 : 0);
    define(text, "TERM_FLOAT", term.isWhole() ? 0 : 1);
    define(text, "TERM_UNSIGNED", term.isWhole() && term.kind() != DType.Kind.INTEGER ? 1 : 0);
    define(text, "TERM_1", Registers.scalar(term) + (parts == 2 ? "2" : ""));
    define(text, "OPERANDS", operands.size());
    StringBuilder params = new StringBuilder();
    StringBuilder args = new StringBuilder();
    for (int k = 0; k < operands.size(); k++) {
      String comma = k == 0 ? "" : ", ";
      params
          .append(comma)
          .append("__global const ")
          .append(Registers.memory(operands.get(k)))
          .append("* x")
          .append(k);
      args.append(comma).append('x').append(k);
    }
    define(text, "OPERAND_PARAMS", params);
    define(text, "OPERAND_ARGS", args);
    if (spec.files().contains("map/elementwise.cl") || spec.stores().tiled()) {
      define(text, "INNER_STEPS(stride)", innerSteps(operands));
    }
    text.append(KernelFiles.text(List.of("core/touch_square.cl")));
    int terms = spec.vector() / parts;
    text.append(TermSource.of(spec.term(), operands, terms, spec.stores(), spec.length()));
    return text.toString();
  }

  /**
   * Most breaks that a vector of {@code span} outputs has: it begins at a multiple of what they
   * have in common.
   */
  private static int breaks(int run, int span) {
    int common = Math.min(Integer.lowestOneBit(run), span);
    return run == span ? 1 : (span - common + run - 1) / run;
  }

  /** Steps along the inner loop: constants, where they are, let what they multiply fold away. */
  private static String innerSteps(List<ProgramSpec.Load> operands) {
    StringJoiner steps = new StringJoiner(", ", "{", "}");
    for (int k = 0; k < operands.size(); k++) {
      LoadMode mode = operands.get(k).mode();
      steps.add(
          mode == LoadMode.CONTIGUOUS
              ? "1"
              : mode == LoadMode.BROADCAST ? "0" : "stride(" + k + ")");
    }
    return steps.toString();
  }

  private static void define(StringBuilder text, String macro, Object value) {
    text.append("#define ").append(macro).append(' ').append(value).append('\n');
  }
}
