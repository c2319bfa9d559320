package dev.foldcast.tuning;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.foldcast.array.DType;
import dev.foldcast.plan.Accuracy;
import dev.foldcast.plan.Operation;
import dev.foldcast.plan.Place;
import dev.foldcast.plan.Reducer;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.math.MathContext;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Locale;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

/** What hard numbers are, and what they add up to, against decimal arithmetic. */
class HardNumbersTest {
  private static final int FLOATS = 1 << 17;

  private static Operation operation(String workload, DType dtype) {
    return operation(workload, dtype, FLOATS);
  }

  private static Operation operation(String workload, DType dtype, int size) {
    Workload named = Workload.named(workload);
    return named.operation(named.fewer(size, 0), dtype, Accuracy.EXACT, Place.SHARED);
  }

  private static ByteBuffer numbers(String workload, DType dtype, int round) {
    return HardNumbers.operands(operation(workload, dtype), round).get(0);
  }

  private static double at(ByteBuffer memory, DType dtype, int i) {
    return dtype == DType.FLOAT32 ? memory.getFloat(4 * i) : memory.getDouble(8 * i);
  }

  /** The sum of terms that are some elements apart; NaN where it has no exact value. */
  private static double sum(ByteBuffer memory, DType dtype, int first, int count, int step) {
    BigDecimal exact = BigDecimal.ZERO;
    double special = 0;
    for (int i = 0; i < count; i++) {
      double term = at(memory, dtype, first + i * step);
      if (Double.isFinite(term)) {
        exact = exact.add(new BigDecimal(term));
      } else {
        special += term;
      }
    }
    if (special != 0) {
      return special;
    }
    String text = exact.toString();
    double sum = dtype == DType.FLOAT32 ? Float.parseFloat(text) : Double.parseDouble(text);
    return sum + 0.0; // no -0
  }

  private static long bits(double value) {
    return Double.doubleToLongBits(value);
  }

  /** Sums of rows, of columns, of few terms, and of all, in every round. */
  @Test
  void theReferenceAddsThemUpAsDecimalArithmeticDoes() {
    for (DType dtype : List.of(DType.FLOAT32, DType.FLOAT64)) {
      for (int round = 0; round < HardNumbers.rounds(dtype, true); round++) {
        for (String workload : List.of("x", "axis=1", "axis=0", "(n,3) axis=1")) {
          Operation operation = operation(workload, dtype, 1 << 13);
          List<ByteBuffer> memory = HardNumbers.operands(operation, round);
          ByteBuffer sums = Reference.of(operation, memory);
          int columns = (int) operation.shape().extent(operation.shape().rank() - 1);
          boolean across = workload.equals("axis=0");
          int count = across ? (int) operation.shape().extent(0) : columns;
          for (int j = 0; j < Math.min(60, operation.resultShape().size()); j++) {
            double expected =
                sum(memory.get(0), dtype, across ? j : j * count, count, across ? columns : 1);
            String what =
                String.format(Locale.ROOT, "%s %s round %d sum %d", workload, dtype, round, j);
            assertEquals(bits(expected), bits(at(sums, dtype, j)), what);
          }
        }
      }
    }
  }

