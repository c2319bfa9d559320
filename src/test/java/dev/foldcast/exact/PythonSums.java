package dev.foldcast.exact;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;

/** What Python's math.fsum made of sums, in the file that exact/write_fsum.py wrote. */
public final class PythonSums {
  private PythonSums() {}

  /** One sum a line: the result, then the terms. */
  public static List<KnownSums.Sum> all() {
    try (var stream = PythonSums.class.getResourceAsStream("/exact/fsum.txt");
        var reader =
            new BufferedReader(new InputStreamReader(Objects.requireNonNull(stream), UTF_8))) {
      return reader.lines().map(PythonSums::sum).toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static KnownSums.Sum sum(String line) {
    double[] numbers =
        Arrays.stream(line.split(" ", -1)).mapToDouble(Double::parseDouble).toArray();
    return new KnownSums.Sum(numbers[0], Arrays.copyOfRange(numbers, 1, numbers.length));
  }
}
