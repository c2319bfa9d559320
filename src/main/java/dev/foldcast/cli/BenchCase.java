package dev.foldcast.cli;

import dev.foldcast.Array;
import dev.foldcast.ReduceOptions;
import dev.foldcast.array.DType;
import dev.foldcast.plan.Accuracy;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;

/**
 * One operation that is measured.
 *
 * @param what in a few words, for example {@code (n,3) axis=1}
 * @param accuracy of a sum; empty where it makes no difference
 * @param operation the lazy result
 * @param aimMicros what a whole call should take at most where nothing else uses the computer, if
 *     the operation is so small that calls are all of it; 0 for others
 * @param outputBegin bytes from a page's begin to the result's, where it goes into existing memory
 */
record BenchCase(
    String what,
    String accuracy,
    Function<BenchArrays, Array> operation,
    int aimMicros,
    int outputBegin) {
  private static final int FEW = 3;

  private static final int QUADS = 4;

  private static final int SHORT = 20;

  /** Elements of an array whose sum is all overhead. */
  static final int SMALL = 1000;

  /** The last place in its page where a result begins. */
  static final int LAST_BEGIN = 64;

  /** Rows of each operand of the contraction: so many products of each element. */
  private static final int SHARED = 8;

  BenchCase(String what, String accuracy, Function<BenchArrays, Array> operation) {
    this(what, accuracy, operation, 0, 0);
  }

  /** What is measured of a type. */
  static List<BenchCase> of(DType dtype) {
    List<BenchCase> cases = new ArrayList<>();
    boolean rounds = !dtype.isWhole();
    sum(cases, rounds, "x", a -> a.x(a.size()), 0);
    sum(cases, rounds, "axis=1", a -> a.x(a.rows(), a.columns()), 1);
    sum(cases, false, "F axis=0", a -> a.fx(a.rows(), a.columns()), 0);
    sum(cases, rounds, "axis=0", a -> a.x(a.rows(), a.columns()), 0);
    sum(cases, false, "F axis=1", a -> a.fx(a.rows(), a.columns()), 1);
    sum(cases, rounds, "(n,3) axis=1", a -> a.x(a.groups(FEW), FEW), 1);
    sum(cases, false, "(n,20) axis=1", a -> a.x(a.groups(SHORT), SHORT), 1);
    cases.add(new BenchCase("(n,4) mean", "exact", a -> a.x(a.groups(QUADS), QUADS).mean(1)));
    sum(cases, false, "(n,3) axis=0", a -> a.x(a.groups(FEW), FEW), 0);
    sum(cases, rounds, "(3,n) axis=0", a -> a.x(FEW, a.groups(FEW)), 0);
    cases.add(new BenchCase("x max", "", a -> a.x(a.size()).max()));
    cases.add(new BenchCase("max axis=1", "", a -> a.x(a.rows(), a.columns()).max(1)));
    cases.add(new BenchCase("max axis=0", "", a -> a.x(a.rows(), a.columns()).max(0)));
    product(cases, "x*y", a -> a.x(a.size()).multiply(a.y(a.size())));
    product(cases, "F*F", a -> a.fx(a.rows(), a.columns()).multiply(a.fy(a.rows(), a.columns())));
    product(cases, "x*row", a -> a.x(a.rows(), a.columns()).multiply(a.y(a.columns())));
    // Where Java's direct memory begins, and where a load's address ends as an earlier store's
    // does.
    for (int begin : new int[] {16, LAST_BEGIN}) {
      cases.add(
          new BenchCase(
              "x*row at " + begin,
              "",
              a -> a.x(a.rows(), a.columns()).multiply(a.y(a.columns())),
              0,
              begin));
    }
    product(cases, "x*column", a -> a.x(a.rows(), a.columns()).multiply(a.y(a.rows(), 1)));
    product(cases, "column*row", a -> a.x(a.rows(), 1).multiply(a.y(a.columns())));
    product(cases, "(n,3)*(3,)", a -> a.x(a.size() / FEW, FEW).multiply(a.y(FEW)));
    if (dtype == DType.COMPLEX128) {
      product(cases, "zz*xx", BenchCase::outerProduct);
    }
    product(cases, "C*F", a -> a.x(a.rows(), a.columns()).multiply(a.fy(a.rows(), a.columns())));
    sum(
        cases,
        false,
        "C*F axis=1",
        a -> a.x(a.rows(), a.columns()).multiply(a.fy(a.rows(), a.columns())),
        1);
    sum(cases, false, "8 by 8 rows", BenchCase::contraction, 2);
    if (dtype == DType.FLOAT32) {
      cases.add(new BenchCase("1000 direct", "exact", a -> a.x(SMALL).sum(), 60, 0));
      cases.add(new BenchCase("1000 float[]", "exact", a -> a.floats().sum(), 80, 0));
    }
    return cases;
  }

  /** (64, 256, 16, 1) by (1, 1, 16, 151), or as much of it as there is room for. */
  private static Array outerProduct(BenchArrays a) {
    long rows = Math.min(64, Math.max(1, a.size() / (256 * 16 * 151)));
    return a.x(rows, 256, 16, 1).multiply(a.y(1, 1, 16, 151));
  }

  /** What is measured of numbers that are hard to sum. */
  static BenchCase of(BenchNumbers numbers, Accuracy accuracy) {
    ReduceOptions options = ReduceOptions.over(0).with(accuracy);
    String which = accuracy == Accuracy.FAST ? "fast" : "exact";
    return new BenchCase(numbers.what(), which, a -> a.x(a.size()).sum(options));
  }

  /** All products of a row of x with a row of y. */
  private static Array contraction(BenchArrays a) {
    long length = Math.max(1, a.size() / (SHARED * SHARED));
    return a.x(SHARED, 1, length).multiply(a.y(1, SHARED, length));
  }

  private static void sum(
      List<BenchCase> cases,
      boolean both,
      String what,
      Function<BenchArrays, Array> operand,
      int axis) {
    ReduceOptions options = ReduceOptions.over(axis);
    cases.add(new BenchCase(what, "exact", a -> operand.apply(a).sum(options)));
    if (both) {
      ReduceOptions fast = options.with(Accuracy.FAST);
      cases.add(new BenchCase(what, "fast", a -> operand.apply(a).sum(fast)));
    }
  }

  private static void product(
      List<BenchCase> cases, String what, Function<BenchArrays, Array> operation) {
    cases.add(new BenchCase(what, "", operation));
  }
}
