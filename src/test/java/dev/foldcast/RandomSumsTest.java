package dev.foldcast;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.fail;

import dev.foldcast.array.DType;
import dev.foldcast.plan.Configuration;
import dev.foldcast.plan.Lanes;
import dev.foldcast.plan.Walk;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * Very many exact sums and means of up to 4096 hard terms, against {@link Bins}: the rows or the
 * columns of matrices, so that one launch makes many.
 *
 * <p>{@code -Dfoldcast.sums=N} makes N of them, {@code -Dfoldcast.sums.seed=S} others, {@code
 * -Dfoldcast.sums.batch=B} repeats one matrix.
 */
class RandomSumsTest {
  private static final long SEED = Long.getLong("foldcast.sums.seed", 20261201);
  private static final int ONE = Integer.getInteger("foldcast.sums.batch", -1);
  private static final int LONGEST = 4096;

  /** Terms up to which a sum's length decides about its kernel. */
  private static final int MOST_SHORT = 8;

  /** Numbers in one matrix's results, the parts of complex ones counted each. */
  private static final int SUMS = 256;

  private static final DType[] TYPES = {
    DType.FLOAT16, DType.FLOAT32, DType.FLOAT64, DType.COMPLEX64, DType.COMPLEX128
  };

  private final ByteBuffer memory =
      ByteBuffer.allocateDirect(SUMS * LONGEST * 8).order(ByteOrder.nativeOrder());
  private final Bins bins = new Bins();

  @Test
  void hundredThousandSumsAreCorrectlyRounded() {
    run(Integer.getInteger("foldcast.sums", 100_000));
  }

  @Test
  @Tag("long")
  void tenMillionSumsAreCorrectlyRounded() {
    run(Integer.getInteger("foldcast.sums", 10_000_000));
  }

  /**
   * The device's default, workers that share a sum, one that has several at once, and parts that
   * many passes merge.
   */
  private static List<@Nullable Configuration> configurations() {
    List<@Nullable Configuration> all = new ArrayList<>();
    all.add(null);
    all.add(new Configuration(4, 8, 4, true, 64, 3));
    all.add(new Configuration(1, 1, 4, false, 0, 2).withWalk(Walk.ROWS));
    all.add(
        new Configuration(1, 7, 2, false, 300, 2).withLanes(Lanes.INT64).withWalk(Walk.STRAIGHT));
    return all;
  }

  private void run(int sums) {
    List<Foldcast> sessions = new ArrayList<>();
    try {
      for (Configuration configuration : configurations()) {
        sessions.add(Devices.open(Options.DEFAULT.withConfiguration(configuration)));
      }
      if (ONE >= 0) {
        batch(ONE, sessions);
        return;
      }
      for (int b = 0; b * SUMS < sums; b++) {
        batch(b, sessions);
      }
    } finally {
      sessions.forEach(Foldcast::close);
    }
  }

  private void batch(int b, List<Foldcast> sessions) {
    SplittableRandom random = new SplittableRandom(SEED + b * 0x9e3779b97f4a7c15L);
    DType dtype = TYPES[b % TYPES.length];
    boolean columns = b / TYPES.length % 2 == 1;
    // The default, and one of the others: each costs the driver a kernel for each type and axis.
    int turn = b / (2 * TYPES.length);
    boolean other = turn % 2 == 1;
    Foldcast fc = sessions.get(other ? 1 + turn / 2 % (sessions.size() - 1) : 0);
    boolean mean = random.nextInt(3) == 0;
    int length = length(random);
    if (length > 0 && length <= MOST_SHORT) {
      // Each is a kernel of its own: one for each type and axis, at the default.
      length = other ? MOST_SHORT + length : 1 + b % (2 * TYPES.length) % MOST_SHORT;
    }
    long[] expected = fill(random, dtype, columns, length, mean);
    int outputs = SUMS / dtype.components();
    long[] shape = columns ? new long[] {length, outputs} : new long[] {outputs, length};
    int bytes = outputs * length * dtype.itemBytes();
    Array array = fc.of(memory.duplicate().limit(bytes).order(memory.order()), dtype, shape);
    int axis = columns ? 0 : 1;
    Result result = (mean ? array.mean(axis) : array.sum(axis)).read();
    assertEquals(dtype, result.dtype());
    long[] found = Bits.of(result);
    for (int i = 0; i < SUMS; i++) {
      if (found[i] != expected[i]) {
        fail(
            String.format(
                Locale.ROOT,
                "number %d is %x instead of %x: %s of %d %s terms, columns %s; repeat with -Dfoldcast.sums.seed=%d -Dfoldcast.sums.batch=%d",
                i,
                found[i],
                expected[i],
                mean ? "mean" : "sum",
                length,
                dtype,
                columns,
                SEED,
                b));
      }
    }
  }

  /** Any length, as often short as long, and often beside a power of two. */
  private static int length(SplittableRandom random) {
    int power = 1 << random.nextInt(13);
    return switch (random.nextInt(3)) {
      case 0 -> Math.min(LONGEST, power + random.nextInt(3) - 1);
      case 1 -> random.nextInt(power + 1);
      default -> Math.min(LONGEST, power + random.nextInt(power));
    };
  }

  /** Writes the matrix; the bits of its sums. */
  private long[] fill(
      SplittableRandom random, DType dtype, boolean columns, int length, boolean mean) {
    Format format = Format.of(dtype);
    int parts = dtype.components();
    int outputs = SUMS / parts;
    @Nullable HardTerms same = random.nextInt(3) == 0 ? HardTerms.any(random) : null;
    long[] terms = new long[length];
    long[] expected = new long[SUMS];
    for (int sum = 0; sum < SUMS; sum++) {
      HardTerms kind = same == null ? HardTerms.any(random) : same;
      kind.fill(random, format, terms);
      bins.clear();
      int output = sum / parts;
      for (int i = 0; i < length; i++) {
        int element = columns ? i * outputs + output : output * length + i;
        Bits.put(memory, format, element * parts + sum % parts, terms[i]);
        bins.add(format.value(terms[i]));
      }
      expected[sum] = mean ? bins.mean(format, length) : bins.sum(format);
    }
    return expected;
  }
}
