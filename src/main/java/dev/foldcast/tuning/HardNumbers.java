package dev.foldcast.tuning;

import dev.foldcast.array.DType;
import dev.foldcast.array.Layout;
import dev.foldcast.measure.RandomMemory;
import dev.foldcast.plan.Operation;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;

/**
 * Operands whose sums and products are hard: what kernels do when their fast way has lost
 * something. The same ones each time.
 *
 * <p>The terms of one sum, or of a row of products, come in stretches as long as a block of vectors
 * or shorter: easy ones, easy ones with a few hard ones among them, exponents in a window of any
 * width up to all of them, the smallest numbers (subnormals), and zeros of both signs. In most sums
 * each term has its negative as far from the end as it is from the beginning, so that what is left
 * tells of every bit that got lost; some of these have a tie in them, and some sums have NaN or
 * infinities. Many sums are easy from end to end, without regard to their neighbours: a vector has
 * easy and hard lanes, and often one hard one alone.
 *
 * <p>Others go down in steps, the same ones for all lanes of a vector: lanes of integers have the
 * largest sums there, and together.
 *
 * <p>Sums of products have exponents in the middle half, so that their terms rarely overflow, and
 * each operand has equal numbers where the first one has negatives.
 *
 * <p>Integers of 64 bits have sums about 2^53, 2^63 and 2^64, where a kernel decides how it
 * divides.
 */
final class HardNumbers {
  /** Just more than a block of 64 vectors of 16 numbers. */
  private static final int LONGEST_STRETCH = 1500;

  /** Among easy ones with a few hard ones, one is hard of so many. */
  private static final int FEW = 64;

  /** Neighbouring sums of which one in 1, 2, 4, 8 or 16 is hard. */
  private static final int NEIGHBOURS = 32;

  private static final int MOST_ODDS = 5;

  /** Of products, one in so many is made of a NaN or infinity where there are any. */
  private static final int SPECIALS = 64;

  /** Terms after which steps begin again: about half a block. */
  private static final int STEPS = 512;

  /** Terms of a vector. */
  private static final int VECTOR = 16;

  /** How far below the first step the second one is, and the last one. */
  private static final int SECOND_STEP = 31;

  private static final int LAST_STEP = 40;

  /** Sums of integers are about these powers of two. */
  private static final int[] EDGES = {53, 63, 64};

  /** One sum of integers in so many is above them. */
  private static final int ABOVE = 20;

  /** How the terms of a sum belong to each other. */
  private enum Form {
    CANCELLING,
    TIE,
    LOOSE,
    STEPS,
    ALL_BUT_A_BIT,
    NAN,
    INFINITE,
    BOTH_INFINITE
  }

  /** What the terms of a stretch are. */
  private enum Kind {
    EASY,
    FEW_HARD,
    WINDOW,
    LEAST,
    ZERO
  }

  private static final Form[] FORMS = Form.values();
  private static final Kind[] KINDS = Kind.values();

  private final Operation operation;
  private final int operand;
  private final int round;
  private final DType component;
  private final SplittableRandom random;

  /** Bits of a fraction. */
  private final int fractionBits;

  private final long sign;

  /** Exponent field of 1. */
  private final int bias;

  /** Least exponent field. */
  private final int lowest;

  /** Largest exponent field of a number. */
  private final int highest;

  private HardNumbers(Operation operation, int operand, int round) {
    this.operation = operation;
    this.operand = operand;
    this.round = round;
    component = operation.term().dtype().component();
    random = new SplittableRandom(round * 1000L + operand);
    boolean single = component == DType.FLOAT32;
    fractionBits = single ? 23 : 52;
    sign = single ? 1L << 31 : Long.MIN_VALUE;
    bias = single ? 127 : 1023;
    boolean products = operation.operands().size() > 1;
    boolean half = products && operation.isReduction();
    int reach = half ? bias / 2 : bias;
    lowest = bias - reach;
    highest = bias + reach;
  }

