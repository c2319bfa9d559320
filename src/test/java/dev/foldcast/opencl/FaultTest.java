package dev.foldcast.opencl;

import static dev.foldcast.opencl.Fixture.NONE;
import static dev.foldcast.opencl.Fixture.size;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.foldcast.error.DeviceException;
import dev.foldcast.error.FoldcastException;
import dev.foldcast.error.MemoryException;
import dev.foldcast.error.NoDeviceException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Every OpenCL call of a small job made to fail in turn. */
class FaultTest {
  private static final int OUT_OF_RESOURCES = -5;

  private final ClDevice device = Fixture.device();

  /** Fails the calls numbered {@code from .. to}, from 1. */
  private static final class Saboteur implements ClHook {
    private final int from;
    private final int to;
    private final int status;
    private final List<String> seen = new ArrayList<>();

    Saboteur(int from, int to, int status) {
      this.from = from;
      this.to = to;
      this.status = status;
    }

    @Override
    public synchronized int before(String call) {
      seen.add(call);
      return seen.size() >= from && seen.size() <= to ? status : 0;
    }

    synchronized List<String> seen() {
      return List.copyOf(seen);
    }
  }

  /** Two queues, wrapped and allocated buffers, every command; out = in + 1, twice. */
  private static void job(ClSession session) {
    ClQueue upload = session.queue(false);
    ClQueue compute = session.queue(true);
    ClProgram program = session.build("test", Fixture.SOURCE, "");
    try (ClBuffer in = session.wrap(Fixture.ints(256, 7));
        ClBuffer a = session.allocate(1024);
        ClBuffer b = session.allocate(1024);
        ClKernel kernel = program.kernel("plus")) {
      ClEvent filled = upload.fill(a, 0, 1024, 0, NONE);
      ClEvent written = upload.write(b, 0, Fixture.ints(256, 0), List.of(filled));
      ClEvent copied = compute.copy(in, 0, a, 0, 1024, List.of(filled, written));
      compute.flush();
      copied.await();
      kernel.arg(0, a).arg(1, b).argInt(2, 1);
      ClEvent first = compute.launch(kernel, size(256), size(64), List.of(copied));
      kernel.arg(0, b).arg(1, a);
      ClEvent second = compute.launch(kernel, size(256), size(64), List.of(first));
      ByteBuffer back = Fixture.direct(1024);
      compute.read(a, 0, back, List.of(second)).close();
      assertEquals(7 + 255 + 2, back.getInt(1020));
      first.isComplete();
      first.profile();
      first.close();
      upload.finish();
      // Left to the closings: a command still running, events never closed.
      upload.fill(b, 0, 1024, 1, NONE);
    }
    program.close();
    upload.close();
  }

  /** Runs the job; what it threw, from the job or else from the close, or null. */
  private @Nullable FoldcastException run(ClHook hook) {
    ClSession session;
    try {
      session = ClSession.open(device, hook);
    } catch (FoldcastException e) {
      return e;
    }
    FoldcastException thrown = null;
    try {
      job(session);
    } catch (FoldcastException e) {
      thrown = e;
    }
    try {
      session.close();
    } catch (FoldcastException e) {
      thrown = thrown == null ? e : thrown;
    }
    session.close();
    ClCounters end = session.counters();
    assertEquals(0, end.liveHandles());
    assertEquals(0, end.allocatedBytes() + end.wrappedBytes());
    return thrown;
  }

  @ParameterizedTest
  @ValueSource(ints = {OUT_OF_RESOURCES, -4})
  void eachCallThatFailsIsReportedAndNothingLeaks(int status) {
    Saboteur none = new Saboteur(0, 0, 0);
    assertEquals(null, run(none));
    List<String> calls = none.seen();
    assertTrue(calls.size() > 50, calls.toString());
    for (int k = 1; k <= calls.size(); k++) {
      Saboteur saboteur = new Saboteur(k, k, status);
      FoldcastException e = run(saboteur);
      String call = saboteur.seen().get(k - 1);
      if (e == null) {
        // Asked again in another way, or only asked to save a wait.
        assertTrue(Set.of("clGetEventInfo").contains(call), call + " failed unnoticed");
        continue;
      }
      String message = String.valueOf(e.getMessage());
      assertTrue(message.contains(call + ": "), call + " gave " + message);
      assertTrue(message.contains(device.info().quoted()), message);
      assertTrue(message.contains(Status.text(status)), message);
      assertEquals(1, message.lines().count());
      if (e instanceof DeviceException d) {
        assertEquals(call, d.call());
        assertEquals(status, d.status());
        assertEquals(device.info().name(), d.device());
      } else {
        assertTrue(e instanceof MemoryException, message);
        assertEquals(-4, status, message);
      }
    }
  }

  @Test
  void aDeviceThatDiesForGoodDoesNotHangTheClose() {
    Saboteur none = new Saboteur(0, 0, 0);
    run(none);
    for (int k = 1; k <= none.seen().size(); k++) {
      FoldcastException e = run(new Saboteur(k, Integer.MAX_VALUE, OUT_OF_RESOURCES));
      assertTrue(e instanceof DeviceException, "from call " + k);
    }
  }

