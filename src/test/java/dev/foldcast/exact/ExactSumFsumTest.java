package dev.foldcast.exact;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;

/** Python's math.fsum, from the file that exact/write_fsum.py wrote. */
class ExactSumFsumTest {
  @Test
  void sameBitsAsPythonsFsum() throws IOException {
    List<String> lines;
    try (var stream = ExactSumFsumTest.class.getResourceAsStream("/exact/fsum.txt");
        var reader =
            new BufferedReader(new InputStreamReader(Objects.requireNonNull(stream), UTF_8))) {
      lines = reader.lines().toList();
    }
    assertTrue(lines.size() > 300);
    for (String line : lines) {
      double[] numbers =
          Arrays.stream(line.split(" ", -1)).mapToDouble(Double::parseDouble).toArray();
      double[] terms = Arrays.copyOfRange(numbers, 1, numbers.length);
      assertEquals(
          Double.doubleToRawLongBits(numbers[0]),
          Double.doubleToRawLongBits(Reference.exact(terms).toDouble()),
          line);
    }
  }
}
