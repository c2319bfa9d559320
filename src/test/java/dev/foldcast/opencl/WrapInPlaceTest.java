package dev.foldcast.opencl;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.ByteBuffer;
import org.junit.jupiter.api.Test;

class WrapInPlaceTest {
  /** Memory whose address is so many bytes past a page's. */
  private static ByteBuffer at(int offset, int bytes) {
    return ByteBuffer.allocateDirect(offset + bytes + 2 * 4096)
        .alignedSlice(4096)
        .slice(offset, bytes);
  }

  @Test
  void buffersBeginAtMultiplesThatTheDriverAsksFor() {
    try (ClSession session = Fixture.open()) {
      int align = session.device().info().baseAlignBytes();
      boolean host = session.device().info().hostMemory();
      for (int offset = 0; offset <= 2 * align; offset += 4) {
        try (ClBuffer buffer = session.wrapInPlace(at(offset, 1000), 4)) {
          assertEquals(host ? offset % align : 0, buffer.lead());
          assertEquals(1000 + buffer.lead(), buffer.bytes());
        }
      }
      // No whole number of elements before it: as it is.
      try (ClBuffer buffer = session.wrapInPlace(at(8, 1600), 16)) {
        assertEquals(0, buffer.lead());
      }
    }
  }
}
