package dev.foldcast.opencl;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;

import dev.foldcast.ChildJvm;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Semaphore;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Java raises SIGSEGV in itself at safepoints, in every thread that computes, and PoCL's compiler
 * answers that signal while it writes a file: the first one removes the file, so that a build fails
 * that succeeds when it is tried again; a second one, in another thread, ends the process. Java's
 * libjsig, preloaded, keeps the compiler's answer away from Java's signals.
 */
class LostFilesTest {
  @TempDir private Path folder = Path.of("");

  @Test
  void buildsSucceedWhateverJavaDoesMeanwhile() throws Exception {
    List<String> lines = child("", 1);
    // The driver itself writes a line to stderr for each file that it lost.
    assertEquals("built 6", lines.get(lines.size() - 1), lines.toString());
    assertNotEquals(1, lines.size(), "nothing was disturbed");
  }

  @Test
  void withLibjsigNoFileIsLostAndManyThreadsMayCompute() throws Exception {
    Path jsig = Path.of(System.getProperty("java.home"), "lib", "libjsig.so");
    assertEquals(List.of("built 6"), child(jsig.toString(), 4));
  }

  private List<String> child(String preload, int threads) throws Exception {
    Map<String, String> environment = Map.of("LD_PRELOAD", preload);
    return ChildJvm.run(folder, environment, Disturbed.class, Integer.toString(threads));
  }

  /** Builds programs while so many threads compute and meet at safepoints. */
  static final class Disturbed {
    private static final int BUILDS = 6;

    /** Fewer than the tries of one build, so that one of them is left in peace. */
    private static final int SAFEPOINTS_A_BUILD = 10;

    private static volatile boolean done;

    @SuppressWarnings("UnusedVariable")
    private static volatile long sink;

    private Disturbed() {}

    public static void main(String[] args) throws InterruptedException {
      Semaphore safepoints = new Semaphore(0);
      List<Thread> threads =
          Stream.concat(
                  Stream.of(new Thread(() -> disturb(safepoints))),
                  Stream.generate(() -> new Thread(Disturbed::loop))
                      .limit(Integer.parseInt(args[0])))
              .toList();
      try (ClSession session = Fixture.open()) {
        threads.forEach(Thread::start);
        for (int i = 0; i < BUILDS; i++) {
          safepoints.drainPermits();
          safepoints.release(SAFEPOINTS_A_BUILD);
          // New text each time: the driver keeps what it has built.
          String text = "__kernel void f(__global long* x) { x[0] = " + System.nanoTime() + "L; }";
          session.build("f", text, "").close();
        }
        System.out.println("built " + session.counters().builds());
      } finally {
        done = true;
        safepoints.release();
        for (Thread thread : threads) {
          thread.join();
        }
      }
    }

    /** Compiled code, which a safepoint stops by a signal. */
    private static void loop() {
      for (long i = 0; !done; i++) {
        sink = i;
      }
    }

    private static void disturb(Semaphore safepoints) {
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
}
