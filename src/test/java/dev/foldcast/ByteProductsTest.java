package dev.foldcast;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.foldcast.array.DType;
import dev.foldcast.plan.Configuration;
import java.nio.ByteBuffer;
import java.util.Locale;
import org.junit.jupiter.api.Test;

/** Every product of two bytes, in each lane: kernels form them two in a word. */
class ByteProductsTest {
  private static final int VALUES = 256;

  @Test
  void areModulo256() {
    ByteBuffer bytes = ByteBuffer.allocateDirect(VALUES + 1);
    for (int i = 0; i <= VALUES; i++) {
      bytes.put(i, (byte) i);
    }
    for (int vector = 1; vector <= 16; vector *= 2) {
      Configuration configuration = new Configuration(1, 16, vector, false, 0, 1024);
      try (Foldcast fc = Devices.open(Options.DEFAULT.withConfiguration(configuration))) {
        for (int shift = 0; shift < 2; shift++) { // puts a value into the other half of its word
          ByteBuffer row = bytes.slice(shift, VALUES);
          for (DType dtype : new DType[] {DType.INT8, DType.UINT8}) {
            Array column = fc.of(bytes.slice(0, VALUES), dtype, VALUES, 1);
            Result product = column.multiply(fc.of(row, dtype, VALUES)).read();
            for (int i = 0; i < VALUES * VALUES; i++) {
              int wrapped = i / VALUES * (i % VALUES + shift) & 0xff;
              long expected = dtype == DType.UINT8 ? wrapped : (byte) wrapped;
              assertEquals(
                  expected,
                  product.getLong(i),
                  () ->
                      String.format(
                          Locale.ROOT,
                          "%s vector %d on %s",
                          dtype,
                          configuration.vector(),
                          fc.deviceReason()));
            }
          }
        }
      }
    }
  }
}
