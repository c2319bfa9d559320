package dev.foldcast.cli;

import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.Locale;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import picocli.CommandLine.Help.Ansi;

/** A line on a terminal's stderr while work lasts longer than a second, removed at its end. */
final class Progress {
  private static final String ERASE = "\r\u001b[K";

  private final CountDownLatch ended = new CountDownLatch(1);
  private final Thread thread;

  private Progress(Supplier<String> what, PrintWriter err) {
    thread = new Thread(() -> show(what, err), "progress");
    thread.setDaemon(true);
    thread.start();
  }

  /** Does the work and shows that it goes on, unless nobody would see it. */
  static <T> T during(String what, boolean wanted, PrintWriter err, Supplier<T> work) {
    return during(() -> what, wanted, err, work);
  }

  /** As the other, of work that says anew each time how far it is. */
  static <T> T during(Supplier<String> what, boolean wanted, PrintWriter err, Supplier<T> work) {
    if (!wanted || !isTerminal()) {
      return work.get();
    }
    Progress progress = new Progress(what, err);
    try {
      return work.get();
    } finally {
      progress.end();
    }
  }

  /** Whether stderr is a terminal. */
  private static boolean isTerminal() {
    Path stderr = Path.of("/proc/self/fd/2");
    if (!Files.exists(stderr, LinkOption.NOFOLLOW_LINKS)) {
      return Ansi.AUTO.enabled();
    }
    try {
      String target = Files.readSymbolicLink(stderr).toString();
      return target.startsWith("/dev/pts/") || target.startsWith("/dev/tty");
    } catch (java.io.IOException e) {
      return false;
    }
  }

  private void show(Supplier<String> what, PrintWriter err) {
    long start = System.nanoTime();
    boolean shown = false;
    try {
      for (long wait = 1000; !ended.await(wait, TimeUnit.MILLISECONDS); wait = 500) {
        double seconds = (System.nanoTime() - start) / 1e9;
        err.print(
            ERASE + String.format(Locale.ROOT, "foldcast: %s ... %.0f s", what.get(), seconds));
        err.flush();
        shown = true;
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    if (shown) {
      err.print(ERASE);
      err.flush();
    }
  }

  private void end() {
    ended.countDown();
    try {
      thread.join();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
