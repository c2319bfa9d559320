package dev.foldcast.kernel;

import dev.foldcast.array.DType;
import dev.foldcast.array.DType.Kind;
import dev.foldcast.expr.Expr;
import dev.foldcast.plan.LoadMode;
import dev.foldcast.plan.ProgramSpec;
import java.util.List;
import java.util.StringJoiner;

/**
 * Writes the functions of {@code term.cl} for one expression: {@code term_v} for a vector of terms
 * and {@code term_1} for one.
 *
 * <p>A complex vector holds real and imaginary parts in turn. A complex product is {@code (ar br -
 * ai bi, ar bi + ai br)}, each operation rounded; integer products wrap, so they are formed in
 * unsigned types.
 */
final class TermSource {
  private final List<ProgramSpec.Load> operands;
  private final int terms; // in one vector
  private final String suffix;
  private final StringBuilder functions = new StringBuilder();

  private TermSource(List<ProgramSpec.Load> operands, int terms, String suffix) {
    this.operands = operands;
    this.terms = terms;
    this.suffix = suffix;
  }

  /** Loads and the term function for vectors of {@code terms} terms, under names with a suffix. */
  static String of(Expr term, List<ProgramSpec.Load> operands, int terms, String suffix) {
    TermSource source = new TermSource(operands, terms, suffix);
    for (int k = 0; k < operands.size(); k++) {
      source.writeLoad(k);
    }
    String value = source.value(term);
    String step = suffix.equals("v") ? ", const INDEX* step" : "";
    return source.functions
        + "inline %s term_%s(OPERAND_PARAMS, const INDEX* at%s) {\n  return %s;\n}\n"
            .formatted(source.vectorType(term.dtype()), suffix, step, value);
  }

  static String scalarType(DType dtype) {
    return switch (dtype.component()) {
      case INT32 -> "int";
      case INT64 -> "long";
      case FLOAT32 -> "float";
      case FLOAT64 -> "double";
      default -> throw new IllegalArgumentException("no real type: " + dtype);
    };
  }

  private int lanes(DType dtype) {
    return terms * dtype.components();
  }

  private String vectorType(DType dtype) {
    return vectorType(scalarType(dtype), lanes(dtype));
  }

  private static String vectorType(String scalar, int lanes) {
    return lanes == 1 ? scalar : scalar + lanes;
  }

  /** Writes {@code load<k>_<suffix>(x, at, step)}: the elements as they are in memory. */
  private void writeLoad(int k) {
    ProgramSpec.Load load = operands.get(k);
    DType dtype = load.dtype();
    String type = vectorType(dtype);
    String loaded = load.swapped() ? swapped(load) : elements(load);
    functions.append(
        "inline %s load%d_%s(__global const %s* x, const INDEX at, const INDEX step) {\n  return %s;\n}\n"
            .formatted(type, k, suffix, memoryType(load), loaded));
  }

  /** Swapped elements are read as unsigned integers, so that no float operation touches them. */
  static String memoryType(ProgramSpec.Load load) {
    String type = scalarType(load.dtype());
    if (!load.swapped()) {
      return type;
    }
    return load.dtype().component().itemBytes() == 8 ? "ulong" : "uint";
  }

  private String elements(ProgramSpec.Load load) {
    int parts = load.dtype().components();
    int lanes = terms * parts;
    String type = vectorType(memoryType(load), lanes);
    if (load.mode() == LoadMode.CONTIGUOUS || (lanes == parts && parts > 1)) {
      return lanes == 1 ? "x[at]" : "vload%d(0, x + at * %d)".formatted(lanes, parts);
    }
    if (lanes == 1) {
      return "x[at]";
    }
    StringJoiner list = new StringJoiner(", ", "(" + type + ")(", ")");
    boolean strided = load.mode() == LoadMode.STRIDED;
    for (int i = 0; i < terms; i++) {
      String at = strided && i > 0 ? "(at + %d * step)".formatted(i) : "at";
      list.add(parts == 1 ? "x[" + at + "]" : "vload2(%s, x)".formatted(at));
    }
    return list.toString();
  }

