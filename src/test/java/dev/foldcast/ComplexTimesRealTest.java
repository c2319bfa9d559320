package dev.foldcast;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.foldcast.array.DType;
import dev.foldcast.plan.Configuration;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Locale;
import org.junit.jupiter.api.Test;

/**
 * A real factor gets an imaginary +0 and no short cut: signs of zero show compilers that make a
 * product with the constant 0 to +0.
 */
class ComplexTimesRealTest {
  private static final double[] NUMBERS = {-1, -1, -1, 1, 1, -1, 1, 1, 0, -0.0, -0.0, -3, -2, 0};
  private static final double[] FACTORS = {0, 0, 0, 0, -1, 2, -0.0};

  @Test
  void signsOfZeroAreThoseOfTheFormula() {
    int n = FACTORS.length;
    ByteBuffer numbers = ByteBuffer.allocateDirect(16 * n).order(ByteOrder.nativeOrder());
    numbers.asDoubleBuffer().put(NUMBERS);
    for (int vector = 1; vector <= 16; vector *= 2) {
      Configuration configuration = new Configuration(1, 16, vector, false, 0, 1024);
      try (Foldcast fc = Devices.open(Options.DEFAULT.withConfiguration(configuration))) {
        Array complex = fc.of(numbers, DType.COMPLEX128, n);
        Result product = complex.multiply(fc.of(FACTORS)).read();
        for (int i = 0; i < n; i++) {
          double ar = NUMBERS[2 * i];
          double ai = NUMBERS[2 * i + 1];
          double br = FACTORS[i];
          double bi = 0;
          String what =
              String.format(
                  Locale.ROOT,
                  "(%s, %s) * %s, vector %d on %s",
                  ar,
                  ai,
                  br,
                  vector,
                  fc.deviceReason());
          assertEquals(ar * br - ai * bi, product.getReal(i), what);
          assertEquals(ar * bi + ai * br, product.getImaginary(i), what);
        }
      }
    }
  }
}
