package dev.foldcast;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.foldcast.array.DType;
import dev.foldcast.error.ClosedException;
import org.junit.jupiter.api.Test;

/** Compiling before the first read. */
class PrepareTest {
  @Test
  void aReadAfterItBuildsNothing() {
    try (Foldcast fc = Devices.open()) {
      Array x = Sample.c(DType.FLOAT32, 7, 5).in(fc);
      Array fused = x.multiply(x).sum(1);
      fused.prepare();
      long builds = fc.counters().builds();
      assertEquals(1, builds);
      assertEquals(0, fc.counters().launches());
      fused.read();
      assertEquals(builds, fc.counters().builds());
      fc.of(new float[0]).sum().prepare();
      assertEquals(builds, fc.counters().builds(), "an empty sum needs no program");
    }
  }

  @Test
  void aClosedFoldcastRefuses() {
    Foldcast fc = Devices.open();
    Array sum = fc.of(new float[] {1}).sum();
    fc.close();
    assertThrows(ClosedException.class, sum::prepare);
  }
}
