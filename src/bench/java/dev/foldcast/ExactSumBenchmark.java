package dev.foldcast;

import dev.foldcast.exact.ExactSum;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/** The exact sum on the host: the price of one term, and of merging and rounding a record. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Fork(1)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
public class ExactSumBenchmark {
  private static final int TERMS = 1 << 14;

  private final double[] doubles = new Random(1).doubles(TERMS, -1, 1).toArray();
  private final float[] floats = new float[TERMS];
  private final ExactSum some = new ExactSum();

  /** Numbers of mixed signs. */
  public ExactSumBenchmark() {
    for (int i = 0; i < TERMS; i++) {
      floats[i] = (float) doubles[i];
      some.add(doubles[i]);
    }
  }

  @Benchmark
  @OperationsPerInvocation(TERMS)
  public ExactSum addDoubles() {
    ExactSum sum = new ExactSum();
    for (double term : doubles) {
      sum.add(term);
    }
    return sum;
  }

  @Benchmark
  @OperationsPerInvocation(TERMS)
  public ExactSum addFloats() {
    ExactSum sum = new ExactSum();
    for (float term : floats) {
      sum.add(term);
    }
    return sum;
  }

  @Benchmark
  public double mergeAndRound() {
    ExactSum sum = new ExactSum();
    sum.merge(some);
    return sum.toDouble();
  }
}
