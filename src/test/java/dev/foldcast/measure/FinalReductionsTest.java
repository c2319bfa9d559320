package dev.foldcast.measure;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.ByteBuffer;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Every way to sum gives the sum, where no add rounds. */
class FinalReductionsTest {
  @ParameterizedTest
  @ValueSource(ints = {1, 2, 255, 256, 257, 65_537, 200_003})
  void everyWayAddsEveryElementOnce(int elements) {
    ByteBuffer floats = LimitKernelsTest.aligned(4 * elements);
    float expected = 0;
    for (int i = 0; i < elements; i++) {
      floats.putFloat(4 * i, i % 7 - 2);
      expected += i % 7 - 2;
    }
    try (FinalReductions ways = new FinalReductions(LimitKernelsTest.device(), floats)) {
      assertTrue(ways.methods().size() >= 4);
      for (FinalReductions.Method method : ways.methods()) {
        for (int run = 0; run < 2; run++) {
          Timing timing = method.run();
          assertEquals(expected, method.answer(), method.name());
          assertTrue(timing.kernelNanos() > 0, method.name());
        }
      }
    }
  }
}
