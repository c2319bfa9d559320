package dev.foldcast;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assertions.fail;

import dev.foldcast.array.DType;
import dev.foldcast.array.Layout;
import dev.foldcast.array.Shape;
import dev.foldcast.error.ShapeException;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/**
 * The shapes and layouts of NumPy's own tests: views of every kind, short and outer axes, F order,
 * negative and zero strides, no elements, no dimensions. The resource numpy/gone-through.txt says
 * what became of each of NumPy's tests.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class NumpyCasesTest {
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

  private static List<NumpyCase> all() throws IOException {
    try (var stream = NumpyCasesTest.class.getResourceAsStream("/numpy/cases.txt");
        var reader =
            new BufferedReader(new InputStreamReader(Objects.requireNonNull(stream), UTF_8))) {
      return reader.lines().map(NumpyCase::of).toList();
    }
  }

  @Test
  void everyCaseIsAsNumpyHasIt() throws IOException {
    List<NumpyCase> all = all();
    assertTrue(all.size() > 1200, all.size() + " cases: run write_cases.py");
    for (NumpyCase each : all) {
      if (each.isRefused()) {
        assertThrows(ShapeException.class, () -> each.in(fc).read(), each::toString);
        continue;
      }
      @Nullable String wrong;
      try {
        wrong = each.verdict(each.in(fc).read());
      } catch (RuntimeException e) {
        throw new AssertionError(each.toString(), e);
      }
      if (wrong != null) {
        fail(wrong + ": " + each);
      }
    }
  }

  /** multiarray.TestAttributes.test_stridesattr: views that leave their memory. */
  @Test
  void viewsThatLeaveTheirMemoryAreRefused() {
    ByteBuffer twelve = ByteBuffer.allocateDirect(12 * 8);
    long[][] views = {{4, 4, -2}, {4, 2, -1}, {5, 8, 1}, {8, 11, 2}};
    for (long[] view : views) {
      assertThrows(
          ShapeException.class,
          () ->
              fc.of(
                  twelve,
                  DType.INT64,
                  Layout.strided(Shape.of(view[0]), new long[] {view[2]}, view[1])));
    }
    assertThrows(
        ShapeException.class, () -> Layout.strided(Shape.of(2, 3), new long[] {-2, -3}, 5));
    assertThrows(ShapeException.class, () -> Layout.strided(Shape.of(), new long[] {2}, 0));
    assertThrows(ShapeException.class, () -> Layout.strided(Shape.of(2), new long[] {}, 0));
  }

  /** ufunc.test_addition_reduce_negative_zero; here a sum of negative zeros is +0. */
  @Test
  void sumsOfNegativeZerosArePositive() {
    for (int length = 0; length < 150; length += 1 + length / 16) {
      double[] zeros = new double[length];
      Arrays.fill(zeros, -0.0);
      assertEquals(0, Bits.of(fc.of(zeros).sum().read())[0], "of " + length);
    }
  }
}
