package dev.foldcast.opencl;

import static dev.foldcast.opencl.Fixture.NONE;
import static dev.foldcast.opencl.Fixture.size;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.foldcast.error.DeviceException;
import dev.foldcast.error.MemoryException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class LaunchTest {
  private final ClSession session = Fixture.open();
  private final ClQueue queue = session.queue(false);

  @AfterEach
  void nothingIsLeft() {
    session.close();
    assertEquals(0, session.counters().liveHandles());
  }

  @Test
  void everyKindOfArgumentArrives() {
    ClProgram program = session.build("test", Fixture.SOURCE, "");
    assertTrue(program.buildNanos() > 0);
    ClBuffer out = session.allocate(16);
    ByteBuffer struct = Fixture.direct(24).position(8);
    struct.putLong(8, 3).putInt(16, 4).putInt(20, 5);
    try (ClKernel kernel = program.kernel("kinds")) {
      kernel.arg(0, out).argInt(1, 1).argLong(2, 2).argBytes(3, struct).argLocal(4, 32);
      queue.launch(kernel, size(16), size(8), NONE);
    }
    ByteBuffer back = Fixture.direct(16);
    queue.read(out, 0, back, NONE);
    assertEquals(54321, back.getLong(0));
    assertEquals(54321, back.getLong(8));
    assertEquals(1, session.counters().launches());
    assertEquals(1, session.counters().builds());
  }

  @Test
  void launchesThatADriverMustNotSeeAreRefused() {
    ClProgram program = session.build("test", Fixture.SOURCE, "");
    ClBuffer buffer = session.allocate(1 << 16);
    ClKernel kernel = program.kernel("plus");
    assertThrows(IllegalStateException.class, () -> queue.launch(kernel, size(1), size(1), NONE));
    kernel.arg(0, buffer).arg(1, buffer).argInt(2, 0);
    long limit = kernel.maxWorkGroupSize();
    long calls = session.counters().calls();
    refused(kernel, size(0), size(1));
    refused(kernel, size(1), size(0));
    refused(kernel, size(-4), size(4));
    refused(kernel, size(10), size(4));
    refused(kernel, size(limit * 2), size(limit * 2));
    refused(kernel, new long[] {limit, 2}, new long[] {limit, 2});
    refused(kernel, new long[] {1L << 32, 1L << 32, 2}, new long[] {1L << 32, 1L << 32, 2});
    refused(kernel, new long[0], new long[0]);
    refused(kernel, new long[4], new long[4]);
    refused(kernel, size(4), new long[] {2, 2});
    assertThrows(IndexOutOfBoundsException.class, () -> kernel.argInt(3, 0));
    assertThrows(IndexOutOfBoundsException.class, () -> kernel.argInt(-1, 0));
    assertThrows(IllegalArgumentException.class, () -> kernel.argLocal(2, 0));
    assertEquals(calls, session.counters().calls());
  }

  private void refused(ClKernel kernel, long[] global, long[] local) {
    IllegalArgumentException e =
        assertThrows(
            IllegalArgumentException.class, () -> queue.launch(kernel, global, local, NONE));
    assertTrue(String.valueOf(e.getMessage()).contains("kernel plus, global"), e.getMessage());
  }

  @Test
  void tooMuchLocalMemoryIsAMemoryError() {
    ClProgram program = session.build("test", Fixture.SOURCE, "");
    ClKernel kernel = program.kernel("kinds").arg(0, session.allocate(8)).argInt(1, 1);
    kernel.argLong(2, 1).argBytes(3, Fixture.direct(16));
    long limit = session.device().info().localMemoryBytes();
    kernel.argLocal(4, limit + 1);
    MemoryException e =
        assertThrows(MemoryException.class, () -> queue.launch(kernel, size(1), size(1), NONE));
    assertEquals(limit + 1, e.neededBytes());
    assertEquals(limit, e.limitBytes());
  }

  @Test
  void aKernelHasOneHolderAndGoesBackToThePool() {
    ClProgram program = session.build("test", Fixture.SOURCE, "");
    ClKernel first = program.kernel("plus");
    ClKernel second = program.kernel("plus");
    assertNotSame(first, second);
    long live = session.counters().liveHandles();
    first.close();
    first.close();
    try (ClKernel again = program.kernel("plus")) {
      assertEquals(live, session.counters().liveHandles());
      // Arguments of an earlier holder do not count.
      assertThrows(IllegalStateException.class, () -> queue.launch(again, size(1), size(1), NONE));
    }
    DeviceException e = assertThrows(DeviceException.class, () -> program.kernel("missing"));
    assertEquals("clCreateKernel", e.call());
    assertTrue(String.valueOf(e.getMessage()).contains("kernel missing of program test"));
  }

  @Test
  void buildFailureQuotesTheLog() {
    long live = session.counters().liveHandles();
    DeviceException e =
        assertThrows(
            DeviceException.class,
            () -> session.build("broken", "kernel void f() { undeclared = 1; }", "-DX=1"));
    String message = String.valueOf(e.getMessage());
    assertEquals("clBuildProgram", e.call());
    assertEquals(session.device().info().name(), e.device());
    assertTrue(e.status() < 0);
    assertTrue(message.contains("program broken, -DX=1: "), message);
    assertTrue(message.contains("undeclared"), message);
    assertEquals(1, message.lines().count());
    assertTrue(String.valueOf(e.getCause()).contains("undeclared"));
    assertEquals(live, session.counters().liveHandles());
    assertEquals(1, session.counters().builds());
  }

  @Test
  void chainsOfEventsOrderAnOutOfOrderQueue() {
    ClQueue overtaking = session.queue(true);
    ClProgram program = session.build("test", Fixture.SOURCE, "");
    ClBuffer a = session.allocate(4096);
    ClBuffer b = session.allocate(4096);
    List<ClEvent> events = new ArrayList<>();
    events.add(overtaking.fill(a, 0, 4096, 0, NONE));
    for (int i = 0; i < 100; i++) {
      try (ClKernel kernel = program.kernel("plus")) {
        kernel.arg(0, i % 2 == 0 ? a : b).arg(1, i % 2 == 0 ? b : a).argInt(2, 1);
        List<ClEvent> waits = List.of(events.get(events.size() - 1));
        ClQueue target = i % 3 == 0 ? queue : overtaking;
        events.add(target.launch(kernel, size(1024), size(64), waits));
      }
    }
    ByteBuffer back = Fixture.direct(4096);
    ClEvent last = events.get(events.size() - 1);
    overtaking.read(a, 0, back, List.of(last)).close();
    assertEquals(100, back.getInt(0));
    assertEquals(100, back.getInt(4092));
    events.forEach(ClEvent::close);
    // The read's success proves that the whole chain ended.
    assertEquals(0, session.counters().liveEvents());
  }

  @Test
  void eventsTellTheirTimesInOrder() {
    ClProgram program = session.build("test", Fixture.SOURCE, "");
    ClBuffer in = session.wrap(Fixture.ints(2, 1));
    ClBuffer out = session.allocate(8);
    try (ClKernel kernel = program.kernel("spin").arg(0, in).arg(1, out).argLong(2, 10_000_000);
        ClEvent event = queue.launch(kernel, size(2), size(1), NONE)) {
      assertEquals("spin", event.label());
      event.await();
      assertTrue(event.isComplete());
      ClEvent.Profile profile = event.profile();
      assertTrue(profile.queued() <= profile.started(), profile.toString());
      assertTrue(profile.nanos() > 1_000_000, profile.toString());
    }
  }
}
