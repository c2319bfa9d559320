package dev.foldcast;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.foldcast.exact.KnownSums;
import dev.foldcast.exact.KnownSums.Sum;
import dev.foldcast.exact.PythonSums;
import dev.foldcast.plan.Configuration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/** Sums whose answers others worked out, on the device: CPython's, xsum's and math.fsum's. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class KnownSumsTest {
  private static final long SEED = 20261204;

  private final List<Foldcast> sessions = new ArrayList<>();

  @BeforeAll
  void open() {
    sessions.add(Devices.open());
    for (Configuration configuration :
        List.of(new Configuration(2, 3, 2, true, 1, 1), new Configuration(1, 16, 8, false, 5, 2))) {
      sessions.add(Devices.open(Options.DEFAULT.withConfiguration(configuration)));
    }
  }

  @AfterAll
  void close() {
    sessions.forEach(Foldcast::close);
  }

  private static List<Sum> all() {
    return Stream.concat(KnownSums.all().stream(), PythonSums.all().stream()).toList();
  }

  private static void assertBits(Sum sum, double found) {
    assertEquals(
        Double.doubleToRawLongBits(sum.expected()),
        Double.doubleToRawLongBits(found),
        sum::toString);
  }

  @Test
  void eachAlone() {
    List<Sum> all = all();
    assertTrue(all.size() > 700, "only " + all.size());
    for (Sum sum : all) {
      assertBits(sum, sessions.get(0).of(sum.terms()).sum().toDouble());
      Sum negated = sum.negated();
      assertBits(negated, sessions.get(1).of(negated.terms()).sum().toDouble());
    }
  }

  @Test
  void eachInManyOrdersAmongHugeAndTinyTermsThatCancel() {
    SplittableRandom random = new SplittableRandom(SEED);
    List<Sum> few = new ArrayList<>();
    List<Sum> many = new ArrayList<>();
    for (Sum sum : all()) {
      for (int turn = 0; turn < 6; turn++) {
        Sum half = turn % 2 == 0 ? sum : sum.negated();
        (sum.terms().length <= 60 ? few : many).add(shuffled(random, half, turn >= 2));
      }
    }
    matrices(few);
    matrices(many);
  }

  @Test
  void pairsAreTheMachinesAddition() {
    matrices(KnownSums.pairs());
  }

  private static Sum shuffled(SplittableRandom random, Sum sum, boolean extras) {
    double[] terms = Arrays.copyOf(sum.terms(), sum.terms().length + (extras ? 4 : 0));
    if (extras) {
      double[] cancel = {123.4e200, -543.2e-200, -123.4e200, 543.2e-200};
      System.arraycopy(cancel, 0, terms, sum.terms().length, 4);
    }
    for (int i = terms.length - 1; i > 0; i--) {
      int j = random.nextInt(i + 1);
      double swap = terms[i];
      terms[i] = terms[j];
      terms[j] = swap;
    }
    return new Sum(sum.expected(), terms);
  }

  /** One sum a row, and one a column, filled up with negative zeros, under every configuration. */
  private void matrices(List<Sum> sums) {
    int width = sums.stream().mapToInt(sum -> sum.terms().length).max().orElseThrow();
    int n = sums.size();
    double[] rows = new double[n * width];
    double[] columns = new double[n * width];
    for (int k = 0; k < n; k++) {
      double[] terms = sums.get(k).terms();
      for (int i = 0; i < width; i++) {
        double term = i < terms.length ? terms[i] : -0.0;
        rows[k * width + i] = term;
        columns[i * n + k] = term;
      }
    }
    for (Foldcast fc : sessions) {
      double[] ofRows = fc.of(rows, n, width).sum(1).read().toDoubles();
      double[] ofColumns = fc.of(columns, width, n).sum(0).read().toDoubles();
      for (int k = 0; k < n; k++) {
        assertBits(sums.get(k), ofRows[k]);
        assertBits(sums.get(k), ofColumns[k]);
      }
    }
  }
}
