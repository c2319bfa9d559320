package dev.foldcast;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.foldcast.array.DType;
import java.nio.ByteBuffer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/** NaN, infinities, overflow, zeros and subnormals, by hand. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class NonFiniteTest {
  private static final double INF = Double.POSITIVE_INFINITY;
  private static final double MAX = Double.MAX_VALUE;
  private static final double TINY = Double.MIN_VALUE;
  private static final long NAN = 0x7ff8000000000000L;

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

  private long sumBits(double... x) {
    return fc.of(x).sum().read().bytes().getLong(0);
  }

  private double sum(double... x) {
    return Double.longBitsToDouble(sumBits(x));
  }

  private double mean(double... x) {
    return fc.of(x).mean().toDouble();
  }

  @Test
  void anyNaNAndInfinitiesOfBothSignsGiveThePositiveQuietNaN() {
    double signalling = Double.longBitsToDouble(0xfff0000000000001L);
    assertEquals(NAN, sumBits(1, signalling, 2));
    assertEquals(NAN, sumBits(INF, -INF));
    assertEquals(NAN, sumBits(INF, 1, -INF, 3));
    assertEquals(NAN, fc.of(new double[] {1, -Double.NaN}).mean().read().bytes().getLong(0));
    float[] floats = {Float.intBitsToFloat(0xffc01234), 1};
    assertEquals(0x7fc00000, fc.of(floats).sum().read().bytes().getInt(0));
    assertEquals(
        NAN,
        fc.of(new double[] {INF, -INF}).sum(ReduceOptions.ALL.fast()).read().bytes().getLong());
  }

  @Test
  void infinitiesOfOneSignGiveThatOne() {
    assertEquals(INF, sum(1, INF, -MAX, INF));
    assertEquals(-INF, sum(-INF, MAX, MAX, MAX));
    assertEquals(-INF, mean(-INF, MAX));
  }

  @Test
  void onlyASumThatRoundsThereIsInfinite() {
    assertEquals(1e308, sum(1e308, 1e308, -1e308));
    assertEquals(MAX, sum(MAX, MAX, MAX, -MAX, -MAX));
    assertEquals(INF, sum(MAX, MAX));
    double half = Math.ulp(MAX) / 2;
    assertEquals(INF, sum(MAX, half));
    assertEquals(MAX, sum(MAX, half, -TINY));
    assertEquals(-INF, sum(-MAX, -half));
    float[] floats = {Float.MAX_VALUE, Float.MAX_VALUE, -Float.MAX_VALUE};
    assertEquals(Float.MAX_VALUE, fc.of(floats).sum().toDouble());
  }

  @Test
  void aMeanMayBeFiniteWhereTheSumIsNot() {
    assertEquals(MAX, mean(MAX, MAX, MAX));
    assertEquals(Math.nextDown(MAX), mean(MAX, MAX, MAX, MAX - 4 * Math.ulp(MAX)));
    float[] floats = {Float.MAX_VALUE, Float.MAX_VALUE};
    assertEquals(Float.MAX_VALUE, fc.of(floats).mean().toDouble());
  }

  @Test
  void meansUnderflowThroughSubnormalsWithOneRounding() {
    assertEquals(TINY, mean(TINY, TINY));
    assertEquals(0, Double.doubleToRawLongBits(mean(TINY, 0)), "half of it ties to even");
    assertEquals(2 * TINY, mean(2 * TINY, TINY), "one and a half ties to even");
    assertEquals(TINY, mean(TINY, TINY, 0), "two thirds");
    assertEquals(Long.MIN_VALUE, Double.doubleToRawLongBits(mean(-TINY, 0, 0)), "a negative third");
    double least = Double.MIN_NORMAL;
    assertEquals(Double.longBitsToDouble(0x0008000000000000L), mean(least, 0));
    float[] floats = {Float.MIN_VALUE, Float.MIN_VALUE, 0};
    assertEquals(Float.MIN_VALUE, fc.of(floats).mean().toDouble());
  }

  @Test
  void exactZerosArePositive() {
    assertEquals(0, sumBits(-0.0, -0.0));
    assertEquals(0, sumBits(-0.0));
    assertEquals(0, sumBits(1, -1));
    assertEquals(0, sumBits());
    assertEquals(0, fc.of(new float[] {-0f}).sum().read().bytes().getInt(0));
    assertEquals(0, fc.of(new double[] {-0.0, -0.0}).mean().read().bytes().getLong(0));
  }

  @Test
  void productsKeepSubnormalsAndSignsOfZero() {
    float[] a = {0x1p-100f, -0f, 3, Float.MIN_VALUE};
    float[] b = {0x1p-49f, 5, Float.POSITIVE_INFINITY, 0.5f};
    Result product = fc.of(a).multiply(fc.of(b)).read();
    for (int i = 0; i < a.length; i++) {
      assertEquals(
          Float.floatToRawIntBits(a[i] * b[i]), product.bytes().getInt(4 * i), "element " + i);
    }
  }

  @Test
  void integerSumsWrapAndSayTo() {
    Result wrapped = fc.of(new long[] {Long.MAX_VALUE, 1}).sum().read();
    assertEquals(Long.MIN_VALUE, wrapped.toLong());
    assertTrue(wrapped.integerOverflow());
    Result back = fc.of(new long[] {Long.MAX_VALUE, 1, -1}).sum().read();
    assertEquals(Long.MAX_VALUE, back.toLong());
    assertFalse(back.integerOverflow());
    Result int32 = fc.of(new int[] {Integer.MAX_VALUE, Integer.MAX_VALUE}).sum().read();
    assertEquals(2L * Integer.MAX_VALUE, int32.toLong());
    assertEquals(DType.INT64, int32.dtype());
    assertEquals(0x1p63, fc.of(new long[] {Long.MAX_VALUE, Long.MAX_VALUE}).mean().toDouble());
    long odd = (1L << 53) + 1;
    assertEquals(0x1p53, fc.of(new long[] {odd, odd}).mean().toDouble(), "ties to even");
    assertEquals(-1.0 / 3, fc.of(new long[] {-1, 0, 0}).mean().toDouble());
  }

  @Test
  void complexPartsAreSummedApart() {
    ByteBuffer data = ByteBuffer.allocateDirect(48).order(java.nio.ByteOrder.nativeOrder());
    data.asDoubleBuffer().put(new double[] {1, INF, 1e308, -INF, -1, 3});
    Result sum = fc.of(data, DType.COMPLEX128, 3).sum().read();
    assertEquals(1e308, sum.getReal(0));
    assertEquals(NAN, sum.bytes().getLong(8));
  }
}
