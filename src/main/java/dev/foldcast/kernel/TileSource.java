package dev.foldcast.kernel;

import dev.foldcast.array.DType;
import dev.foldcast.plan.LoadMode;
import dev.foldcast.plan.ProgramSpec;
import java.util.List;
import java.util.Locale;
import java.util.StringJoiner;

/**
 * Writes {@code tile_terms}: a square of terms of the last two loops, a vector for each row. An
 * operand whose neighbours lie along the outer one is loaded by columns and turned in registers.
 */
final class TileSource {
  private final Functions functions;
  private final List<ProgramSpec.Load> operands;
  private final int terms;
  private final String termType;

  /**
   * A writer.
   *
   * @param terms in a row of the square, and rows
   * @param termType a vector of terms in registers
   */
  TileSource(Functions functions, List<ProgramSpec.Load> operands, int terms, String termType) {
    this.functions = functions;
    this.operands = operands;
    this.terms = terms;
    this.termType = termType;
  }

  void write() {
    StringBuilder body = new StringBuilder();
    StringJoiner rows = new StringJoiner(", ");
    for (int k = 0; k < operands.size(); k++) {
      body.append(rowsOf(k));
      rows.add(String.format(Locale.ROOT, "v%d[i]", k));
    }
    functions.add(
        String.format(
            Locale.ROOT,
            """
        inline void tile_terms(OPERAND_PARAMS, const INDEX* at, const INDEX* step,
                               const INDEX* across, %s* terms) {
        %s  #pragma unroll
          for (int i = 0; i < %d; i++) terms[i] = term_t(%s);
        }
        """,
            termType,
            body,
            terms,
            rows));
  }

  private String rowsOf(int k) {
    ProgramSpec.Load load = operands.get(k);
    DType dtype = load.dtype();
    int lanes = terms * dtype.components();
    String type = Registers.vector(Registers.scalar(dtype), lanes);
    boolean turned = load.mode() == LoadMode.TURNED;
    if (turned) {
      ProgramSpec.Load neighbours =
          new ProgramSpec.Load(dtype, load.swapped(), LoadMode.CONTIGUOUS, load.aligned());
      new LoadSource(functions, neighbours, terms).write(k, "t");
    }
    String loads =
        String.format(
            Locale.ROOT,
            """
          %s v%d[%d];
          #pragma unroll
          for (int i = 0; i < %d; i++) v%d[i] = load%d_%s(x%d, at[%d] + i * %s[%d], step[%d]);
        """,
            type,
            k,
            terms,
            terms,
            k,
            k,
            turned ? "t" : "v",
            k,
            k,
            turned ? "step" : "across",
            k,
            k);
    // The next square's neighbours lie in other pages, or in rows of which there are too many for a
    // processor to see where they go.
    String touches =
        load.mode() == LoadMode.STRIDED || load.mode() == LoadMode.BROADCAST
            ? ""
            : String.format(
                Locale.ROOT,
                """
              for (int i = 0; i < %d; i++) TOUCH_SQUARE(x%d + (at[%d] + %s * step[%d] + i * %s[%d]) * %d);
            """,
                terms,
                k,
                k,
                terms,
                k,
                turned ? "step" : "across",
                k,
                dtype.components());
    loads = touches + loads;
    if (!turned) {
      return loads;
    }
    String scalar = Registers.scalar(dtype);
    return loads
        + String.format(
            Locale.ROOT, "  %s(v%d);\n", functions.turn(scalar, terms, dtype.components()), k);
  }
}
