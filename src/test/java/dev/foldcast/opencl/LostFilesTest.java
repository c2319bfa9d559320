package dev.foldcast.opencl;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.util.concurrent.Semaphore;
import org.junit.jupiter.api.Test;

/**
 * Java raises SIGSEGV in itself at safepoints, and PoCL's compiler, while it writes a file, answers
 * that signal by removing the file: a build then fails that succeeds when it is tried again.
 */
class LostFilesTest {
  private static final int BUILDS = 6;

  /** Fewer than the tries of one build, so that one of them is left in peace. */
  private static final int SAFEPOINTS_A_BUILD = 10;

  private volatile boolean done;

  @SuppressWarnings("UnusedVariable")
  private volatile long sink;

  @Test
  void buildsSucceedWhateverJavaDoesMeanwhile() throws Exception {
    Semaphore safepoints = new Semaphore(0);
    Thread loop = new Thread(this::loop);
    Thread disturber = new Thread(() -> disturb(safepoints));
    try (ClSession session = Fixture.open()) {
      loop.start();
      disturber.start();
      for (int i = 0; i < BUILDS; i++) {
        safepoints.drainPermits();
        safepoints.release(SAFEPOINTS_A_BUILD);
        // New text each time: the driver keeps what it has built.
        String text = "__kernel void f(__global long* x) { x[0] = %dL; }";
        session.build("f", text.formatted(System.nanoTime()), "").close();
      }
      assertEquals(BUILDS, session.counters().builds());
    } finally {
      done = true;
      safepoints.release();
      loop.join();
      disturber.join();
    }
  }

  /** Compiled code, which a safepoint stops by a signal. */
  private void loop() {
    for (long i = 0; !done; i++) {
      sink = i;
    }
  }

  private void disturb(Semaphore safepoints) {
    ThreadMXBean threads = ManagementFactory.getThreadMXBean();
    while (!done) {
      safepoints.acquireUninterruptibly();
      threads.dumpAllThreads(false, false);
      try {
        Thread.sleep(5);
      } catch (InterruptedException e) {
        return;
      }
    }
  }
}