  private String swapped(ProgramSpec.Load load) {
    int bytes = load.dtype().component().itemBytes();
    int lanes = lanes(load.dtype());
    String unsigned = vectorType(memoryType(load), lanes);
    String name = "swap%d_%s".formatted(bytes, unsigned);
    if (functions.indexOf(name + "(") < 0) {
      functions.append(swapFunction(name, unsigned, bytes));
    }
    return "as_%s(%s(%s))".formatted(vectorType(load.dtype()), name, elements(load));
  }

  private static String swapFunction(String name, String type, int bytes) {
    String body =
        bytes == 8
            ? """
                v = ((v & 0x00ff00ff00ff00ffUL) << 8) | ((v >> 8) & 0x00ff00ff00ff00ffUL);
                v = ((v & 0x0000ffff0000ffffUL) << 16) | ((v >> 16) & 0x0000ffff0000ffffUL);
                return (v << 32) | (v >> 32);
              """
            : """
                v = ((v & 0x00ff00ffu) << 8) | ((v >> 8) & 0x00ff00ffu);
                return (v << 16) | (v >> 16);
              """;
    return "#ifndef HAS_%s\n#define HAS_%s\ninline %s %s(%s v) {\n%s}\n#endif\n"
        .formatted(name, name, type, name, type, body);
  }

  private String value(Expr expr) {
    if (expr instanceof Expr.Operand operand) {
      int k = operand.index();
      String step = suffix.equals("v") ? "step[" + k + "]" : "0";
      return "load%d_%s(x%d, at[%d], %s)".formatted(k, suffix, k, k, step);
    }
    if (expr instanceof Expr.Cast cast) {
      return converted(value(cast.value()), cast.value().dtype(), cast.dtype());
    }
    Expr.Multiply product = (Expr.Multiply) expr;
    DType dtype = product.dtype();
    String left = converted(value(product.left()), product.left().dtype(), dtype);
    String right = converted(value(product.right()), product.right().dtype(), dtype);
    return switch (dtype.kind()) {
      case FLOAT -> "(%s * %s)".formatted(left, right);
      case INTEGER -> {
        String type = vectorType(dtype);
        yield "as_%s(as_u%s(%s) * as_u%s(%s))".formatted(type, type, left, type, right);
      }
      case COMPLEX -> "%s(%s, %s)".formatted(complexProduct(dtype), left, right);
    };
  }

  private String converted(String value, DType from, DType to) {
    String result = value;
    if (from.component() != to.component()) {
      result = "convert_%s(%s)".formatted(vectorType(scalarType(to), lanes(from)), result);
    }
    if (from.kind() != Kind.COMPLEX && to.kind() == Kind.COMPLEX) {
      result = "%s(%s)".formatted(complexOf(to), result);
    }
    return result;
  }

  private String complexProduct(DType dtype) {
    String type = vectorType(dtype);
    String name = "product_" + type;
    define(
        name,
        """
        inline %s %s(const %s a, const %s b) {
          %s p;
          p.even = a.even * b.even - a.odd * b.odd;
          p.odd = a.even * b.odd + a.odd * b.even;
          return p;
        }
        """
            .formatted(type, name, type, type, type));
    return name;
  }

  private String complexOf(DType dtype) {
    String type = vectorType(dtype);
    String name = "complex_" + type;
    define(
        name,
        """
        inline %s %s(const %s real) {
          %s z = (%s)(0);
          z.even = real;
          return z;
        }
        """
            .formatted(type, name, vectorType(scalarType(dtype), terms), type, type));
    return name;
  }

  private void define(String name, String function) {
    if (functions.indexOf(name + "(") < 0) {
      functions.append(
          "#ifndef HAS_%s\n#define HAS_%s\n%s#endif\n".formatted(name, name, function));
    }
  }
}
