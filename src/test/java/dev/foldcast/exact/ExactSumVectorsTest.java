package dev.foldcast.exact;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.Random;
import java.util.stream.DoubleStream;
import org.junit.jupiter.api.Test;

/** The sums of {@link KnownSums} on the host, and others of xsum's that are no plain sums. */
class ExactSumVectorsTest {
  private static final double MAX_SUBNORMAL = Math.nextDown(Double.MIN_NORMAL);
  private static final double MIN = Double.MIN_VALUE;

  /** Also negated, in many orders, and with huge and tiny terms that cancel. */
  @Test
  void knownSums() {
    for (KnownSums.Sum sum : KnownSums.all()) {
      Random random = new Random(7);
      double[] terms = sum.terms().clone();
      for (int turn = 0; turn < 8; turn++) {
        KnownSums.Sum again = new KnownSums.Sum(sum.expected(), terms);
        assertBits(again);
        assertBits(again.negated());
        DoubleStream extras = DoubleStream.of(123.4e200, -543.2e-200);
        DoubleStream opposite = DoubleStream.of(-123.4e200, 543.2e-200);
        DoubleStream more = DoubleStream.concat(extras, DoubleStream.of(terms));
        assertBits(
            new KnownSums.Sum(sum.expected(), DoubleStream.concat(more, opposite).toArray()));
        Terms.shuffle(random, terms);
      }
    }
  }

  @Test
  void twoTerms() {
    KnownSums.pairs().forEach(ExactSumVectorsTest::assertBits);
  }

  private static void assertBits(KnownSums.Sum sum) {
    assertEquals(
        Double.doubleToRawLongBits(sum.expected()),
        Double.doubleToRawLongBits(Reference.exact(sum.terms()).toDouble()),
        sum::toString);
  }

  @Test
  void oneTermOfXsumEightMillionTimes() {
    for (double term : new double[] {MIN, MAX_SUBNORMAL, 1.0 / 3.0, -0x1.fffffffffffffp900}) {
      ExactSum sum = new ExactSum();
      for (int i = 0; i < 1 << 23; i++) {
        sum.add(term);
      }
      assertEquals(term * (1 << 23), sum.toDouble());
      assertEquals(term, sum.meanToDouble(1 << 23));
    }
  }

  @Test
  void mergesOfXsum() {
    ExactSum left = Reference.exact(3.7e20, 888.8, 4.1e20);
    left.merge(Reference.exact(1234.5, -4.1e20, -3.7e20, -888.8));
    assertEquals(1234.5, left.toDouble());

    ExactSum itself = Reference.exact(3.7e20, 888.8, 42.1e20, 1234.5);
    itself.merge(itself);
    itself.merge(Reference.exact(-42.1e20 * 2, -3.7e20 * 2, -888.8 * 2, -1234.5));
    assertEquals(1234.5, itself.toDouble());

    ExactSum doubled = Reference.exact(3.5, 888.75, 4.125);
    ExactSum opposite = Reference.exact(-3.5, -888.75, -4.125);
    for (int i = 0; i < 1015; i++) {
      doubled.merge(doubled);
      opposite.merge(opposite);
    }
    assertEquals(Double.POSITIVE_INFINITY, doubled.toDouble());
    assertEquals(Double.NEGATIVE_INFINITY, opposite.toDouble());
    doubled.merge(opposite);
    assertEquals(0.0, doubled.toDouble());
  }
}
