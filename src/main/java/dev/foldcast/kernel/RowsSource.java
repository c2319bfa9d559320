package dev.foldcast.kernel;

import dev.foldcast.array.DType;
import dev.foldcast.plan.LoadMode;
import dev.foldcast.plan.ProgramSpec;
import java.util.List;
import java.util.Locale;
import java.util.StringJoiner;
import java.util.function.IntFunction;

/**
 * Writes {@code Repeated}, {@code repeat}, {@code row_terms} and {@code touch_rows}: the terms of
 * as many short rows as a vector has lanes, which are one vector for each term of a row.
 */
final class RowsSource {
  private static final int LINE_BYTES = 64;

  private final Functions functions;
  private final List<ProgramSpec.Load> operands;
  private final int rows;
  private final int row;
  private final String termType;

  /**
   * A writer.
   *
   * @param rows that are taken at once, and terms in a vector
   * @param row terms of each
   * @param termType a vector of terms in registers
   */
  RowsSource(
      Functions functions, List<ProgramSpec.Load> operands, int rows, int row, String termType) {
    this.functions = functions;
    this.operands = operands;
    this.rows = rows;
    this.row = row;
    this.termType = termType;
  }

  void write() {
    StringBuilder members = new StringBuilder("  int none;\n");
    StringBuilder repeats = new StringBuilder();
    StringBuilder loads = new StringBuilder();
    StringBuilder touches = new StringBuilder();
    for (int k = 0; k < operands.size(); k++) {
      ProgramSpec.Load load = operands.get(k);
      String type = vectorType(load);
      if (load.mode() == LoadMode.REPEATED) {
        members.append(String.format(Locale.ROOT, "  %s v%d[ROW];\n", type, k));
        repeats.append(repeated(k, load));
      } else {
        loads
            .append(String.format(Locale.ROOT, "  %s v%d[ROW];\n", type, k))
            .append(loaded(k, load));
      }
      touches.append(touch(k, load));
    }
    functions.add(
        String.format(
            Locale.ROOT,
            """
        typedef struct {
        %s} Repeated;
        inline void repeat(OPERAND_PARAMS, const INDEX* at, const INDEX* step, Repeated* to) {
          to->none = 0;
        %s}
        inline void row_terms(OPERAND_PARAMS, const Repeated* repeated, const INDEX* at,
                              const INDEX* step, const INDEX* across, %s* terms) {
        %s%s}
        inline void touch_rows(OPERAND_PARAMS, const INDEX* at) {
        %s}
        """,
            members,
            repeats,
            termType,
            loads,
            terms(),
            touches));
  }

  private String terms() {
    StringBuilder text = new StringBuilder();
    for (int i = 0; i < row; i++) {
      StringJoiner values = new StringJoiner(", ");
      for (int k = 0; k < operands.size(); k++) {
        boolean held = operands.get(k).mode() == LoadMode.REPEATED;
        values.add(String.format(Locale.ROOT, "%sv%d[%d]", held ? "repeated->" : "", k, i));
      }
      text.append(String.format(Locale.ROOT, "  terms[%d] = term_t(%s);\n", i, values));
    }
    return text.toString();
  }

  private String repeated(int k, ProgramSpec.Load load) {
    StringBuilder text = new StringBuilder();
    String scalar = Registers.scalar(load.dtype());
    String one = Registers.vector(scalar, load.dtype().components());
    text.append(String.format(Locale.ROOT, "  const %s e%d[ROW] = {", one, k));
    StringJoiner elements = new StringJoiner(", ");
    for (int j = 0; j < row; j++) {
      elements.add(
          String.format(Locale.ROOT, "load%d_1(x%d, at[%d] + %d * step[%d], 0)", k, k, k, j, k));
    }
    text.append(elements).append("};\n");
    for (int i = 0; i < row; i++) {
      text.append(String.format(Locale.ROOT, "  to->v%d[%d] = ", k, i));
      text.append(listed(load, i, place -> String.format(Locale.ROOT, "e%d[%d]", k, place % row)));
    }
    return text.toString();
  }

  private String loaded(int k, ProgramSpec.Load load) {
    StringBuilder text = new StringBuilder();
    if (load.mode() == LoadMode.SPREAD) {
      text.append(
          String.format(
              Locale.ROOT,
              "  const %s u%d = load%d_v(x%d, at[%d], 1);\n",
              vectorType(load),
              k,
              k,
              k,
              k));
    }
    for (int i = 0; i < row; i++) {
      text.append(String.format(Locale.ROOT, "  v%d[%d] = ", k, i));
      switch (load.mode()) {
        case CONTIGUOUS ->
            text.append(
                String.format(Locale.ROOT, "load%d_v(x%d, at[%d] + %d, 1);\n", k, k, k, i * rows));
        case SPREAD -> text.append(String.format(Locale.ROOT, "u%d%s;\n", k, spread(load, i)));
        default ->
            text.append(
                listed(
                    load,
                    i,
                    place ->
                        String.format(
                            Locale.ROOT,
                            "load%d_1(x%d, at[%d] + %d * across[%d] + %d * step[%d], 0)",
                            k,
                            k,
                            k,
                            place / row,
                            k,
                            place % row,
                            k)));
      }
    }
    return text.toString();
  }

  /** Vector {@code i} from elements, each of its number among all terms of the rows. */
  private String listed(ProgramSpec.Load load, int i, IntFunction<String> element) {
    StringJoiner list = new StringJoiner(", ", "(" + vectorType(load) + ")(", ");\n");
    for (int l = 0; l < rows; l++) {
      list.add(element.apply(i * rows + l));
    }
    return list.toString();
  }

  /** The lanes of one element for each row that vector {@code i} has. */
  private String spread(ProgramSpec.Load load, int i) {
    int parts = load.dtype().components();
    if (rows * parts == 1) {
      return "";
    }
    StringBuilder lanes = new StringBuilder(".s");
    for (int l = 0; l < rows; l++) {
      for (int part = 0; part < parts; part++) {
        lanes.append(Integer.toHexString((i * rows + l) / row * parts + part));
      }
    }
    return lanes.toString();
  }

  private String touch(int k, ProgramSpec.Load load) {
    int item = load.dtype().itemBytes();
    int elements =
        switch (load.mode()) {
          case CONTIGUOUS -> row * rows;
          case SPREAD -> rows;
          default -> 0;
        };
    int inLine = Math.max(1, LINE_BYTES / item);
    StringBuilder text = new StringBuilder();
    for (int i = 0; i < elements; i += inLine) {
      int parts = load.dtype().components();
      text.append(
          String.format(Locale.ROOT, "  TOUCH(x%d + (at[%d] + %d) * %d);\n", k, k, i, parts));
    }
    return text.toString();
  }

  private String vectorType(ProgramSpec.Load load) {
    DType dtype = load.dtype();
    return Registers.vector(Registers.scalar(dtype), rows * dtype.components());
  }
}
