package dev.foldcast.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Runs a command in a process of its own with cold kernels, and watches its memory. */
final class MemoryUse {
  private static final Pattern OURS = Pattern.compile("Rss(?:Anon|Shmem):\\s+(\\d+) kB");

  private MemoryUse() {}

  /** What to do with the standard output while the process runs. */
  interface Reader {
    void read(InputStream stdout) throws IOException;
  }

  /**
   * Runs a command.
   *
   * @param cache a folder for the driver's kernels, empty
   * @return most bytes of RssAnon and RssShmem together that were seen
   */
  static long peak(Path cache, Reader reader, String... args) throws Exception {
    List<String> words = new ArrayList<>(List.of(args));
    ProcessBuilder builder =
        ProcessTest.foldcast(List.of("-XX:+UseSerialGC"), words.toArray(new String[0]));
    builder.environment().put("POCL_CACHE_DIR", cache.toString());
    Path err = Files.createTempFile("foldcast", ".err");
    Process process = builder.redirectError(err.toFile()).start();
    AtomicLong peak = new AtomicLong();
    Thread watch = new Thread(() -> watch(process, peak), "memory");
    watch.start();
    reader.read(process.getInputStream());
    assertEquals(0, process.waitFor(), () -> text(err));
    watch.join();
    Files.delete(err);
    return peak.get();
  }

  private static void watch(Process process, AtomicLong peak) {
    Path status = Path.of("/proc", Long.toString(process.pid()), "status");
    while (process.isAlive()) {
      try {
        long bytes = 0;
        Matcher line = OURS.matcher(Files.readString(status));
        while (line.find()) {
          bytes += Long.parseLong(line.group(1)) << 10;
        }
        peak.accumulateAndGet(bytes, Math::max);
        Thread.sleep(5);
      } catch (IOException e) {
        return; // it has ended
      } catch (InterruptedException e) {
        return;
      }
    }
  }

  private static String text(Path file) {
    try {
      return Files.readString(file);
    } catch (IOException e) {
      return e.toString();
    }
  }
}
