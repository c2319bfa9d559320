package dev.foldcast.kernel;

import java.util.Arrays;
import java.util.Locale;
import java.util.StringJoiner;

/**
 * Writes the function that turns a square of terms in registers: rows become columns. Its steps are
 * those that processors with vectors of several 16-byte blocks have single instructions for: first
 * neighbouring rows are interleaved inside of blocks (on x86 {@code unpcklps} and so on), by one
 * term, two, four; then blocks change places ({@code shuff32x4}). A square of 8 by 8 float32 takes
 * 24 of them.
 */
final class TurnSource {
  private static final int BLOCK_BYTES = 16;

  /** Two vectors become one: by clang's function where there is one. */
  private static final String SHUFFLE =
      """
      #if defined(__has_builtin)
        #if __has_builtin(__builtin_shufflevector)
          #define SHUFFLES 1
        #endif
      #endif
      """;

  private final int terms;
  private final int parts;
  private final int block;

  /** Where the terms have come to: {@code place[register][position] = row * terms + column}. */
  private int[][] place;

  private final StringBuilder body = new StringBuilder();
  private final String type;
  private int stage;

  /**
   * A writer.
   *
   * @param scalar a real number in a register
   * @param terms in a row of the square, and rows; a power of two
   * @param parts real numbers of a term
   */
  TurnSource(String scalar, int terms, int parts) {
    this.terms = terms;
    this.parts = parts;
    this.type = Registers.vector(scalar, terms * parts);
    int termBytes = Registers.bytes(scalar) * parts;
    this.block = Math.min(terms, Math.max(1, BLOCK_BYTES / termBytes));
    this.place = new int[terms][terms];
    for (int row = 0; row < terms; row++) {
      for (int column = 0; column < terms; column++) {
        place[row][column] = row * terms + column;
      }
    }
  }

  String name() {
    return "turn_" + type + (parts == 2 ? "_pairs" : "");
  }

  String write() {
    for (int unit = 1; unit < block; unit *= 2) {
      step(unit, interleaved(unit, 0), interleaved(unit, block / 2));
    }
    for (int distance = block; distance < terms; distance *= 2) {
      step(distance, everySecondBlock(0), everySecondBlock(block));
    }
    for (int register = 0; register < terms; register++) {
      body.append(
          String.format(Locale.ROOT, "  r[%d] = t%d[%d];\n", column(register), stage, register));
    }
    return String.format(
        Locale.ROOT,
        "%sinline void %s(%s* r) {\n  const %s* t0 = r;\n%s}\n",
        SHUFFLE,
        name(),
        type,
        type,
        body);
  }

  /** The column that has come to lie in a register, row by row. */
  private int column(int register) {
    int column = place[register][0];
    for (int row = 0; row < terms; row++) {
      if (place[register][row] != row * terms + column) {
        throw new IllegalStateException("not turned: " + Arrays.toString(place[register]));
      }
    }
    return column;
  }

  /** Terms of a block of two registers in turn, {@code unit} at a time, from {@code first} on. */
  private int[] interleaved(int unit, int first) {
    int[] from = new int[terms];
    for (int i = 0; i < terms; i++) {
      int within = i % block;
      int other = within / unit % 2;
      from[i] = other * terms + i - within + first + within / (2 * unit) * unit + within % unit;
    }
    return from;
  }

  /** Every second block of one register, then of the other. */
  private int[] everySecondBlock(int first) {
    int[] from = new int[terms];
    for (int i = 0; i < terms; i++) {
      from[i] = 2 * (i / block) * block + first + i % block;
    }
    return from;
  }

  /** Makes two registers of each two that lie {@code distance} apart. */
  private void step(int distance, int[] low, int[] high) {
    int[][] old = place;
    place = new int[terms][];
    int from = stage++;
    body.append(String.format(Locale.ROOT, "  %s t%d[%d];\n", type, stage, terms));
    for (int i = 0; i < terms; i++) {
      int a = i & ~distance;
      int b = i | distance;
      int[] which = i == a ? low : high;
      place[i] = new int[terms];
      for (int j = 0; j < terms; j++) {
        place[i][j] = which[j] < terms ? old[a][which[j]] : old[b][which[j] - terms];
      }
      body.append(
          shuffle(String.format(Locale.ROOT, "t%d[%d]", stage, i), "t" + from, a, b, which));
    }
  }

  private String shuffle(String to, String from, int a, int b, int[] which) {
    StringJoiner numbers = new StringJoiner(", ");
    StringJoiner elements = new StringJoiner(", ");
    for (int term : which) {
      for (int part = 0; part < parts; part++) {
        numbers.add(Integer.toString(term * parts + part));
        int register = term < terms ? a : b;
        elements.add(
            String.format(Locale.ROOT, "%s[%d].s%x", from, register, term % terms * parts + part));
      }
    }
    return String.format(
        Locale.ROOT,
        """
    #ifdef SHUFFLES
      %1$s = __builtin_shufflevector(%2$s[%3$d], %2$s[%4$d], %5$s);
    #else
      %1$s = (%6$s)(%7$s);
    #endif
    """,
        to,
        from,
        a,
        b,
        numbers,
        type,
        elements);
  }
}
