package dev.foldcast;

import dev.foldcast.array.DType;
import dev.foldcast.array.DType.Kind;
import dev.foldcast.plan.Accuracy;
import dev.foldcast.plan.Fold;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import org.jspecify.annotations.Nullable;

/** One operation on random arrays; its seed says everything. */
final class Case {
  private static final DType[] TYPES = DType.values();
  private static final DType[] WITH_EDGES = {DType.UINT64, DType.INT64};

  private final Random random;
  private final List<Sample> operands = new ArrayList<>();
  private final @Nullable DType cast;
  private final Fold fold;
  private final int @Nullable [] axes;
  private final boolean[] reduced;
  private final boolean keepDims;
  private final Sample.Numbers numbers;
  private final Accuracy accuracy;

  Case(long seed) {
    random = new Random(seed);
    long[] full = extents();
    int rank = full.length;
    int count = random.nextInt(20) == 0 ? 3 : 1 + random.nextInt(2);
    Fold drawn = any(Fold.values());
    numbers = any(Sample.Numbers.values());
    boolean plain = numbers == Sample.Numbers.SMALL_INTEGERS || numbers == Sample.Numbers.UNIFORM;
    accuracy = plain && random.nextInt(4) == 0 ? Accuracy.FAST : Accuracy.EXACT;
    boolean fortran = random.nextInt(6) == 0;
    DType type = any(numbers == Sample.Numbers.EDGES ? WITH_EDGES : TYPES);
    for (int k = 0; k < count; k++) {
      operands.add(sample(type, full, fortran));
      type = random.nextInt(3) == 0 ? TYPES[random.nextInt(TYPES.length)] : type;
    }
    DType to = TYPES[random.nextInt(TYPES.length)];
    cast = random.nextInt(8) == 0 && allowed(to) ? to : null;
    reduced = new boolean[rank];
    keepDims = random.nextInt(4) == 0;
    int choice = random.nextInt(4);
    if (choice == 0) {
      axes = null;
      java.util.Arrays.fill(reduced, true);
    } else {
      List<Integer> named = new ArrayList<>();
      for (int d = 0; d < rank; d++) {
        reduced[d] = random.nextInt(choice + 1) > 0;
        if (reduced[d]) {
          named.add(random.nextBoolean() ? d : d - rank);
        }
      }
      java.util.Collections.shuffle(named, random);
      axes = named.stream().mapToInt(Integer::intValue).toArray();
    }
    boolean ofNothing = false;
    for (int d = 0; d < rank; d++) {
      ofNothing |= reduced[d] && full[d] == 0;
    }
    fold = drawn.isExtremum() && ofNothing ? Fold.SUM : drawn;
  }

  /** Mostly few elements, of any rank up to 6; sometimes extents 0 and 1, or one long axis. */
  private long[] extents() {
    int rank = random.nextInt(7);
    long[] full = new long[rank];
    long left = 1L + random.nextInt(random.nextInt(8) == 0 ? 20_000 : 600);
    for (int k = 0; k < rank; k++) {
      int kind = random.nextInt(40);
      full[k] =
          kind == 0 ? 0 : kind < 5 ? 1 : 1 + random.nextInt((int) Math.max(1, Math.min(left, 300)));
      left /= Math.max(1, full[k]);
    }
    for (int k = rank - 1; k > 0; k--) {
      int other = random.nextInt(k + 1);
      long swap = full[k];
      full[k] = full[other];
      full[other] = swap;
    }
    return full;
  }

