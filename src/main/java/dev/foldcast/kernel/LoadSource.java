package dev.foldcast.kernel;

import dev.foldcast.array.DType;
import dev.foldcast.plan.LoadMode;
import dev.foldcast.plan.ProgramSpec;
import java.util.Locale;
import java.util.StringJoiner;

/**
 * Writes the function that loads neighbours of one operand into registers: {@code
 * load<k>_<suffix>(x, at, step)}.
 */
final class LoadSource {
  private final Functions functions;
  private final ProgramSpec.Load load;
  private final int terms;

  LoadSource(Functions functions, ProgramSpec.Load load, int terms) {
    this.functions = functions;
    this.load = load;
    this.terms = terms;
  }

  /** Writes the function for operand {@code k}. */
  void write(int k, String suffix) {
    functions.add(
        String.format(
            Locale.ROOT,
            """
        inline %s load%d_%s(__global const %s* x, const INDEX at, const INDEX step%s) {
          return %s;
        }
        """,
            Registers.vector(Registers.scalar(load.dtype()), lanes()),
            k,
            suffix,
            Registers.memory(load),
            load.mode() == LoadMode.RUNS && terms > 1 ? ", const INDEX left" : "",
            inRegisters(elements())));
  }

  /**
   * Writes the function that loads turn {@code i} of few: {@code load<k>_few(x, at, step, hop, i)}.
   */
  void writeTurn(int k, int length) {
    boolean between = load.mode() == LoadMode.INTERLEAVED && terms > 1;
    functions.add(
        String.format(
            Locale.ROOT,
            """
        inline %s load%d_few(__global const %s* x, const INDEX at, const INDEX step, const INDEX hop, const int i) {
          return %s;
        }
        """,
            Registers.vector(Registers.scalar(load.dtype()), lanes()),
            k,
            Registers.memory(load),
            between
                ? inRegisters(interleaved(length))
                : String.format(Locale.ROOT, "load%d_v(x, at + (INDEX)i * hop, step)", k)));
  }

  private String interleaved(int length) {
    int parts = load.dtype().components();
    if (isHalf()) {
      String name = functions.interleaved("ushort", terms, parts, length, load.aligned());
      return String.format(
          Locale.ROOT,
          "%s(%s((__global const ushort*)x + at, i))",
          functions.halfOfBits(lanes()),
          name);
    }
    String name =
        functions.interleaved(Registers.memory(load), terms, parts, length, load.aligned());
    return String.format(Locale.ROOT, "%s(x + at * %d, i)", name, parts);
  }

  /** Whether elements are float16 in the device's byte order. */
  private boolean isHalf() {
    return Registers.memory(load).equals("half");
  }

  private int lanes() {
    return terms * load.dtype().components();
  }

  private String inRegisters(String elements) {
    DType dtype = load.dtype();
    if (load.swapped()) {
      int bytes = dtype.component().itemBytes();
      return fromBits(
          String.format(Locale.ROOT, "%s(%s)", functions.swap(bytes, lanes()), elements));
    }
    return dtype == DType.BOOL ? functions.truth(elements, "uchar", lanes()) : elements;
  }

  /** Elements as they are in memory; float16 as floats. */
  private String elements() {
    if (!isHalf()) {
      return elements(Registers.memory(load), "x");
    }
    if (lanes() == 1) {
      return "vload_half(at, x)";
    }
    // PoCL's vload_half8 and 16 take the address for a multiple of 16 and then die of others. Its
    // vload_half of one is a dozen instructions.
    String bits = elements("ushort", "((__global const ushort*)x)");
    return String.format(Locale.ROOT, "%s(%s)", functions.halfOfBits(lanes()), bits);
  }

  private String elements(String memory, String x) {
    int parts = load.dtype().components();
    boolean neighbours =
        switch (load.mode()) {
          case CONTIGUOUS, SPREAD -> true;
          default -> false;
        };
    if (lanes() == 1) {
      return x + "[at]";
    }
    if (neighbours || terms == 1) {
      return String.format(
          Locale.ROOT,
          "%s(%s + at * %d)",
          functions.neighbours(memory, lanes(), load.aligned()),
          x,
          parts);
    }
    if (load.mode() == LoadMode.RUNS) {
      return String.format(
          Locale.ROOT,
          "%s(%s + at * %d, step, left)",
          functions.runs(memory, terms, parts),
          x,
          parts);
    }
    boolean strided = load.mode() != LoadMode.BROADCAST;
    if (strided && parts == 1 && terms >= 4) {
      return String.format(Locale.ROOT, "%s(%s, at, step)", functions.strided(memory, terms), x);
    }
    String type = Registers.vector(memory, lanes());
    StringJoiner list = new StringJoiner(", ", "(" + type + ")(", ")");
    for (int i = 0; i < terms; i++) {
      String at = strided && i > 0 ? String.format(Locale.ROOT, "at + %d * step", i) : "at";
      list.add(
          parts == 1
              ? String.format(Locale.ROOT, "%s[%s]", x, at)
              : String.format(Locale.ROOT, "vload2(%s, %s)", at, x));
    }
    return list.toString();
  }

  private String fromBits(String bits) {
    DType dtype = load.dtype();
    if (dtype == DType.FLOAT16) {
      return String.format(Locale.ROOT, "%s(%s)", functions.halfOfBits(lanes()), bits);
    }
    return String.format(
        Locale.ROOT, "as_%s(%s)", Registers.vector(Registers.scalar(dtype), lanes()), bits);
  }
}
