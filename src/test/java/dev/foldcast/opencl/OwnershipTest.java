package dev.foldcast.opencl;

import static dev.foldcast.opencl.Fixture.NONE;
import static dev.foldcast.opencl.Fixture.size;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.foldcast.error.ClosedException;
import java.nio.ByteBuffer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class OwnershipTest {
  private final ClSession session = Fixture.open();

  @AfterEach
  void nothingIsLeft() {
    session.close();
    ClCounters end = session.counters();
    assertEquals(0, end.liveHandles());
    assertEquals(0, end.liveBuffers());
    assertEquals(0, end.liveEvents());
    assertEquals(0, end.allocatedBytes());
    assertEquals(0, end.wrappedBytes());
  }

  @Test
  void closingTwiceDoesNothing() {
    ClQueue queue = session.queue(false);
    ClBuffer buffer = session.allocate(64);
    ClProgram program = session.build("test", Fixture.SOURCE, "");
    ClKernel kernel = program.kernel("plus");
    ClEvent event = queue.write(buffer, 0, Fixture.direct(64), NONE);
    for (int i = 0; i < 2; i++) {
      event.close();
      kernel.close();
      program.close();
      buffer.close();
      queue.close();
    }
    assertEquals(1, session.counters().liveHandles());
    session.close();
    session.close();
    event.close();
    kernel.close();
    program.close();
    buffer.close();
    queue.close();
  }

  @Test
  void useAfterCloseIsRefused() {
    ClQueue queue = session.queue(false);
    ClBuffer buffer = session.allocate(64);
    ClBuffer other = session.allocate(64);
    ClProgram program = session.build("test", Fixture.SOURCE, "");
    ClKernel kernel = program.kernel("plus");
    ClKernel alive = program.kernel("plus");
    ClEvent event = queue.write(buffer, 0, Fixture.direct(64), NONE);
    alive.arg(0, buffer).arg(1, other).argInt(2, 1);
    long calls = session.counters().calls();
    event.close();
    refused(event::await);
    refused(event::profile);
    refused(event::isComplete);
    refused(() -> queue.copy(buffer, 0, other, 0, 64, java.util.List.of(event)));
    kernel.close();
    refused(() -> kernel.argInt(2, 1));
    refused(() -> queue.launch(kernel, size(1), size(1), NONE));
    buffer.close();
    refused(() -> queue.write(buffer, 0, Fixture.direct(4), NONE));
    refused(() -> queue.read(buffer, 0, Fixture.direct(4), NONE));
    refused(() -> queue.fill(buffer, 0, 4, 0, NONE));
    refused(() -> queue.copy(other, 0, buffer, 0, 4, NONE));
    refused(() -> alive.arg(0, buffer));
    alive.argInt(2, 1);
    assertThrows(RuntimeException.class, () -> queue.launch(alive, size(1), size(1), NONE));
    queue.close();
    refused(queue::flush);
    refused(queue::finish);
    refused(() -> queue.write(other, 0, Fixture.direct(4), NONE));
    program.close();
    refused(() -> program.kernel("plus"));
    refused(() -> alive.argInt(2, 1));
    // Only the releases, the queue's finish and the one argument reached the driver.
    assertTrue(session.counters().calls() - calls < 10);
    session.close();
    refused(() -> session.allocate(1));
    refused(() -> session.wrap(Fixture.direct(4)));
    refused(() -> session.queue(false));
    refused(() -> session.build("x", "", ""));
    refused(queue::flush);
    refused(event::await);
  }

  private static void refused(Runnable use) {
    assertThrows(ClosedException.class, use::run);
  }

  @Test
  void sessionClosesWhatIsLeftWhileKernelsRun() {
    ClQueue queue = session.queue(true);
    ClProgram program = session.build("test", Fixture.SOURCE, "");
    ClBuffer in = session.wrap(Fixture.ints(4, 1));
    ClBuffer out = session.allocate(16);
    ClKernel kernel = program.kernel("spin").arg(0, in).arg(1, out).argLong(2, 30_000_000);
    for (int i = 0; i < 3; i++) {
      queue.launch(kernel, size(4), size(1), NONE);
    }
    session.close();
    assertEquals(0, session.counters().liveHandles());
  }

  @Test
  void closingABufferWaitsForTheKernelOnIt() {
    ClQueue queue = session.queue(false);
    ClProgram program = session.build("test", Fixture.SOURCE, "");
    ClKernel kernel = program.kernel("spin");
    ByteBuffer memory = Fixture.ints(2, 1);
    ByteBuffer result = Fixture.direct(8);
    ClBuffer in = session.wrap(memory);
    ClBuffer out = session.wrapWritable(result);
    kernel.arg(0, in).arg(1, out).argLong(2, Fixture.longSpin());
    ClEvent event = queue.launch(kernel, size(2), size(1), NONE);
    assertFalse(event.isComplete());
    event.close();
    kernel.close();
    out.close();
    assertEquals(Fixture.spun(1, Fixture.longSpin()), result.getInt(0));
    in.close();
    assertEquals(0, session.counters().liveBuffers());
    assertEquals(0, session.counters().liveEvents());
    assertEquals(0, session.counters().wrappedBytes());
  }

  @Test
  void closingTheQueueOrProgramWaitsToo() {
    ClQueue queue = session.queue(false);
    ClProgram program = session.build("test", Fixture.SOURCE, "");
    ClKernel kernel = program.kernel("spin");
    ClBuffer in = session.wrap(Fixture.ints(2, 1));
    ClBuffer out = session.allocate(8);
    kernel.arg(0, in).arg(1, out).argLong(2, 30_000_000);
    ClEvent first = queue.launch(kernel, size(2), size(1), NONE);
    program.close();
    assertTrue(first.isComplete());
    refused(() -> queue.launch(kernel, size(2), size(1), NONE));
    ClEvent second = queue.fill(out, 0, 8, 7, NONE);
    queue.close();
    assertTrue(second.isComplete());
    second.await();
    assertTrue(second.profile().nanos() >= 0);
  }

  @Test
  void forgottenEventsOfEndedCommandsDoNotPileUp() {
    ClQueue queue = session.queue(false);
    ClBuffer buffer = session.allocate(64);
    for (int i = 0; i < 1000; i++) {
      queue.fill(buffer, 0, 64, i, NONE).close();
      if (i % 100 == 99) {
        queue.finish();
      }
    }
    queue.finish();
    assertEquals(0, session.counters().liveEvents());
    for (int i = 0; i < 300; i++) {
      queue.fill(buffer, 0, 64, i, NONE).close();
    }
    ByteBuffer back = Fixture.direct(64);
    queue.read(buffer, 0, back, NONE).close();
    assertEquals(299, back.getInt(60));
    assertEquals(0, session.counters().liveEvents());
  }

  @Test
  void objectsOfAnotherSessionAreRefused() {
    try (ClSession other = Fixture.open()) {
      ClQueue queue = session.queue(false);
      ClBuffer foreign = other.allocate(4);
      ClBuffer own = session.allocate(4);
      ClEvent event = other.queue(false).fill(foreign, 0, 4, 0, NONE);
      IllegalArgumentException e =
          assertThrows(IllegalArgumentException.class, () -> queue.fill(foreign, 0, 4, 0, NONE));
      assertEquals("a buffer of another session", e.getMessage());
      assertThrows(
          IllegalArgumentException.class, () -> queue.fill(own, 0, 4, 0, java.util.List.of(event)));
    }
  }
}