  /**
   * Sets of numbers for an operation that differ in kind: each {@link Form} or edge has its turn,
   * even in one sum alone. None for products of integers, whose easy numbers are all that there
   * are.
   */
  static int rounds(DType dtype, boolean sums) {
    return !dtype.isWhole() ? FORMS.length : sums ? EDGES.length : 0;
  }

  /**
   * Memory of each operand; layouts count from its start.
   *
   * @param round in [0, {@link #rounds})
   */
  static List<ByteBuffer> operands(Operation operation, int round) {
    List<ByteBuffer> all = new ArrayList<>();
    for (int k = 0; k < operation.operands().size(); k++) {
      all.add(new HardNumbers(operation, k, round).memory());
    }
    return all;
  }

  private ByteBuffer memory() {
    DType dtype = operation.term().dtype();
    Layout layout = operation.operands().get(operand).layout();
    ByteBuffer memory = RandomMemory.allocate((layout.last() + 1) * dtype.itemBytes());
    TermRuns runs = TermRuns.of(operation);
    long[] terms = new long[Math.toIntExact(runs.length())];
    int parts = dtype.components();
    int odds = 1;
    for (int number = 0; number < runs.count(); number++) {
      if (number > 0 && number % NEIGHBOURS == 0) {
        odds = 1 << random.nextInt(MOST_ODDS);
      }
      for (int part = 0; part < parts && !runs.repeats(layout, number); part++) {
        if (component.isWhole()) {
          steer(terms, EDGES[(number / NEIGHBOURS + round) % EDGES.length]);
        } else if (random.nextInt(odds) == 0) {
          fill(terms, FORMS[(number + round) % FORMS.length]);
        } else {
          Arrays.setAll(terms, i -> easy());
        }
        put(memory, parts * runs.start(layout, number) + part, parts * runs.step(layout), terms);
      }
    }
    return memory;
  }

  private void put(ByteBuffer memory, long first, long step, long[] terms) {
    for (int i = 0; i < terms.length; i++) {
      int at = Math.toIntExact((first + i * step) * component.itemBytes());
      if (component == DType.FLOAT32) {
        memory.putInt(at, (int) terms[i]);
      } else {
        memory.putLong(at, terms[i]);
      }
    }
  }

  private void fill(long[] terms, Form form) {
    stretches(terms);
    switch (form) {
      case CANCELLING -> mirror(terms);
      case TIE -> {
        mirror(terms);
        tie(terms);
      }
      case LOOSE -> {}
      case STEPS -> steps(terms);
      case ALL_BUT_A_BIT -> {
        mirror(terms);
        int at = random.nextInt(terms.length);
        terms[at] ^= isZero(terms[at]) ? 0 : 1;
      }
      case NAN -> some(terms, number(random.nextBoolean(), 2 * bias + 1, 1));
      case INFINITE -> some(terms, number(random.nextBoolean(), 2 * bias + 1, 0));
      case BOTH_INFINITE -> {
        some(terms, number(false, 2 * bias + 1, 0));
        some(terms, number(true, 2 * bias + 1, 0));
      }
    }
  }

  /** Replaces one of a sum's terms, or some of a row of products. */
  private void some(long[] terms, long bits) {
    int count = !operation.isReduction() ? 1 + terms.length / SPECIALS : 1;
    for (int i = 0; i < count; i++) {
      terms[random.nextInt(terms.length)] = bits;
    }
  }

  private boolean isZero(long bits) {
    return (bits & ~sign) == 0;
  }

  private void stretches(long[] terms) {
    int end = 0;
    Kind kind = Kind.EASY;
    int least = lowest;
    int width = 1;
    for (int i = 0; i < terms.length; i++) {
      if (i == end) {
        end += 1 + random.nextInt(LONGEST_STRETCH);
        kind = KINDS[random.nextInt(KINDS.length)];
        least = lowest + random.nextInt(highest - lowest);
        width = 1 + random.nextInt(1 + random.nextInt(highest - lowest));
      }
      terms[i] =
          switch (kind) {
            case EASY -> easy();
            case FEW_HARD -> random.nextInt(FEW) > 0 ? easy() : any(lowest, highest);
            case WINDOW -> any(least, Math.min(highest, least + width));
            case LEAST -> any(lowest, lowest + 1);
            case ZERO -> random.nextBoolean() ? 0 : sign;
          };
    }
  }

