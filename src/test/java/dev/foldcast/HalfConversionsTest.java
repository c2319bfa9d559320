package dev.foldcast;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.foldcast.array.DType;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.stream.DoubleStream;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/** From every float16 to other types, and to float16 at and beside every midpoint. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class HalfConversionsTest {
  private static final int ALL = 1 << 16;

  private Foldcast fc = Foldcast.withoutDevice(Options.DEFAULT);

  @BeforeAll
  void open() {
    fc.close();
    fc = Devices.open();
  }

  @AfterAll
  void close() {
    fc.close();
  }

  @Test
  void everyFloat16ToOtherTypes() {
    ByteBuffer memory = ByteBuffer.allocateDirect(2 * ALL).order(ByteOrder.nativeOrder());
    IntStream.range(0, ALL).forEach(bits -> memory.putShort(2 * bits, (short) bits));
    Array every = fc.of(memory, DType.FLOAT16, ALL);
    for (DType to : new DType[] {DType.FLOAT32, DType.FLOAT64, DType.COMPLEX64, DType.COMPLEX128}) {
      Result result = every.as(to).read();
      for (int bits = 0; bits < ALL; bits++) {
        // Doubles, compared bit by bit but for NaNs.
        assertEquals(Halves.value(bits), result.getReal(bits), "as " + to);
        assertEquals(0.0, result.getImaginary(bits), "as " + to);
      }
    }
    long[] truths = every.as(DType.BOOL).read().toLongs();
    for (int bits = 0; bits < ALL; bits++) {
      assertEquals((bits & 0x7fff) == 0 ? 0 : 1, truths[bits]);
    }
  }

  /** Numbers that float32 has: every float16, every midpoint to the next, and both neighbours. */
  private static double[] around() {
    return IntStream.range(0, 0x7c00)
        .mapToObj(
            bits -> {
              // Behind the largest number comes 2^16.
              double next = bits == 0x7bff ? 0x1p16 : Halves.value(bits + 1);
              float middle = (float) ((Halves.value(bits) + next) / 2);
              return DoubleStream.of(
                  Halves.value(bits), Math.nextDown(middle), middle, Math.nextUp(middle));
            })
        .flatMapToDouble(numbers -> numbers)
        .flatMap(x -> DoubleStream.of(x, -x))
        .toArray();
  }

  @Test
  void floatsToFloat16() {
    double[] numbers =
        DoubleStream.concat(
                DoubleStream.of(1e30, -1e-30, Double.POSITIVE_INFINITY, Double.NaN),
                DoubleStream.of(around()))
            .toArray();
    float[] singles = new float[numbers.length];
    IntStream.range(0, numbers.length).forEach(i -> singles[i] = (float) numbers[i]);
    check(numbers, fc.of(numbers).as(DType.FLOAT16));
    check(numbers, fc.of(singles).as(DType.FLOAT16));
  }

  /** Missed by less than float32 can tell: rounding twice would get these wrong. */
  @Test
  void doublesCloserToMidpointsThanFloatsAre() {
    double[] numbers =
        DoubleStream.of(around())
            .flatMap(x -> DoubleStream.of(Math.nextUp(x), Math.nextDown(x)))
            .toArray();
    check(numbers, fc.of(numbers).as(DType.FLOAT16));
  }

  @Test
  void integersToFloat16() {
    int[] numbers = IntStream.rangeClosed(-70_000, 70_000).toArray();
    double[] same = IntStream.of(numbers).asDoubleStream().toArray();
    check(same, fc.of(numbers).as(DType.FLOAT16));
  }

  private static void check(double[] numbers, Array converted) {
    long[] found = Bits.of(converted.read());
    assertEquals(numbers.length, found.length);
    for (int i = 0; i < numbers.length; i++) {
      double number = numbers[i];
      if (Double.isNaN(number)) {
        assertTrue(Halves.isNaN((int) found[i]));
      } else {
        assertEquals(Halves.round(number), found[i], () -> Double.toHexString(number));
      }
    }
  }
}
