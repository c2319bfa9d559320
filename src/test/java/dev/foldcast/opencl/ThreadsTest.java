package dev.foldcast.opencl;

import static dev.foldcast.opencl.Fixture.NONE;
import static dev.foldcast.opencl.Fixture.size;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.foldcast.error.ClosedException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(1800) // against hangs alone
class ThreadsTest {
  private final ExecutorService threads = Executors.newFixedThreadPool(4);

  @AfterEach
  void stop() throws InterruptedException {
    threads.shutdownNow();
    assertEquals(true, threads.awaitTermination(20, TimeUnit.MINUTES));
  }

  private void inFourThreads(Callable<Integer> work)
      throws InterruptedException, ExecutionException {
    List<Future<Integer>> futures = new ArrayList<>();
    for (int t = 0; t < 4; t++) {
      futures.add(threads.submit(work));
    }
    for (Future<Integer> future : futures) {
      future.get();
    }
  }

  /** in + add by a kernel of the pool, read back and checked. */
  private static void once(ClSession session, ClQueue queue, ClProgram program, int add) {
    ByteBuffer back = Fixture.direct(4096);
    try (ClBuffer in = session.wrap(Fixture.ints(1024, add));
        ClBuffer out = session.allocate(4096);
        ClKernel kernel = program.kernel("plus")) {
      kernel.arg(0, in).arg(1, out).argInt(2, add);
      try (ClEvent done = queue.launch(kernel, size(1024), size(64), NONE)) {
        queue.read(out, 0, back, List.of(done)).close();
      }
    }
    assertEquals(2 * add, back.getInt(0));
    assertEquals(2 * add + 1023, back.getInt(4092));
  }

  @Test
  void fourThreadsShareOneProgramAndOneQueue() throws Exception {
    try (ClSession session = Fixture.open()) {
      ClProgram program = session.build("test", Fixture.SOURCE, "");
      for (boolean outOfOrder : new boolean[] {false, true}) {
        ClQueue queue = session.queue(outOfOrder);
        AtomicInteger number = new AtomicInteger();
        inFourThreads(
            () -> {
              for (int i = 0; i < 200; i++) {
                once(session, queue, program, number.incrementAndGet());
              }
              return 0;
            });
        queue.close();
        assertEquals(0, session.counters().liveEvents());
        assertEquals(0, session.counters().liveBuffers());
      }
      assertEquals(1600, session.counters().launches());
    }
  }

  @Test
  void fourThreadsOnOneKernelDoNotCrash() throws Exception {
    try (ClSession session = Fixture.open();
        ClQueue queue = session.queue(false);
        ClProgram program = session.build("test", Fixture.SOURCE, "");
        ClKernel kernel = program.kernel("plus")) {
      ClBuffer in = session.wrap(Fixture.ints(64, 0));
      ClBuffer out = session.allocate(256);
      inFourThreads(
          () -> {
            for (int i = 0; i < 200; i++) {
              kernel.arg(0, in).arg(1, out).argInt(2, 1);
              queue.launch(kernel, size(64), size(64), NONE).close();
            }
            return 0;
          });
      ByteBuffer back = Fixture.direct(256);
      queue.read(out, 0, back, NONE);
      assertEquals(64, back.getInt(252));
    }
  }

  @Test
  void closingTheSessionUnderFourThreadsEndsThemAll() throws Exception {
    for (int round = 0; round < 5; round++) {
      ClSession session = Fixture.open();
      ClProgram program = session.build("test", Fixture.SOURCE, "");
      AtomicInteger rounds = new AtomicInteger();
      List<Future<Integer>> futures = new ArrayList<>();
      for (int t = 0; t < 4; t++) {
        ClQueue queue = session.queue(t % 2 == 0);
        futures.add(
            threads.submit(
                () -> {
                  while (true) {
                    once(session, queue, program, rounds.incrementAndGet());
                  }
                }));
      }
      while (rounds.get() < 40) {
        Thread.onSpinWait();
      }
      session.close();
      assertEquals(0, session.counters().liveHandles());
      assertEquals(0, session.counters().wrappedBytes());
      for (Future<Integer> future : futures) {
        ExecutionException e = assertThrows(ExecutionException.class, future::get);
        assertInstanceOf(ClosedException.class, e.getCause());
      }
    }
  }

  @Test
  void closingObjectsUnderOtherThreadsIsSafe() throws Exception {
    try (ClSession session = Fixture.open()) {
      for (int round = 0; round < 30; round++) {
        ClProgram program = session.build("test", Fixture.SOURCE, "");
        ClQueue queue = session.queue(round % 2 == 0);
        ClBuffer in = session.wrap(Fixture.ints(64, 0));
        ClBuffer out = session.allocate(256);
        AtomicInteger launched = new AtomicInteger();
        List<Future<Integer>> futures = new ArrayList<>();
        for (int t = 0; t < 3; t++) {
          futures.add(
              threads.submit(
                  () -> {
                    while (true) {
                      try (ClKernel kernel = program.kernel("plus")) {
                        kernel.arg(0, in).arg(1, out).argInt(2, 1);
                        queue.launch(kernel, size(64), size(64), NONE).close();
                        queue.read(out, 0, Fixture.direct(256), NONE).close();
                      }
                      launched.incrementAndGet();
                    }
                  }));
        }
        while (launched.get() < 10) {
          Thread.onSpinWait();
        }
        switch (round % 4) {
          case 0 -> in.close();
          case 1 -> out.close();
          case 2 -> queue.close();
          default -> program.close();
        }
        for (Future<Integer> future : futures) {
          ExecutionException e = assertThrows(ExecutionException.class, future::get);
          assertInstanceOf(ClosedException.class, e.getCause());
        }
        in.close();
        out.close();
        queue.close();
        program.close();
        assertEquals(1, session.counters().liveHandles());
      }
    }
  }

  @Test
  void anInterruptedThreadStillClosesEverything() {
    ClSession session = Fixture.open();
    ClQueue queue = session.queue(false);
    ClProgram program = session.build("test", Fixture.SOURCE, "");
    ClBuffer in = session.wrap(Fixture.ints(2, 1));
    ClBuffer out = session.allocate(8);
    ClKernel kernel = program.kernel("spin").arg(0, in).arg(1, out).argLong(2, 10_000_000);
    queue.launch(kernel, size(2), size(1), NONE);
    Thread.currentThread().interrupt();
    in.close();
    session.close();
    assertEquals(true, Thread.interrupted());
    assertEquals(0, session.counters().liveHandles());
  }
}
