package dev.foldcast.tuning;

import dev.foldcast.plan.Operation;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Locale;

/**
 * A result that is known before any kernel runs, bit for bit. Only a NaN among products may be any
 * NaN, as IEEE 754 leaves its sign and payload open; that of a sum is the one that reductions
 * return.
 *
 * @param numbers what kind of numbers it is the result of, for messages
 * @param bytes in C order
 */
record Expectation(Operation operation, String numbers, ByteBuffer bytes) {
  /**
   * What the host computes.
   *
   * @param memory of each operand, in native byte order; layouts count from its start
   */
  static Expectation of(Operation operation, String numbers, List<ByteBuffer> memory) {
    return new Expectation(operation, numbers, Reference.of(operation, memory));
  }

  /** What is wrong with a result, or nothing. */
  String verdict(ByteBuffer got) {
    int component = operation.resultType().component().itemBytes();
    int at = got.mismatch(bytes);
    while (at >= 0) {
      int number = at / component;
      if (!mayDiffer(got, number)) {
        return String.format(
            Locale.ROOT,
            "element %d of the result for shape %s differs from the exact one (%s numbers)",
            number / operation.resultType().components(),
            operation.shape(),
            numbers);
      }
      int next = (number + 1) * component;
      int more = rest(got, next).mismatch(rest(bytes, next));
      at = more < 0 ? more : next + more;
    }
    return "";
  }

  private static ByteBuffer rest(ByteBuffer memory, int from) {
    return memory.slice(from, memory.capacity() - from);
  }

  /** Whether a number that differs is a NaN, as it must be, of a product. */
  private boolean mayDiffer(ByteBuffer got, int number) {
    return !operation.isReduction() && isNaN(got, number) && isNaN(bytes, number);
  }

  private boolean isNaN(ByteBuffer memory, int number) {
    return switch (operation.resultType().component()) {
      case FLOAT32 -> Float.isNaN(memory.getFloat(4 * number));
      case FLOAT64 -> Double.isNaN(memory.getDouble(8 * number));
      default -> false;
    };
  }
}
