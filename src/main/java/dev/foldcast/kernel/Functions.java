package dev.foldcast.kernel;

import dev.foldcast.array.DType;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.StringJoiner;

/** The OpenCL functions that a term needs, each written once however often it is asked for. */
final class Functions {
  private final Map<String, String> helpers = new LinkedHashMap<>();
  private final StringBuilder rest = new StringBuilder();

  /** Adds a function of the term itself, after every helper. */
  void add(String function) {
    rest.append(function);
  }

  /** The text of all functions, each before its use. */
  String text() {
    return String.join("", helpers.values()) + rest;
  }

  private String helper(String name, String function) {
    helpers.putIfAbsent(name, function);
    return name;
  }

  /**
   * 1 where a number is not 0, else 0, as uchar: an expression. By the smaller of 1 and the bits
   * (of floats without the sign), because Oclgrind 21.10 widens vectors of truth values to 255.
   */
  String truth(String value, String scalar, int lanes) {
    boolean real = scalar.equals("float") || scalar.equals("double");
    String bits = Registers.vector(Registers.unsigned(Registers.bytes(scalar)), lanes);
    String type = Registers.vector(scalar, lanes);
    String bool = Registers.vector("uchar", lanes);
    String name =
        helper(
            "truth_" + type,
            String.format(
                Locale.ROOT,
                "inline %s truth_%s(const %s v) { return convert_%s(min(as_%s(v)%s, (%s)(1))); }\n",
                bool,
                type,
                type,
                bool,
                bits,
                real ? " << 1" : "",
                bits));
    return name + "(" + value + ")";
  }

  /**
   * The function that loads neighbours, at any address that is a multiple of an element's size.
   * PoCL's vload is one load for every two of them, which LLVM 15 does not always put together
   * again.
   *
   * @param memory a type of {@link Registers#bytes(String)} bytes
   * @param lanes more than one
   * @param aligned whether addresses are multiples of the vector's size: GPUs have one load for
   *     such a vector, and one for each lane of others
   */
  String neighbours(String memory, int lanes, boolean aligned) {
    String type = memory + lanes;
    if (aligned) {
      return helper(
          "aligned_" + type,
          String.format(
              Locale.ROOT,
              """
          inline %s aligned_%s(__global const %s* p) { return *(__global const %s*)p; }
          """,
              type,
              type,
              memory,
              type));
    }
    return helper(
        "neighbours_" + type,
        String.format(
            Locale.ROOT,
            """
        struct __attribute__((packed, aligned(%d))) of_%s { %s v; };
        inline %s neighbours_%s(__global const %s* p) {
          return ((__global const struct of_%s*)p)->v;
        }
        """,
            Registers.bytes(memory),
            type,
            type,
            type,
            type,
            memory,
            type));
  }

  /**
   * The function that loads neighbours of several runs, {@code left} of the first one, {@code RUN}
   * of each other, which lie {@code skip} elements further on: from all runs, and of each what lies
   * in it. What is loaded in vain lies between the first and the last neighbour.
   */
  String runs(String memory, int terms, int parts) {
    String type = memory + terms * parts;
    String mask = Registers.vector(Registers.signed(Registers.bytes(memory)), terms * parts);
    StringJoiner lanes = new StringJoiner(", ", "(" + mask + ")(", ")");
    for (int l = 0; l < terms * parts; l++) {
      lanes.add(Integer.toString(l / parts));
    }
    String name = "runs_" + type + (parts == 2 ? "_pairs" : "");
    return helper(
        name,
        String.format(
            Locale.ROOT,
            """
        inline %1$s %2$s(__global const %3$s* p, const INDEX skip, const INDEX left) {
          %1$s v = %4$s(p);
          #pragma unroll
          for (int i = 0; i < BREAKS; i++) {
            const INDEX begin = min(left + (INDEX)(i * RUN), (INDEX)(%5$d));
            p += begin < %5$d ? skip * %6$d : 0;
            v = %7$s < (%8$s)(begin) ? v : %4$s(p);
          }
          return v;
        }
        """,
            type,
            name,
            memory,
            neighbours(memory, terms * parts, false),
            terms,
            parts,
            lanes,
            mask));
  }