  /**
   * Every special number, exponents from end to end, sums that cancel, easy sums beside hard ones.
   */
  @Test
  void theyAreHardInEveryWay() {
    for (DType dtype : List.of(DType.FLOAT32, DType.FLOAT64)) {
      TreeSet<String> seen = new TreeSet<>();
      TreeSet<Integer> exponents = new TreeSet<>();
      int least = dtype == DType.FLOAT32 ? -126 : -1022;
      for (int round = 0; round < HardNumbers.rounds(dtype, true); round++) {
        Operation operation = operation("axis=0", dtype);
        List<ByteBuffer> memory = HardNumbers.operands(operation, round);
        for (int i = 0; i < FLOATS; i++) {
          double x = at(memory.get(0), dtype, i);
          boolean finite = Double.isFinite(x);
          seen.add(finite && x != 0 ? "finite" : Double.toString(x));
          int exponent = Math.getExponent(x);
          if (finite && x != 0) {
            exponents.add(exponent);
            if (Math.abs(x) < Math.scalb(1.0, least)) {
              seen.add("subnormal");
            }
          }
        }
        ByteBuffer sums = Reference.of(operation, memory);
        for (int j = 0; j < operation.resultShape().size(); j++) {
          double sum = at(sums, dtype, j);
          seen.add(sum == 0 ? "sum 0" : Double.isFinite(sum) ? "sum" : "sum " + sum);
        }
      }
      assertEquals(
          new TreeSet<>(
              List.of(
                  "-0.0",
                  "0.0",
                  "Infinity",
                  "-Infinity",
                  "NaN",
                  "finite",
                  "subnormal",
                  "sum",
                  "sum 0",
                  "sum Infinity",
                  "sum -Infinity",
                  "sum NaN")),
          seen);
      assertTrue(exponents.size() > 250, dtype + " has exponents " + exponents.size());
      assertEquals(dtype == DType.FLOAT32 ? 127 : 1023, exponents.last());
    }
  }

  @Test
  void vectorsHaveEasyAndHardLanes() {
    ByteBuffer memory = numbers("(n,3) axis=1", DType.FLOAT64, 0);
    TreeSet<Integer> hardLanes = new TreeSet<>();
    for (int vector = 0; vector < 2000; vector++) {
      int hard = 0;
      int last = 0;
      for (int lane = 0; lane < 8; lane++) {
        for (int i = 0; i < 3; i++) {
          int exponent = Math.getExponent(memory.getDouble(8 * ((vector * 8 + lane) * 3 + i)));
          if (exponent < -3 || exponent > 0) {
            hard += last == lane + 1 ? 0 : 1;
            last = lane + 1;
          }
        }
      }
      if (hard == 1) {
        hardLanes.add(last - 1);
      }
    }
    assertEquals(new TreeSet<>(List.of(0, 1, 2, 3, 4, 5, 6, 7)), hardLanes);
  }

  @Test
  void theyAreTheSameEachTime() {
    ByteBuffer once = numbers("axis=1", DType.FLOAT32, 2);
    assertEquals(-1, once.mismatch(numbers("axis=1", DType.FLOAT32, 2)));
    assertTrue(once.mismatch(numbers("axis=1", DType.FLOAT32, 3)) >= 0);
  }

  /** As decimal arithmetic adds them up, about each of the powers of two. */
  @Test
  void integersHaveSumsAboutTheEndsOfTypes() {
    assertEquals(0, HardNumbers.rounds(DType.INT32, false));
    TreeSet<Integer> edges = new TreeSet<>();
    for (int round = 0; round < HardNumbers.rounds(DType.INT32, true); round++) {
      for (String workload : List.of("x", "axis=1", "(n,3) axis=1")) {
        Operation operation = operation(workload, DType.UINT64, 1 << 13);
        ByteBuffer terms = HardNumbers.operands(operation, round).get(0);
        ByteBuffer sums = Reference.of(operation, List.of(terms));
        ByteBuffer means =
            Reference.of(((Operation.Reduce) operation).with(Reducer.MEAN), List.of(terms));
        int count = (int) operation.count();
        for (int j = 0; j < Math.min(60, operation.resultShape().size()); j++) {
          BigInteger sum = BigInteger.ZERO;
          for (int i = 0; i < count; i++) {
            String term = Long.toUnsignedString(terms.getLong(8 * (j * count + i)));
            sum = sum.add(new BigInteger(term));
          }
          assertEquals(sum.longValue(), sums.getLong(8 * j), workload);
          MathContext digits = new MathContext(200);
          double mean = new BigDecimal(sum).divide(new BigDecimal(count), digits).doubleValue();
          assertEquals(mean, means.getDouble(8 * j), workload);
          for (int bits : new int[] {53, 63, 64}) {
            BigInteger away = sum.subtract(BigInteger.ONE.shiftLeft(bits)).abs();
            edges.add(away.bitLength() <= 53 ? bits : 0);
          }
        }
      }
    }
    assertTrue(edges.containsAll(List.of(53, 63, 64)), () -> "sums about 2 to the " + edges);
  }
}
