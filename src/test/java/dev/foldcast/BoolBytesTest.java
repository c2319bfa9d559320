package dev.foldcast;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.foldcast.array.DType;
import dev.foldcast.array.Layout;
import dev.foldcast.array.Shape;
import java.nio.ByteBuffer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/** Booleans whose bytes are neither 0 nor 1, as files and buffers may have: true, and 1. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class BoolBytesTest {
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

  /** As numpy/_core/tests/test_multiarray.py, TestBool.test_sum. */
  @Test
  void sumsCountEachOnce() {
    ByteBuffer bytes = ByteBuffer.allocateDirect(200);
    for (int i = 0; i < 200; i++) {
      bytes.put(i, (byte) (i % 5 == 0 ? 0x80 : 0xff));
    }
    assertEquals(200, fc.of(bytes, DType.BOOL, 200).sum().read().toLong());
    assertEquals(1.0, fc.of(bytes, DType.BOOL, 200).mean().toDouble());
    Layout backwards = Layout.strided(Shape.of(100), new long[] {-2}, 199);
    assertEquals(100, fc.of(bytes, DType.BOOL, backwards).sum().read().toLong());
  }

  @Test
  void productsAndConversionsTakeOne() {
    ByteBuffer bytes = ByteBuffer.allocateDirect(3).put(0, (byte) -1).put(1, (byte) 2);
    Array truths = fc.of(bytes, DType.BOOL, 3);
    double[] expected = {1, 1, 0};
    assertArrayEquals(expected, truths.as(DType.FLOAT64).read().toDoubles());
    assertArrayEquals(expected, truths.multiply(truths).read().toDoubles());
    double[] sixes = {6, 6, 0};
    assertArrayEquals(sixes, truths.multiply(fc.of(new int[] {6, 6, 6})).read().toDoubles());
  }

  @Test
  void productsOfSinglesConvertOn() {
    ByteBuffer bytes =
        ByteBuffer.allocateDirect(5).put(0, (byte) 1).put(1, (byte) 2).put(4, (byte) 3);
    Array truths = fc.of(bytes, DType.BOOL, 5);
    double[] expected = {1, 1, 0, 0, 1};
    assertArrayEquals(expected, truths.multiply(truths).as(DType.INT16).read().toDoubles());
  }
}