  /**
   * The function that loads elements which lie {@code step} apart: every second, third or fourth by
   * whole loads, of which the last one ends with the last element; others one by one.
   */
  String strided(String scalar, int lanes) {
    String type = scalar + lanes;
    String neighbours = neighbours(scalar, lanes, false);
    StringBuilder body = new StringBuilder();
    for (int step = 2; step <= 4; step++) {
      body.append("  if (step == ").append(step).append(") {\n");
      for (int load = 0; load < step; load++) {
        body.append(
            String.format(
                Locale.ROOT,
                "    const %s v%d = %s(x + at + %d);\n",
                type,
                load,
                neighbours,
                load * (lanes - 1)));
      }
      StringJoiner list = new StringJoiner(", ", "(" + type + ")(", ")");
      for (int i = 0; i < lanes; i++) {
        int load = Math.min(i * step / (lanes - 1), step - 1);
        list.add(String.format(Locale.ROOT, "v%d.s%x", load, i * step - load * (lanes - 1)));
      }
      body.append("    return ").append(list).append(";\n  }\n");
    }
    StringJoiner list = new StringJoiner(", ", "(" + type + ")(", ")");
    for (int i = 0; i < lanes; i++) {
      list.add(i == 0 ? "x[at]" : String.format(Locale.ROOT, "x[at + %d * step]", i));
    }
    String name = "strided_" + type;
    return helper(
        name,
        String.format(
            Locale.ROOT,
            "inline %s %s(__global const %s* x, const INDEX at, const INDEX step) {\n%s  return %s;\n}\n",
            type,
            name,
            scalar,
            body,
            list));
  }

  /**
   * The function that loads the {@code i}-th terms of neighbouring outputs of {@code length} terms
   * each, which are all neighbours: {@code length} whole loads, the same for every {@code i}, and
   * shuffles.
   *
   * @param memory a type of {@link Registers#bytes(String)} bytes
   * @param aligned as for {@link #neighbours}
   */
  String interleaved(String memory, int terms, int parts, int length, boolean aligned) {
    int lanes = terms * parts;
    String type = memory + lanes;
    String name =
        String.format(
            Locale.ROOT, "interleaved%d_%s_%d%s", length, type, parts, aligned ? "_aligned" : "");
    String neighbours = neighbours(memory, lanes, aligned);
    StringBuilder body = new StringBuilder();
    for (int load = 0; load < length; load++) {
      body.append(
          String.format(
              Locale.ROOT, "  const %s v%d = %s(x + %d);\n", type, load, neighbours, load * lanes));
    }
    for (int i = 0; i < length; i++) {
      String when = i + 1 < length ? String.format(Locale.ROOT, "if (i == %d) ", i) : "";
      String sorted = "v0" + swizzle(lanes, parts, length, i, 0);
      for (int load = 1; load < length; load++) {
        String mine = mask(Registers.bytes(memory), lanes, parts, length, i, load);
        String other = "v" + load + swizzle(lanes, parts, length, i, load);
        sorted = String.format(Locale.ROOT, "(%s ? %s : %s)", mine, other, sorted);
      }
      body.append("  ").append(when).append("return ").append(sorted).append(";\n");
    }
    return helper(
        name,
        String.format(
            Locale.ROOT,
            "inline %s %s(__global const %s* x, const int i) {\n%s}\n",
            type,
            name,
            memory,
            body));
  }

  /** The element, of all that are loaded, that lane {@code l} of the {@code i}-th terms is. */
  private static int element(int l, int parts, int length, int i) {
    return (l / parts * length + i) * parts + l % parts;
  }

  /**
   * Brings the lanes of one load to where the {@code i}-th terms want them, and others anywhere. As
   * a swizzle: from lists of elements LLVM 15 made many small loads.
   */
  private static String swizzle(int lanes, int parts, int length, int i, int load) {
    StringBuilder text = new StringBuilder(".s");
    for (int l = 0; l < lanes; l++) {
      int element = element(l, parts, length, i);
      text.append(Integer.toHexString(element / lanes == load ? element % lanes : 0));
    }
    return text.toString();
  }

  /** A vector that is -1 in the lanes that come from one load, else 0. */
  private static String mask(int bytes, int lanes, int parts, int length, int i, int load) {
    String type = Registers.vector(Registers.signed(bytes), lanes);
    StringJoiner list = new StringJoiner(", ", "(" + type + ")(", ")");
    for (int l = 0; l < lanes; l++) {
      list.add(element(l, parts, length, i) / lanes == load ? "-1" : "0");
    }
    return list.toString();
  }

  /** The function that reverses the bytes of unsigned integers. */
  String swap(int bytes, int lanes) {
    String type = Registers.vector(Registers.unsigned(bytes), lanes);
    String body =
        switch (bytes) {
          case 2 -> "  return (v << 8) | (v >> 8);\n";
          case 4 ->
              """
                v = ((v & 0x00ff00ffu) << 8) | ((v >> 8) & 0x00ff00ffu);
                return (v << 16) | (v >> 16);
              """;
          case 8 ->
              """
                v = ((v & 0x00ff00ff00ff00ffUL) << 8) | ((v >> 8) & 0x00ff00ff00ff00ffUL);
                v = ((v & 0x0000ffff0000ffffUL) << 16) | ((v >> 16) & 0x0000ffff0000ffffUL);
                return (v << 32) | (v >> 32);
              """;
          default -> "  return v;\n";
        };
    return helper(
        "swap_" + type,
        String.format(Locale.ROOT, "inline %s swap_%s(%s v) {\n%s}\n", type, type, type, body));
  }

