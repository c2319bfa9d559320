package dev.foldcast.opencl;

import static dev.foldcast.opencl.Fixture.NONE;
import static dev.foldcast.opencl.Fixture.size;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.foldcast.error.DeviceException;
import dev.foldcast.error.MemoryException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Buffers and arguments that one use leaves to the next. */
class ReuseTest {
  private static final int MEM_OBJECT_ALLOCATION_FAILURE = -4;
  private static final int OUT_OF_RESOURCES = -5;

  private final List<String> calls = Collections.synchronizedList(new ArrayList<>());
  private String failing = "";
  private int status;
  private final ClSession session = ClSession.open(Fixture.device(), this::before, 1 << 20);
  private final ClQueue queue = session.queue(false);

  private int before(String call) {
    if (call.equals(failing)) {
      failing = "";
      return status;
    }
    calls.add(call);
    return 0;
  }

  private void fail(String call, int with) {
    failing = call;
    status = with;
  }

  private int made() {
    return Collections.frequency(calls, "clCreateBuffer");
  }

  private int released() {
    return Collections.frequency(calls, "clReleaseMemObject");
  }

  private int set() {
    return Collections.frequency(calls, "clSetKernelArg");
  }

  @AfterEach
  void everythingIsReleased() {
    session.close();
    assertEquals(made(), released());
    assertEquals(0, session.counters().liveHandles());
    assertEquals(0, session.counters().allocatedBytes());
  }

  @Test
  void aClosedBufferServesTheNextOfItsSize() {
    session.allocate(100).close();
    session.allocate(4096).close(); // small ones serve each other
    assertEquals(1, made());
    session.allocate(100_000).close();
    session.allocate(100_000).close();
    session.allocate(100_001).close();
    assertEquals(3, made());
    assertEquals(0, released());
    assertEquals(0, session.counters().liveBuffers());
    assertEquals(0, session.counters().allocatedBytes());
  }

  @Test
  void twoHoldersNeverShare() {
    ClBuffer one = session.allocate(16);
    ClBuffer two = session.allocate(16);
    queue.fill(one, 0, 16, 1, NONE).close();
    queue.fill(two, 0, 16, 2, NONE).close();
    ByteBuffer back = Fixture.direct(16);
    queue.read(one, 0, back, NONE).close();
    assertEquals(1, back.getInt(0));
    one.close();
    assertThrows(RuntimeException.class, () -> queue.read(one, 0, back, NONE));
    ClBuffer three = session.allocate(16);
    queue.fill(three, 0, 16, 3, NONE).close();
    queue.read(two, 0, back, NONE).close();
    assertEquals(2, back.getInt(0));
    assertThrows(RuntimeException.class, () -> queue.fill(one, 0, 16, 9, NONE));
    assertThrows(
        IndexOutOfBoundsException.class, () -> queue.read(three, 16, Fixture.direct(4), NONE));
  }

  @Test
  void theOldestMakeRoomAndTheLargestAreNotKept() {
    session.allocate(700_000).close();
    session.allocate(600_000).close(); // together more than may be kept
    assertEquals(1, released());
    session.allocate(600_000).close();
    assertEquals(2, made());
    session.allocate(2 << 20).close();
    assertEquals(2, released());
  }

  @Test
  void whereMemoryRunsOutTheKeptIsGivenUpFirst() {
    session.allocate(100_000).close();
    fail("clCreateBuffer", MEM_OBJECT_ALLOCATION_FAILURE);
    session.allocate(200_000).close();
    assertEquals(1, released());
    ClBuffer found = session.allocate(200_000); // nothing is kept any more
    fail("clCreateBuffer", MEM_OBJECT_ALLOCATION_FAILURE);
    assertThrows(MemoryException.class, () -> session.allocate(300_000));
    found.close();
  }

  @Test
  void anArgumentIsSetWhenItChanges() {
    ClProgram program = session.build("test", Fixture.SOURCE, "");
    ClBuffer in = session.wrap(Fixture.ints(4, 1));
    ClBuffer out = session.allocate(16);
    launch(program, in, out, 5);
    assertEquals(3, set());
    launch(program, in, out, 5);
    assertEquals(3, set());
    launch(program, in, out, 6);
    assertEquals(4, set());
    ClBuffer other = session.wrap(Fixture.ints(4, 10));
    assertEquals(16, launch(program, other, out, 6));
    assertEquals(5, set());
    in.close();
    other.close();
    ClBuffer third = session.wrap(Fixture.ints(4, 20)); // perhaps at the place of another
    assertEquals(26, launch(program, third, out, 6));
    assertEquals(6, set());
  }

  @Test
  void anArgumentThatFailedIsSetAgain() {
    ClProgram program = session.build("test", Fixture.SOURCE, "");
    ClBuffer in = session.wrap(Fixture.ints(4, 1));
    ClBuffer out = session.allocate(16);
    assertEquals(6, launch(program, in, out, 5));
    fail("clSetKernelArg", OUT_OF_RESOURCES);
    assertThrows(DeviceException.class, () -> launch(program, in, out, 7));
    assertEquals(6, launch(program, in, out, 5), "the value before, which nobody knows now");
    assertEquals(4, set());
  }

  /** The first result of {@code out = in + summand}. */
  private int launch(ClProgram program, ClBuffer in, ClBuffer out, int summand) {
    ByteBuffer back = Fixture.direct(16);
    try (ClKernel kernel = program.kernel("plus")) {
      kernel.arg(0, in).arg(1, out).argInt(2, summand);
      try (ClEvent done = queue.launch(kernel, size(4), size(1), NONE)) {
        queue.readNow(out, 0, back, List.of(done));
      }
    }
    return back.getInt(0);
  }
}
