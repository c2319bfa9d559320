package dev.foldcast;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.foldcast.array.DType;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import org.junit.jupiter.api.Test;

/** Memory that begins where no driver likes to begin is used from a multiple before it on. */
class InPlaceTest {
  private static final int FLOATS = 5000;

  /** Memory whose address is so many bytes past a page's. */
  private static ByteBuffer at(int offset, int bytes) {
    return ByteBuffer.allocateDirect(offset + bytes + 2 * 4096)
        .alignedSlice(4096)
        .slice(offset, bytes)
        .order(ByteOrder.nativeOrder());
  }

  /** Each of its numbers is a whole one, with a NaN on either side. */
  private static ByteBuffer numbers(int offset, int first) {
    ByteBuffer memory = at(offset - 4, 4 * FLOATS + 8);
    memory.putFloat(0, Float.NaN);
    memory.putFloat(4 * FLOATS + 4, Float.NaN);
    ByteBuffer numbers = memory.slice(4, 4 * FLOATS).order(ByteOrder.nativeOrder());
    for (int i = 0; i < FLOATS; i++) {
      numbers.putFloat(4 * i, first + i % 100);
    }
    return numbers;
  }

  @Test
  void sumsAndProductsOfMemoryThatBeginsAnywhere() {
    try (Foldcast fc = Devices.open()) {
      for (int offset = 4; offset <= 260; offset += 12) {
        ByteBuffer x = numbers(offset, 1);
        ByteBuffer y = numbers(264 - offset, 7);
        double sum = 0;
        double products = 0;
        for (int i = 0; i < FLOATS; i++) {
          sum += 1 + i % 100;
          products += (1.0 + i % 100) * (7 + i % 100);
        }
        Array a = fc.of(x, DType.FLOAT32, FLOATS);
        Array b = fc.of(y, DType.FLOAT32, FLOATS);
        assertEquals(sum, a.sum().toDouble(), "at " + offset);
        assertEquals((float) products, a.multiply(b).sum().toDouble(), "at " + offset);
        Result each = a.multiply(b).read();
        assertEquals(1 * 7, each.getDouble(0), "at " + offset);
        assertEquals(100 * 106, each.getDouble(99), "at " + offset);
      }
    }
  }
}
