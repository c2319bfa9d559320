package dev.foldcast.kernel;

import dev.foldcast.array.DType;
import dev.foldcast.array.DType.Kind;
import dev.foldcast.expr.Expr;
import dev.foldcast.plan.LoadMode;
import dev.foldcast.plan.ProgramSpec;
import dev.foldcast.plan.Stores;
import java.util.List;
import java.util.Locale;
import java.util.StringJoiner;

/**
 * Writes the functions of {@code term.cl} for one expression: {@code term_v} for a vector of terms,
 * {@code term_1} for one, {@code touch} and {@code touch_lane}, and {@code term_few} and {@code
 * touch_few} where outputs have few terms.
 *
 * <p>A complex vector holds real and imaginary parts in turn. A complex product is {@code (ar br -
 * ai bi, ar bi + ai br)}, each operation rounded. Integer products wrap, so they are formed in
 * unsigned types, narrow scalars widened first. float16 is computed in float32 and rounded back: a
 * product of two is exact there, so it is rounded once.
 */
final class TermSource {
  private final Functions functions;
  private final int terms; // in one vector
  private final String suffix;
  private final List<ProgramSpec.Load> operands;

  private TermSource(
      Functions functions, List<ProgramSpec.Load> operands, int terms, String suffix) {
    this.functions = functions;
    this.operands = operands;
    this.terms = terms;
    this.suffix = suffix;
  }

  /**
   * {@code term_v} for vectors of {@code terms} terms, {@code term_1}, and what they need.
   *
   * @param stores whether {@code tile_terms}, {@code term_staged} or {@code row_terms} is wanted,
   *     too
   * @param length terms of each output, or 0 where {@code term_few} is not used
   */
  static String of(
      Expr term, List<ProgramSpec.Load> operands, int terms, Stores stores, int length) {
    Functions functions = new Functions();
    new TermSource(functions, operands, terms, "v").write(term);
    new TermSource(functions, operands, 1, "1").write(term);
    functions.add(touch(operands, "touch", "TOUCH"));
    functions.add(touch(operands, "touch_far", "TOUCH_FAR"));
    functions.add(touchLane(operands));
    if (stores.tiled() || turns(operands)) {
      TermSource registers = new TermSource(functions, operands, terms, "t");
      registers.writeRegisters(term);
      String type = registers.vectorType(term.dtype());
      if (stores.shared()) {
        new StagedSource(functions, operands, type).write();
      } else {
        new TileSource(functions, operands, terms, type).write();
      }
    }
    if (stores.row() > 0) {
      TermSource registers = new TermSource(functions, operands, terms, "t");
      registers.writeRegisters(term);
      String type = registers.vectorType(term.dtype());
      new RowsSource(functions, operands, terms, stores.row(), type).write();
    }
    if (length > 0) {
      new TermSource(functions, operands, terms, "few").writeTurns(term, length);
    }
    return functions.text();
  }

  /** Whether neighbours of an operand lie along the loop around the inner one. */
  static boolean turns(List<ProgramSpec.Load> operands) {
    return operands.stream().anyMatch(load -> load.mode() == LoadMode.TURNED);
  }

  /** The term of operands that are in registers. */
  private void writeRegisters(Expr term) {
    StringJoiner params = new StringJoiner(", ");
    for (int k = 0; k < operands.size(); k++) {
      params.add(
          String.format(Locale.ROOT, "const %s v%d", vectorType(operands.get(k).dtype()), k));
    }
    functions.add(
        String.format(
            Locale.ROOT,
            "inline %s term_t(%s) {\n  return %s;\n}\n",
            vectorType(term.dtype()),
            params,
            value(term)));
  }

  private static String touch(List<ProgramSpec.Load> operands, String name, String macro) {
    StringBuilder body = new StringBuilder();
    for (int k = 0; k < operands.size(); k++) {
      LoadMode mode = operands.get(k).mode();
      if (mode == LoadMode.CONTIGUOUS || mode == LoadMode.RUNS) {
        int parts = operands.get(k).dtype().components();
        body.append(String.format(Locale.ROOT, "  %s(x%d + at[%d] * %d);\n", macro, k, k, parts));
      }
    }
    return String.format(
        Locale.ROOT, "inline void %s(OPERAND_PARAMS, const INDEX* at) {\n%s}\n", name, body);
  }