  /** The function that gives the values of float16 bits. */
  String halfOfBits(int lanes) {
    String from = Registers.vector("ushort", lanes);
    String to = Registers.vector("float", lanes);
    String n = lanes == 1 ? "" : Integer.toString(lanes);
    return helper(
        "half_of_" + from,
        String.format(
            Locale.ROOT,
            """
        inline %s half_of_%s(const %s v) {
          const %s bits = v;
          return vload_half%s(0, (const half*)&bits);
        }
        """,
            to,
            from,
            from,
            from,
            n));
  }

  /**
   * The function that rounds to float16, ties to even, and gives the result as float. From float64
   * by way of float32 rounded to odd, whose 24 bits are more than 11 + 2 (Boldo and Melquiond,
   * 2005).
   */
  String roundHalf(String scalar, int lanes) {
    String from = Registers.vector(scalar, lanes);
    String to = Registers.vector("float", lanes);
    String n = lanes == 1 ? "" : Integer.toString(lanes);
    String bits = Registers.vector("uint", lanes);
    String inexact =
        lanes == 1
            ? "(uint)(convert_double(f) != v)"
            : String.format(Locale.ROOT, "convert_%s(-(convert_double%d(f) != v))", bits, lanes);
    String odd =
        scalar.equals("double")
            ? String.format(
                Locale.ROOT,
                """
                %s f = convert_%s_rtz(v);
                f = as_%s(as_%s(f) | %s);
              """,
                to,
                to,
                to,
                bits,
                inexact)
            : String.format(Locale.ROOT, "  const %s f = v;\n", to);
    return helper(
        "round_half_" + from,
        String.format(
            Locale.ROOT,
            """
        inline %s round_half_%s(const %s v) {
        %s  %s half_bits;
          vstore_half%s_rte(f, 0, (half*)&half_bits);
          return vload_half%s(0, (const half*)&half_bits);
        }
        """,
            to,
            from,
            from,
            odd,
            Registers.vector("ushort", lanes),
            n,
            n));
  }

  /**
   * The function that multiplies bytes modulo 256, two in a word: the lower byte of a product of
   * words is that of the lower bytes. LLVM 15 widens, narrows again, and then does not store past
   * the caches.
   *
   * @param lanes even
   */
  String byteProduct(int lanes) {
    String type = Registers.vector("uchar", lanes);
    String words = Registers.vector("ushort", lanes / 2);
    return helper(
        "product_" + type,
        String.format(
            Locale.ROOT,
            """
        inline %1$s product_%1$s(const %1$s a, const %1$s b) {
          const %3$s p = as_%2$s(a), q = as_%2$s(b);
          const %3$s mask = (%3$s)(0xff00);
          return as_%1$s((%2$s)(((p * q) & ~mask) | ((p >> (%3$s)(8)) * (q & mask))));
        }
        """,
            type,
            words,
            lanes == 2 ? "uint" : words)); // else an int would overflow
  }

  /**
   * The function that multiplies complex vectors, each operation rounded: a b.re + i a b.im, of
   * which i turns (re, im) into (-im, re). The sign is put on b.im, where it stays outside of loops
   * in which b does; a difference is the sum with the negative one, bit for bit.
   */
  String complexProduct(DType dtype, int lanes) {
    String type = Registers.vector(Registers.scalar(dtype), lanes);
    StringBuilder turned = new StringBuilder();
    StringBuilder real = new StringBuilder();
    StringBuilder imaginary = new StringBuilder();
    StringJoiner signs = new StringJoiner(", ");
    for (int i = 0; i < lanes; i += 2) {
      turned.append(String.format(Locale.ROOT, "%x%x", i + 1, i));
      real.append(String.format(Locale.ROOT, "%x%x", i, i));
      imaginary.append(String.format(Locale.ROOT, "%x%x", i + 1, i + 1));
      signs.add("-1, 1");
    }
    return helper(
        "product_" + type,
        String.format(
            Locale.ROOT,
            """
        inline %s product_%s(const %s a, const %s b) {
          const %s turning = b.s%s * (%s)(%s);
          return a * b.s%s + a.s%s * turning;
        }
        """,
            type,
            type,
            type,
            type,
            type,
            imaginary,
            type,
            signs,
            real,
            turned));
  }

  /** The function that turns {@code terms} vectors of as many terms: rows become columns. */
  String turn(String scalar, int terms, int parts) {
    TurnSource turn = new TurnSource(scalar, terms, parts);
    return helper(turn.name(), turn.write());
  }

  /** The function that gives real vectors an imaginary part of +0. */
  String complexOf(DType dtype, int terms) {
    String real = Registers.vector(Registers.scalar(dtype), terms);
    String type = Registers.vector(Registers.scalar(dtype), 2 * terms);
    return helper(
        "complex_" + type,
        String.format(
            Locale.ROOT,
            """
        inline %s complex_%s(const %s real) {
          %s z = (%s)(0);
          z.even = real;
          return z;
        }
        """,
            type,
            type,
            real,
            type,
            type));
  }
}
