package dev.foldcast.tuning;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.foldcast.array.DType;
import dev.foldcast.plan.Accuracy;
import dev.foldcast.plan.Operation;
import dev.foldcast.plan.Place;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Which results are taken for right. */
class ExpectationTest {
  private static final int NEGATIVE_NAN = 0xffc00123;

  private static ByteBuffer floats(float... values) {
    ByteBuffer memory = ByteBuffer.allocateDirect(4 * values.length).order(ByteOrder.nativeOrder());
    memory.asFloatBuffer().put(values);
    return memory;
  }

  private static Expectation of(String workload, long size, ByteBuffer... memory) {
    Operation operation =
        Workload.named(workload).operation(size, 0, DType.FLOAT32, Accuracy.EXACT, Place.SHARED);
    return Expectation.of(operation, "test", List.of(memory));
  }

  @Test
  void aProductMayBeAnyNaN() {
    Expectation expected = of("x*y", 4, floats(0, Float.NaN, 2, 3), floats(1 / 0f, 1, 1, 1));
    ByteBuffer got = floats(0, 0, 2, 3);
    got.putInt(0, NEGATIVE_NAN).putInt(4, 0x7f800001);
    assertEquals("", expected.verdict(got));
    got.putFloat(12, Math.nextUp(3f));
    assertEquals(
        "element 3 of the result for shape (4,) differs from the exact one (test numbers)",
        expected.verdict(got));
    got.putFloat(0, 0).putFloat(12, 3);
    assertEquals(
        "element 0 of the result for shape (4,) differs from the exact one (test numbers)",
        expected.verdict(got));
  }

  @Test
  void aSumIsOneNaNAlone() {
    Expectation expected = of("x", 4, floats(1 / 0f, -1 / 0f, 1, 2));
    assertEquals("", expected.verdict(floats(Float.NaN)));
    ByteBuffer other = floats(0).putInt(0, NEGATIVE_NAN);
    assertEquals(
        "element 0 of the result for shape (4,) differs from the exact one (test numbers)",
        expected.verdict(other));
  }

  @Test
  void zerosHaveSigns() {
    Expectation expected = of("x*y", 2, floats(-0f, 1), floats(1, 1));
    assertEquals("", expected.verdict(floats(-0f, 1)));
    assertEquals(
        "element 0 of the result for shape (2,) differs from the exact one (test numbers)",
        expected.verdict(floats(0f, 1)));
  }
}
