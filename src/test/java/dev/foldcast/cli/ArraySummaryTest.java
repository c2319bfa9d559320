package dev.foldcast.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.foldcast.array.DType;
import dev.foldcast.array.Shape;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.util.Arrays;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongFunction;
import org.junit.jupiter.api.Test;

/** Arrays as NumPy printed them (cli/write_summary.py), and some to read here. */
class ArraySummaryTest {
  private static String doubles(Shape shape, double... values) {
    return ArraySummary.of(shape, DType.FLOAT64, i -> PythonRepr.of(values[(int) i]));
  }

  @Test
  void sameTextAsNumpy() throws IOException {
    int blocks = 0;
    try (var stream = ArraySummaryTest.class.getResourceAsStream("/cli/summary.txt");
        var reader =
            new BufferedReader(new InputStreamReader(Objects.requireNonNull(stream), UTF_8))) {
      for (String head = reader.readLine(); head != null; head = reader.readLine()) {
        StringBuilder expected = new StringBuilder();
        for (String line = reader.readLine();
            !".".equals(Objects.requireNonNull(line));
            line = reader.readLine()) {
          expected.append(line).append('\n');
        }
        String[] words = head.split(" ", -1);
        Shape shape = Shape.of(Arrays.stream(words).skip(1).mapToLong(Long::parseLong).toArray());
        boolean quarters = words[0].equals("q");
        DType dtype = quarters ? DType.FLOAT64 : DType.INT64;
        LongFunction<String> element =
            i -> quarters ? PythonRepr.of(i * 0.25 - 3) : PythonRepr.of(i);
        String suffix = dtype + ", shape " + shape;
        assertEquals(expected + suffix, ArraySummary.of(shape, dtype, element), head);
        blocks++;
      }
    }
    assertTrue(blocks > 40);
  }

  @Test
  void decimalsLineUpAtTheirPoints() {
    assertEquals(
        """
        [[ 0.5  1.   2. ]
         [ 3.  40.   5. ]]
        float64, shape (2, 3)""",
        doubles(Shape.of(2, 3), 0.5, 1, 2, 3, 40, 5));
    assertEquals(
        """
        [ 1.    -2.125    nan   -inf]
        float64, shape (4,)""",
        doubles(Shape.of(4), 1, -2.125, Double.NaN, Double.NEGATIVE_INFINITY));
    assertEquals("[1. 2.]\nfloat64, shape (2,)", doubles(Shape.of(2), 1, 2));
    assertEquals("[nan inf]\nfloat64, shape (2,)", doubles(Shape.of(2), Double.NaN, 1 / 0.0));
  }

  @Test
  void exponentsLineUpAtTheRight() {
    assertEquals(
        "[   1.0 -1e+20    nan]\nfloat64, shape (3,)", doubles(Shape.of(3), 1, -1e20, Double.NaN));
  }

  @Test
  void complexNumbersLoseTheirParentheses() {
    double[] re = {1.5, 0, -1};
    assertEquals(
        "[ 1.5-2j      2j -1+0.5j]\ncomplex128, shape (3,)",
        ArraySummary.of(
            Shape.of(3),
            DType.COMPLEX128,
            i -> PythonRepr.ofComplex128(re[(int) i], new double[] {-2, 2, 0.5}[(int) i])));
  }

  @Test
  void emptyArraysAndScalars() {
    assertEquals("[]\nfloat64, shape (0,)", doubles(Shape.of(0)));
    assertEquals("[]\nfloat64, shape (3, 0)", doubles(Shape.of(3, 0)));
    assertEquals("0.5\nfloat64, shape ()", doubles(Shape.of(), 0.5));
  }

  @Test
  void onlyTheEdgesOfHugeArraysAreAskedFor() {
    AtomicLong asked = new AtomicLong();
    String text =
        ArraySummary.of(
            Shape.of(1L << 30, 1L << 31),
            DType.INT64,
            i -> {
              asked.incrementAndGet();
              return PythonRepr.of(i >> 31);
            });
    assertEquals(36, asked.get());
    assertEquals(
        """
        [[         0          0          0 ...          0          0          0]
         [         1          1          1 ...          1          1          1]
         [         2          2          2 ...          2          2          2]
         ...
         [1073741821 1073741821 1073741821 ... 1073741821 1073741821 1073741821]
         [1073741822 1073741822 1073741822 ... 1073741822 1073741822 1073741822]
         [1073741823 1073741823 1073741823 ... 1073741823 1073741823 1073741823]]
        int64, shape (1073741824, 2147483648)""",
        text);
  }

  @Test
  void longLinesWrap() {
    assertEquals(
        """
        [0.3333333333333333 0.3333333333333333 0.3333333333333333
         0.3333333333333333]
        float64, shape (4,)""",
        doubles(Shape.of(4), 1 / 3.0, 1 / 3.0, 1 / 3.0, 1 / 3.0));
  }
}