  /** A number and its negative, the largest of the second step, and one of the last step. */
  private void steps(long[] terms) {
    int top = lowest + LAST_STEP + random.nextInt(highest - lowest - LAST_STEP + 1);
    long ones = (1L << fractionBits) - 1;
    for (int i = 0; i < terms.length; i++) {
      terms[i] =
          switch (i % STEPS / VECTOR) {
            case 0 -> number(false, top, 0);
            case 1 -> number(operand == 0, top, 0);
            case STEPS / VECTOR - 1 -> number(false, top - LAST_STEP, 1);
            default -> number(false, top - SECOND_STEP, ones);
          };
    }
  }

  /**
   * Unsigned terms whose sum is a power of two, or less than 2^53 from it; 1 in other operands than
   * the first.
   */
  private void steer(long[] terms, int bits) {
    if (operand > 0) {
      Arrays.fill(terms, 1);
      return;
    }
    long edge = bits == Long.SIZE ? 0 : 1L << bits;
    long away = random.nextLong() >>> (11 + random.nextInt(53));
    long left = random.nextInt(ABOVE) == 0 ? edge + away : edge - away;
    long share = Long.divideUnsigned(edge - 1, terms.length);
    for (int i = 0; i < terms.length - 1; i++) {
      terms[i] = Long.remainderUnsigned(random.nextLong(), share);
      left -= terms[i];
    }
    terms[terms.length - 1] = left;
  }

  /** One of four exponents, as those of {@link Numbers#ANY}. */
  private long easy() {
    return any(bias - 3, bias);
  }

  /** A number with an exponent field in a range; its fraction is often all ones, or one bit. */
  private long any(int from, int to) {
    long ones = (1L << fractionBits) - 1;
    long fraction =
        switch (random.nextInt(8)) {
          case 0 -> ones;
          case 1 -> 1L << random.nextInt(fractionBits);
          default -> random.nextLong() & ones;
        };
    return number(random.nextBoolean(), from + random.nextInt(to - from + 1), fraction);
  }

  private long number(boolean negative, int exponent, long fraction) {
    return (negative ? sign : 0) | (long) exponent << fractionBits | fraction;
  }

  /** Makes the second half of the terms the negative of the first. */
  private void mirror(long[] terms) {
    for (int i = 0; i < terms.length / 2; i++) {
      terms[terms.length - 1 - i] = operand == 0 ? terms[i] ^ sign : terms[i];
    }
  }

  /**
   * Somewhere among terms that cancel, a number and half of its last place, met exactly or missed
   * by as little as there is.
   */
  private void tie(long[] terms) {
    int precision = fractionBits + 1;
    int exponent = lowest + precision + 1 + random.nextInt(highest - lowest - precision);
    long fraction = any(lowest, lowest) & (1L << fractionBits) - 1;
    long[] parts = {
      number(random.nextBoolean(), exponent, fraction),
      number(random.nextBoolean(), exponent - precision, 0),
      random.nextInt(3) == 0 ? 0 : number(random.nextBoolean(), lowest, lowest == 0 ? 1 : 0)
    };
    int count = terms.length;
    if (count < parts.length) {
      return;
    }
    int first = random.nextInt(count);
    int second = first + 1 + random.nextInt(count / 2);
    int third = first + count / 2 + 1 + random.nextInt(count - 1 - count / 2);
    int[] at = {first, second % count, third % count};
    for (int i : at) {
      terms[count - 1 - i] = 0;
    }
    for (int i = 0; i < at.length; i++) {
      terms[at[i]] = parts[i];
    }
  }
}
