package dev.foldcast.plan;

import dev.foldcast.array.DType;
import java.util.Locale;

/** Sums, and what is made of a sum in the end: they share accumulators. */
enum SumReducer implements Reducer {
  SUM {
    @Override
    public DType result(DType term) {
      return term.isWhole() ? wholeSum(term) : term;
    }

    @Override
    public long divisor(long count) {
      return 0;
    }

    @Override
    public boolean canOverflow(DType term) {
      return term.isWhole();
    }

    @Override
    public double ofNothing() {
      return 0;
    }
  },

  MEAN {
    @Override
    public DType result(DType term) {
      return term.isWhole() ? DType.FLOAT64 : term;
    }

    @Override
    public long divisor(long count) {
      return count;
    }

    @Override
    public boolean canOverflow(DType term) {
      return false;
    }

    @Override
    public double ofNothing() {
      return Double.NaN;
    }
  };

  @Override
  public boolean rounds(DType term) {
    return !term.isWhole();
  }

  @Override
  public String key() {
    return name().toLowerCase(Locale.ROOT);
  }

  @Override
  public Accumulator accumulator(DType term, Accuracy accuracy) {
    if (term.isWhole()) {
      return Accumulator.INTEGER;
    }
    return accuracy == Accuracy.FAST ? Accumulator.PLAIN : Accumulator.EXACT;
  }

  private static DType wholeSum(DType term) {
    return term.kind() == DType.Kind.UNSIGNED ? DType.UINT64 : DType.INT64;
  }
}
