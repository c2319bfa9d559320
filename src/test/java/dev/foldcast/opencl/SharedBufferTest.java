package dev.foldcast.opencl;

import static dev.foldcast.opencl.Fixture.NONE;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.foldcast.error.ClosedException;
import dev.foldcast.error.MemoryException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Buffers that kernels and the host see without a command in between. */
class SharedBufferTest {
  private static final int MEM_OBJECT_ALLOCATION_FAILURE = -4;

  private final List<String> calls = Collections.synchronizedList(new ArrayList<>());
  private String failing = "";
  private final ClSession session =
      ClSession.open(
          Fixture.device(),
          call -> {
            calls.add(call);
            return call.equals(failing) ? MEM_OBJECT_ALLOCATION_FAILURE : 0;
          });

  @BeforeEach
  void thereAreSome() {
    assumeTrue(session.device().info().sharedBuffers());
  }

  @AfterEach
  void everythingIsReleased() {
    session.close();
    assertEquals(count("clSVMAlloc"), count("clSVMFree"));
    assertEquals(0, session.counters().liveHandles());
    assertEquals(0, session.counters().allocatedBytes());
  }

  private int count(String call) {
    return Collections.frequency(calls, call);
  }

  @Test
  void bothSidesSeeWhatTheOtherWrote() {
    ClQueue queue = session.queue(false);
    ClBuffer in = session.allocateShared(4);
    ClBuffer out = session.allocateShared(4);
    try (ClProgram program = session.build("shared", Fixture.SOURCE, "");
        ClKernel plus = program.kernel("plus")) {
      plus.arg(0, in).arg(1, out).argInt(2, 5);
      for (int i = 0; i < 2000; i++) {
        in.shared().putInt(0, i);
        try (ClEvent event = queue.launch(plus, new long[] {1}, new long[] {1}, NONE)) {
          event.await(i % 2 == 0);
          assertEquals(i + 5, out.shared().getInt(0));
        }
      }
    }
    in.shared().putInt(0, 77);
    ByteBuffer back = Fixture.direct(4);
    queue.read(in, 0, back, NONE).close();
    assertEquals(77, back.getInt(0));
    queue.fill(in, 0, 4, 78, NONE).await();
    assertEquals(78, in.shared().getInt(0));
    in.close();
    out.close();
  }

  @Test
  void oneIsUsedAgainAndTwoAreApart() {
    ClBuffer one = session.allocateShared(8);
    ClBuffer two = session.allocateShared(ClSession.SHARED_BYTES);
    one.shared().putLong(0, 1);
    two.shared().putLong(0, 2);
    assertEquals(1, one.shared().getLong(0));
    assertEquals(8, one.shared().capacity());
    assertEquals(8, one.bytes());
    assertEquals(2, session.counters().liveBuffers());
    one.close();
    one.close();
    assertThrows(ClosedException.class, () -> session.queue(false).fill(one, 0, 4, 0, NONE));
    ClBuffer three = session.allocateShared(16);
    assertNotSame(one, three);
    three.shared().putLong(0, 3);
    assertEquals(2, two.shared().getLong(0));
    assertEquals(2, count("clSVMAlloc"));
    assertEquals(0, count("clSVMFree"));
  }

  @Test
  void whatIsNoneIsRefused() {
    assertThrows(IllegalArgumentException.class, () -> session.allocateShared(0));
    assertThrows(
        IllegalArgumentException.class, () -> session.allocateShared(ClSession.SHARED_BYTES + 1));
    try (ClBuffer plain = session.allocate(4)) {
      assertThrows(IllegalStateException.class, plain::shared);
    }
    assertEquals(0, count("clSVMAlloc"));
  }

  @Test
  void withoutMemoryThereIsNoneAndNothingIsLost() {
    failing = "clSVMAlloc";
    assertThrows(MemoryException.class, () -> session.allocateShared(4));
    calls.clear();
    failing = "clCreateBuffer";
    assertThrows(MemoryException.class, () -> session.allocateShared(4));
    assertEquals(1, count("clSVMAlloc"));
    assertEquals(0, count("clReleaseMemObject"));
    failing = "clReleaseMemObject"; // the memory is given back nevertheless
    session.allocateShared(4).close();
    assertThrows(MemoryException.class, session::close);
  }
}