  @Test
  void eachQueryOfTheListingThatFailsIsANoDeviceError() {
    Saboteur none = new Saboteur(0, 0, 0);
    ClDevices.Listing listing = ClDevices.list(none);
    int reported = 0;
    for (int k = 1; k <= none.seen().size(); k++) {
      Saboteur saboteur = new Saboteur(k, k, OUT_OF_RESOURCES);
      try {
        ClDevices.Listing partial = ClDevices.list(saboteur);
        // An optional query, or another driver stood in: then with a note.
        boolean all = partial.devices().size() == listing.devices().size();
        assertTrue(all || !partial.notes().isEmpty());
      } catch (NoDeviceException e) {
        String message = String.valueOf(e.getMessage());
        assertTrue(message.contains("CL_OUT_OF_RESOURCES"), message);
        assertTrue(message.contains(saboteur.seen().get(k - 1)), message);
        assertTrue(message.contains("opencl/setup.sh"), message);
        assertTrue(e.getCause() instanceof DeviceException);
        reported++;
      }
    }
    assertTrue(reported >= none.seen().size() / 2 || listing.devices().size() > 1);
  }

  @Test
  void missingDriverMissingDeviceAndFailingDriverAreToldApart() {
    listingSays("clGetPlatformIDs", -1001, "no OpenCL driver (ICD) could be loaded from ");
    listingSays("clGetPlatformIDs", -6, "the OpenCL loader fails: clGetPlatformIDs: ");
    listingSays("clGetDeviceIDs", -1, "offers no device");
    listingSays("clGetDeviceIDs", -30, " fails: clGetDeviceIDs: CL_INVALID_VALUE (-30)");
  }

  private static void listingSays(String call, int status, String facts) {
    NoDeviceException e =
        assertThrows(
            NoDeviceException.class, () -> ClDevices.list(c -> c.equals(call) ? status : 0));
    String message = String.valueOf(e.getMessage());
    assertTrue(message.contains(facts), message);
    assertTrue(message.contains("run opencl/setup.sh"), message);
  }

  @Test
  void statusesOfMemoryAreMemoryErrorsWithTheBytes() {
    for (int status : new int[] {-4, -6, -61}) {
      ClHook hook = call -> call.equals("clCreateBuffer") ? status : 0;
      try (ClSession session = ClSession.open(device, hook)) {
        MemoryException e = assertThrows(MemoryException.class, () -> session.allocate(4096));
        assertEquals(4096, e.neededBytes());
        long limit =
            status == -61 ? device.info().maxAllocationBytes() : device.info().globalMemoryBytes();
        assertEquals(limit, e.limitBytes());
      }
    }
    DeviceException e =
        assertThrows(DeviceException.class, () -> ClSession.open(device, call -> -100_000));
    assertTrue(String.valueOf(e.getMessage()).endsWith("no such function; update the driver"));
  }

  @Test
  void aFailedWaitSaysWhatItWaitedFor() {
    ClHook hook = call -> call.equals("clEnqueueNDRangeKernel") ? -14 : 0;
    try (ClSession session = ClSession.open(device, hook)) {
      ClQueue queue = session.queue(false);
      ClBuffer buffer = session.allocate(4);
      ClKernel kernel = session.build("test", Fixture.SOURCE, "").kernel("plus");
      kernel.arg(0, buffer).arg(1, buffer).argInt(2, 0);
      List<ClEvent> waits = List.of(queue.fill(buffer, 0, 4, 0, NONE));
      DeviceException e =
          assertThrows(DeviceException.class, () -> queue.launch(kernel, size(1), size(1), waits));
      assertTrue(
          String.valueOf(e.getMessage())
              .contains("(plus, global [1], local [1], after fill 4 B); a command that it waits"),
          e.getMessage());
    }
  }

  /** OpenCL lets a blocking write return before the buffer has the data; PoCL never does. */
  @Test
  void aWriteIsAwaited() {
    ClHook hook = call -> call.equals("clWaitForEvents") ? -14 : 0;
    ClSession session = ClSession.open(device, hook);
    ClQueue queue = session.queue(true);
    ClBuffer buffer = session.allocate(4);
    DeviceException e =
        assertThrows(DeviceException.class, () -> queue.write(buffer, 0, Fixture.direct(4), NONE));
    assertTrue(String.valueOf(e.getMessage()).contains("write 4 B"), e.getMessage());
    session.close();
    assertEquals(0, session.counters().liveHandles());
  }

  @Test
  void anEventWaitedForFromAnotherQueueIsPrecededByItsFlush() {
    Saboteur watcher = new Saboteur(0, 0, 0);
    try (ClSession session = ClSession.open(device, watcher)) {
      ClQueue one = session.queue(false);
      ClQueue two = session.queue(false);
      ClBuffer buffer = session.allocate(8);
      ClEvent event = one.fill(buffer, 0, 4, 0, NONE);
      ClEvent same = one.fill(buffer, 0, 4, 0, List.of(event));
      assertTrue(!watcher.seen().contains("clFlush"));
      two.fill(buffer, 4, 4, 0, List.of(event, same));
      List<String> seen = watcher.seen();
      assertEquals(
          List.of("clFlush", "clEnqueueFillBuffer"), seen.subList(seen.size() - 2, seen.size()));
      event.await();
      long calls = session.counters().calls();
      event.await();
      assertTrue(event.isComplete());
      two.fill(buffer, 4, 4, 0, List.of(event));
      assertEquals(calls + 1, session.counters().calls(), "a known end needs no question");
    }
  }

  @Test
  void aSessionClosedFromInsideACallSaysSo() {
    ClSession[] session = new ClSession[1];
    ClHook hook =
        call -> {
          if (call.equals("clCreateBuffer")) {
            session[0].close();
          }
          return 0;
        };
    session[0] = ClSession.open(device, hook);
    IllegalStateException e =
        assertThrows(IllegalStateException.class, () -> session[0].allocate(4));
    assertTrue(String.valueOf(e.getMessage()).contains("from inside one of its own calls"));
    session[0].close();
    assertEquals(0, session[0].counters().liveHandles());
  }
}