  private Sample sample(DType type, long[] full, boolean fortran) {
    int rank = full.length;
    int missing = operands.isEmpty() || random.nextInt(4) > 0 ? 0 : random.nextInt(rank + 1);
    long[] extents = java.util.Arrays.copyOfRange(full, missing, rank);
    for (int d = 0; d < extents.length; d++) {
      if (!operands.isEmpty() && random.nextInt(5) == 0) {
        extents[d] = 1;
      }
    }
    int form = fortran ? 1 : random.nextInt(3);
    List<Integer> order = new ArrayList<>();
    for (int d = 0; d < extents.length; d++) {
      order.add(form == 1 ? d : extents.length - 1 - d);
    }
    if (form == 2) {
      java.util.Collections.shuffle(order, random);
    }
    long[] strides = new long[extents.length];
    long offset = form == 2 ? random.nextInt(9) : 0;
    long stride = form == 2 && random.nextInt(3) == 0 ? 2 + random.nextInt(2) : 1;
    for (int d : order) {
      boolean repeated = form == 2 && random.nextInt(8) == 0;
      boolean backwards = form == 2 && random.nextInt(3) == 0;
      strides[d] = repeated ? 0 : backwards ? -stride : stride;
      offset += backwards && !repeated ? stride * Math.max(0, extents[d] - 1) : 0;
      stride *= repeated ? 1 : Math.max(1, extents[d]);
      stride += form == 2 && random.nextInt(4) == 0 ? 1 : 0;
    }
    boolean swapped = random.nextInt(8) == 0;
    int skew = random.nextInt(10) == 0 ? 1 + random.nextInt(20) : 0;
    return new Sample(type, extents, strides, offset, swapped, skew);
  }

  /** Conversions that would lose what a cast must not lose are refused by the API. */
  private boolean allowed(DType to) {
    DType from = promoted();
    boolean drops = from.kind() == Kind.COMPLEX && to.kind() != Kind.COMPLEX;
    return !drops && (from.isWhole() || !to.isWhole() || to == DType.BOOL);
  }

  private <E> E any(E[] values) {
    return values[random.nextInt(values.length)];
  }

  private DType promoted() {
    DType type = operands.get(0).dtype;
    for (Sample operand : operands) {
      type = Num.promote(type, operand.dtype);
    }
    return type;
  }

  /** The operation, lazily. */
  Array in(Foldcast fc) {
    Array array = operands.get(0).in(fc);
    for (Sample operand : operands.subList(1, operands.size())) {
      array = array.multiply(operand.in(fc));
    }
    array = cast == null ? array : array.as(cast);
    if (fold == Fold.NONE) {
      return array;
    }
    ReduceOptions options = axes == null ? ReduceOptions.ALL : ReduceOptions.over(axes);
    options = (keepDims ? options.keepingDims() : options).with(accuracy);
    return switch (fold) {
      case SUM -> array.sum(options);
      case MEAN -> array.mean(options);
      case MAX -> array.max(options);
      default -> array.min(options);
    };
  }

  /** Makes the numbers. */
  void fill() {
    operands.forEach(sample -> sample.fill(numbers, random));
    boolean sums = fold != Fold.NONE && operands.size() == 1 && numbers == Sample.Numbers.EDGES;
    if (sums && operands.get(0).dtype.isWhole() && random.nextInt(4) > 0) {
      IntegerEdges.steer(operands.get(0), reduced, random);
    }
  }

  Expected expected() {
    return Expected.of(operands, cast, fold, reduced, keepDims);
  }

  /**
   * What is wrong with a result, or null.
   *
   * @param copied whether an elementwise kernel has copied the result, which keeps no NaN's bits
   */
  @Nullable String verdict(Expected expected, Result result, boolean copied) {
    if (result.isFortranOrder() && !expected.fortran) {
      return "the result is in F order";
    }
    if (result.integerOverflow() != expected.overflow) {
      return "integer overflow noted: " + result.integerOverflow();
    }
    boolean plain =
        fold != Fold.NONE
            && !fold.isExtremum()
            && accuracy == Accuracy.FAST
            && expected.magnitudes.length > 0
            && operands.get(0).dtype != null
            && (numbers != Sample.Numbers.SMALL_INTEGERS || fold == Fold.MEAN);
    boolean integers = (cast == null ? promoted() : cast).isWhole();
    if (plain && expected.count > 0 && !integers) {
      return expected.differsBeyondRounding(result, fold);
    }
    return expected.differs(result, fold != Fold.NONE && !copied);
  }

  @Override
  public String toString() {
    return String.format(
        Locale.ROOT,
        "%s %s %s axes %s keepdims %s of %s as %s",
        accuracy,
        fold,
        numbers,
        java.util.Arrays.toString(reduced),
        keepDims,
        operands,
        cast);
  }
}
