package dev.foldcast.kernel;

import dev.foldcast.plan.LoadMode;
import dev.foldcast.plan.ProgramSpec;
import java.util.List;
import java.util.Locale;
import java.util.StringJoiner;

/**
 * Writes {@code Staged}, {@code stage} and {@code term_staged}: squares of terms of which operands
 * whose neighbours lie along the outer of the last two loops go through local memory.
 */
final class StagedSource {
  private static final String PLACE =
      "const INDEX* from, const INDEX* step, const INDEX* across, const uint row, const uint column";

  private final Functions functions;
  private final List<ProgramSpec.Load> operands;
  private final String termType;

  /**
   * A writer.
   *
   * @param termType a term in registers
   */
  StagedSource(Functions functions, List<ProgramSpec.Load> operands, String termType) {
    this.functions = functions;
    this.operands = operands;
    this.termType = termType;
  }

  void write() {
    StringBuilder members = new StringBuilder();
    StringBuilder stores = new StringBuilder();
    StringJoiner elements = new StringJoiner(", ");
    for (int k = 0; k < operands.size(); k++) {
      ProgramSpec.Load operand = operands.get(k);
      String load =
          String.format(
              Locale.ROOT,
              "load%d_1(x%d, from[%d] + row * across[%d] + column * step[%d], 0)",
              k,
              k,
              k,
              k,
              k);
      if (operand.mode() == LoadMode.TURNED) {
        String place = String.format(Locale.ROOT, "s%d[row * (TILE + 1) + column]", k);
        String scalar = Registers.scalar(operand.dtype());
        String type = Registers.vector(scalar, operand.dtype().components());
        members.append(String.format(Locale.ROOT, "  %s s%d[TILE * (TILE + 1)];\n", type, k));
        stores.append(String.format(Locale.ROOT, "  staged->%s = %s;\n", place, load));
        elements.add("staged->" + place);
      } else {
        elements.add(load);
      }
    }
    functions.add(
        String.format(
            Locale.ROOT,
            """
        typedef struct {
        %s} Staged;
        inline void stage(OPERAND_PARAMS, __local Staged* staged, %s) {
        %s}
        inline %s term_staged(OPERAND_PARAMS, __local const Staged* staged, %s) {
          return term_t(%s);
        }
        """,
            members,
            PLACE,
            stores,
            termType,
            PLACE,
            elements));
  }
}
