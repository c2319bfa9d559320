package dev.foldcast.kernel;

import dev.foldcast.array.DType;
import dev.foldcast.plan.LoadMode;
import dev.foldcast.plan.ProgramSpec;
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
        """
        inline %s load%d_%s(__global const %s* x, const INDEX at, const INDEX step%s) {
          return %s;
        }
        """
            .formatted(
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
        """
        inline %s load%d_few(__global const %s* x, const INDEX at, const INDEX step, const INDEX hop, const int i) {
          return %s;
        }
        """
            .formatted(
                Registers.vector(Registers.scalar(load.dtype()), lanes()),
                k,
                Registers.memory(load),
                between
                    ? inRegisters(interleaved(length))
                    : "load%d_v(x, at + (INDEX)i * hop, step)".formatted(k)));
  }

  private String interleaved(int length) {
    int parts = load.dtype().components();
    if (isHalf()) {
      String name = functions.interleaved("ushort", terms, parts, length, load.aligned());
      return "%s(%s((__global const ushort*)x + at, i))"
          .formatted(functions.halfOfBits(lanes()), name);
    }
    String name =
        functions.interleaved(Registers.memory(load), terms, parts, length, load.aligned());
    return "%s(x + at * %d, i)".formatted(name, parts);
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
      return fromBits("%s(%s)".formatted(functions.swap(bytes, lanes()), elements));
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
    return "%s(%s)".formatted(functions.halfOfBits(lanes()), bits);
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
      return "%s(%s + at * %d)"
          .formatted(functions.neighbours(memory, lanes(), load.aligned()), x, parts);
    }
    if (load.mode() == LoadMode.RUNS) {
      return "%s(%s + at * %d, step, left)"
          .formatted(functions.runs(memory, terms, parts), x, parts);
    }
    boolean strided = load.mode() != LoadMode.BROADCAST;
    if (strided && parts == 1 && terms >= 4) {
      return "%s(%s, at, step)".formatted(functions.strided(memory, terms), x);
    }
    String type = Registers.vector(memory, lanes());
    StringJoiner list = new StringJoiner(", ", "(" + type + ")(", ")");
    for (int i = 0; i < terms; i++) {
      String at = strided && i > 0 ? "at + %d * step".formatted(i) : "at";
      list.add(parts == 1 ? "%s[%s]".formatted(x, at) : "vload2(%s, %s)".formatted(at, x));
    }
    return list.toString();
  }

  private String fromBits(String bits) {
    DType dtype = load.dtype();
    if (dtype == DType.FLOAT16) {
      return "%s(%s)".formatted(functions.halfOfBits(lanes()), bits);
    }
    return "as_%s(%s)".formatted(Registers.vector(Registers.scalar(dtype), lanes()), bits);
  }
}