  private static String touchLane(List<ProgramSpec.Load> operands) {
    StringBuilder body = new StringBuilder();
    for (int k = 0; k < operands.size(); k++) {
      if (operands.get(k).mode() == LoadMode.STRIDED || operands.get(k).mode() == LoadMode.TURNED) {
        int parts = operands.get(k).dtype().components();
        body.append(
            String.format(
                Locale.ROOT, "  TOUCH(x%d + (at[%d] + lane * step[%d]) * %d);\n", k, k, k, parts));
      }
    }
    return "inline void touch_lane(OPERAND_PARAMS, const INDEX* at, const INDEX* step, const INDEX lane) {\n"
        + body
        + "}\n";
  }

  private void writeTurns(Expr term, int length) {
    StringBuilder touch = new StringBuilder();
    for (int k = 0; k < operands.size(); k++) {
      ProgramSpec.Load load = operands.get(k);
      new LoadSource(functions, load, terms).writeTurn(k, length);
      boolean between = load.mode() == LoadMode.INTERLEAVED;
      if (between || load.mode() == LoadMode.CONTIGUOUS) {
        touch.append(
            String.format(
                Locale.ROOT,
                "  TOUCH(x%d + (at[%d] + (INDEX)i * %s) * %d);\n",
                k,
                k,
                between ? terms : "hop[" + k + "]",
                load.dtype().components()));
      }
    }
    functions.add(
        String.format(
            Locale.ROOT,
            "inline %s term_few(OPERAND_PARAMS, const INDEX* at, const INDEX* step, const INDEX* hop, const int i) {\n  return %s;\n}\n",
            vectorType(term.dtype()),
            value(term)));
    functions.add(
        String.format(
            Locale.ROOT,
            "inline void touch_few(OPERAND_PARAMS, const INDEX* at, const INDEX* hop, const int i) {\n%s}\n",
            touch));
  }

  private void write(Expr term) {
    for (int k = 0; k < operands.size(); k++) {
      new LoadSource(functions, operands.get(k), terms).write(k, suffix);
    }
    String step = suffix.equals("v") ? ", const INDEX* step" : "";
    functions.add(
        String.format(
            Locale.ROOT,
            "inline %s term_%s(OPERAND_PARAMS, const INDEX* at%s) {\n  return %s;\n}\n",
            vectorType(term.dtype()),
            suffix,
            step,
            value(term)));
  }

  private int lanes(DType dtype) {
    return terms * dtype.components();
  }

  private String vectorType(DType dtype) {
    return Registers.vector(Registers.scalar(dtype), lanes(dtype));
  }

  private String value(Expr expr) {
    if (expr instanceof Expr.Operand operand) {
      int k = operand.index();
      if (suffix.equals("t")) {
        return "v" + k;
      }
      if (suffix.equals("few")) {
        return String.format(
            Locale.ROOT, "load%d_few(x%d, at[%d], step[%d], hop[%d], i)", k, k, k, k, k);
      }
      String step = suffix.equals("v") ? "step[" + k + "]" : "0";
      return String.format(
          Locale.ROOT, "load%d_%s(x%d, at[%d], %s%s)", k, suffix, k, k, step, left(k));
    }
    if (expr instanceof Expr.Cast cast) {
      return converted(cast.value(), cast.dtype());
    }
    Expr.Multiply product = (Expr.Multiply) expr;
    DType dtype = product.dtype();
    String left = converted(product.left(), dtype);
    String right = converted(product.right(), dtype);
    return switch (dtype.kind()) {
      // Single bytes are promoted to int, and must come back.
      case BOOL -> String.format(Locale.ROOT, "(%s)(%s & %s)", vectorType(dtype), left, right);
      case INTEGER, UNSIGNED -> wrappedProduct(dtype, left, right);
      case FLOAT ->
          dtype == DType.FLOAT16
              ? String.format(
                  Locale.ROOT, "%s(%s * %s)", functions.roundHalf("float", terms), left, right)
              : String.format(Locale.ROOT, "(%s * %s)", left, right);
      case COMPLEX ->
          String.format(
              Locale.ROOT, "%s(%s, %s)", functions.complexProduct(dtype, 2 * terms), left, right);
    };
  }

  /** One argument more where outputs are runs: how many of the first one are left. */
  private String left(int operand) {
    return operands.get(operand).mode() == LoadMode.RUNS && terms > 1 ? ", step[OPERANDS]" : "";
  }

  private String wrappedProduct(DType dtype, String left, String right) {
    String type = vectorType(dtype);
    String unsigned = Registers.vector(Registers.unsigned(dtype.itemBytes()), terms);
    if (terms == 1 && dtype.itemBytes() < 4) {
      // ushort * ushort would be formed in int and overflow.
      return String.format(
          Locale.ROOT,
          "as_%s((%s)((uint)as_%s(%s) * (uint)as_%s(%s)))",
          type,
          unsigned,
          unsigned,
          left,
          unsigned,
          right);
    }
    if (dtype.itemBytes() == 1) {
      return String.format(
          Locale.ROOT,
          "as_%s(%s(as_%s(%s), as_%s(%s)))",
          type,
          functions.byteProduct(terms),
          unsigned,
          left,
          unsigned,
          right);
    }
    return String.format(
        Locale.ROOT, "as_%s(as_%s(%s) * as_%s(%s))", type, unsigned, left, unsigned, right);
  }

  private String converted(Expr expr, DType to) {
    DType from = expr.dtype();
    String value = value(expr);
    String real = converted(value, from.component(), to.component(), lanes(from));
    boolean widens = from.kind() != Kind.COMPLEX && to.kind() == Kind.COMPLEX;
    return widens
        ? String.format(Locale.ROOT, "%s(%s)", functions.complexOf(to, terms), real)
        : real;
  }

  private String converted(String value, DType from, DType to, int lanes) {
    if (from == to) {
      return value;
    }
    if (to == DType.BOOL) {
      return functions.truth(value, Registers.scalar(from), lanes);
    }
    if (from.isWhole() && to.isWhole()) {
      return convertedWhole(value, from, to, lanes);
    }
    if (to == DType.FLOAT16) {
      boolean whole = from.isWhole();
      // An integer that float32 must round is infinite in float16.
      String floats =
          whole
              ? String.format(
                  Locale.ROOT, "convert_%s(%s)", Registers.vector("float", lanes), value)
              : value;
      String scalar = whole ? "float" : Registers.scalar(from);
      return String.format(Locale.ROOT, "%s(%s)", functions.roundHalf(scalar, lanes), floats);
    }
    if (Registers.scalar(from).equals(Registers.scalar(to))) {
      return value;
    }
    return String.format(
        Locale.ROOT, "convert_%s(%s)", Registers.vector(Registers.scalar(to), lanes), value);
  }

  /** Modulo 2^bits: widened in the source's signedness, narrowed in unsigned types. */
  private static String convertedWhole(String value, DType from, DType to, int lanes) {
    int bytes = to.itemBytes();
    String target = Registers.vector(Registers.scalar(to), lanes);
    if (from.itemBytes() == bytes) {
      return String.format(Locale.ROOT, "as_%s(%s)", target, value);
    }
    boolean signed = from.kind() == Kind.INTEGER && from.itemBytes() < bytes;
    String same = Registers.vector(Registers.unsigned(from.itemBytes()), lanes);
    String through =
        Registers.vector(signed ? Registers.signed(bytes) : Registers.unsigned(bytes), lanes);
    String bits = signed ? value : String.format(Locale.ROOT, "as_%s(%s)", same, value);
    return String.format(Locale.ROOT, "as_%s(convert_%s(%s))", target, through, bits);
  }
}
