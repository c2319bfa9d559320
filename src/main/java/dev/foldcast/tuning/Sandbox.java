package dev.foldcast.tuning;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.foldcast.error.DeviceException;
import dev.foldcast.measure.LeastTime;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Runs configurations in a measuring process ({@link Child}), watches its journal, kills it when a
 * run lasts too long, and starts another one after that or after it died. What it was running then
 * is to blame; what it had not begun is run by the next. For one thread.
 */
final class Sandbox implements Runs, AutoCloseable {
  /** Starting Java and a driver, and preparing a workload. */
  private static final long BEGIN_NANOS = TimeUnit.SECONDS.toNanos(120);

  /** Drivers of GPUs, and some of CPUs, compile for seconds; a kernel that runs so long hangs. */
  private static final long BUILD_NANOS = TimeUnit.SECONDS.toNanos(60);

  /** Processes that die before they run anything, until the device is given up. */
  private static final int MOST_VAIN = 3;

  /** Between looks at the journal. */
  private static final long LOOK_MILLIS = 1;

  private final ChildCommand command;
  private final Path file;
  private final Journal journal;
  private final Journal.Tail tail;
  private @Nullable Process process;
  private @Nullable ObjectNode workload;
  private LeastTime limits = new LeastTime(0, 0, 0);
  private int restarts;
  private int seenRestarts;

  /**
   * A sandbox.
   *
   * @param file the journal, which may have events already
   */
  Sandbox(ChildCommand command, Path file) {
    this.command = command;
    this.file = file;
    journal = new Journal(file);
    tail = new Journal.Tail(file);
  }

  @Override
  public void note(ObjectNode event) {
    journal.add(event);
  }

  /** Processes that were started because one had died or was killed. */
  int restarts() {
    return restarts;
  }

  /** Whether a process was lost since the last time that this was asked. */
  boolean hasLost() {
    boolean lost = restarts > seenRestarts;
    seenRestarts = restarts;
    return lost;
  }

  @Override
  public void begin(Trial trial) {
    workload = trial.json().put("do", "begin");
    if (process == null || !process.isAlive()) {
      start();
    } else if (!send(workload, BEGIN_NANOS).isEmpty()) {
      start();
    }
  }

  /** Measures what the device's memory can do at most; all 0 if that fails. */
  LeastTime limits() {
    if (process == null) {
      start();
    }
    limits = new LeastTime(0, 0, 0);
    send(Journal.event("limits").put("do", "limits"), BEGIN_NANOS);
    return limits;
  }

  @Override
  public List<Ran> verify(List<Wanted> runs, long limitNanos) {
    return all("verify", runs, limitNanos);
  }

  @Override
  public List<Ran> time(List<Wanted> runs, long limitNanos) {
    return all("time", runs, limitNanos);
  }

  private List<Ran> all(String verb, List<Wanted> runs, long limitNanos) {
    List<Ran> results = new ArrayList<>();
    Deque<Wanted> left = new ArrayDeque<>(runs);
    int vain = 0;
    while (!left.isEmpty()) {
      if (process == null) {
        start();
      }
      List<Ran> some = send(order(verb, left), limitNanos);
      some.stream().filter(ran -> ran.candidate() >= 0).forEach(results::add);
      some.forEach(ran -> left.removeIf(wanted -> wanted.candidate() == ran.candidate()));
      vain = some.stream().allMatch(ran -> ran.candidate() < 0) ? vain + 1 : 0;
      if (vain == MOST_VAIN) {
        throw broken("measuring processes end before they run anything");
      }
    }
    return results;
  }

  private static ObjectNode order(String verb, Iterable<Wanted> runs) {
    ObjectNode order = Journal.event(verb).put("do", verb);
    ArrayNode list = order.putArray("runs");
    for (Wanted run : runs) {
      list.addObject()
          .put("c", run.candidate())
          .set("configuration", ConfigurationJson.of(run.configuration()));
    }
    return order;
  }

  private void start() {
    stop();
    process = command.start(file);
    ObjectNode wanted = workload;
    if (wanted != null && !send(wanted, BEGIN_NANOS).isEmpty()) {
      throw broken("the measuring process cannot prepare " + wanted);
    }
  }

  private static DeviceException broken(String what) {
    return new DeviceException(what, "", 0, "", null);
  }

  /**
   * Sends a command and waits until it is done, or the process is. Preparing a workload has no
   * runs: one is made up if it fails.
   */
  private List<Ran> send(ObjectNode order, long limitNanos) {
    Process child = process;
    List<Ran> results = new ArrayList<>();
    if (child == null || !write(child, order)) {
      restarts++;
      process = null;
      return List.of(died(-1, "could not be told"));
    }
    int running = -1;
    boolean builds = false;
    long since = System.nanoTime();
    while (true) {
      boolean alive = child.isAlive();
      for (JsonNode event : tail.poll()) {
        if (event.path("process").asLong() != child.pid()) {
          continue;
        }
        since = System.nanoTime();
        switch (event.path("event").asText()) {
          case "ready" -> {
            return results;
          }
          case "run" -> {
            running = event.path("c").asInt();
            builds = true;
          }
          case "built" -> builds = false;
          case "ran", "failed" -> {
            results.add(Ran.read(event));
            running = -1;
          }
          case "limits" ->
              limits =
                  new LeastTime(
                      event.path("read").asDouble(),
                      event.path("copy").asDouble(),
                      event.path("fill").asDouble());
          case "broken" -> throw broken(event.path("what").asText());
          default -> {}
        }
      }
      if (!alive) {
        results.add(died(running, "died with exit code " + child.exitValue()));
        lost();
        return results;
      }
      long limit =
          running < 0 ? BEGIN_NANOS : builds ? Math.max(BUILD_NANOS, limitNanos) : limitNanos;
      if (System.nanoTime() - since > limit) {
        kill(child);
        results.add(endless(running, limit));
        lost();
        return results;
      }
      pause();
    }
  }

  private void lost() {
    process = null;
    restarts++;
  }

  private static boolean write(Process child, ObjectNode order) {
    try {
      OutputStream out = child.getOutputStream();
      out.write((order + "\n").getBytes(UTF_8));
      out.flush();
      return true;
    } catch (IOException e) {
      return false;
    }
  }

  private Ran died(int candidate, String what) {
    Ran ran = new Ran(candidate, 0, Rejected.Kind.RUNTIME, "the measuring process " + what);
    return noted(ran);
  }

  private Ran endless(int candidate, long limitNanos) {
    String what = String.format(Locale.ROOT, "did not end within %.1f s", limitNanos / 1e9);
    return noted(new Ran(candidate, 0, Rejected.Kind.TIMEOUT, what));
  }

  /** The child can no longer say it. */
  private Ran noted(Ran ran) {
    Rejected.Kind kind = ran.failure() == null ? Rejected.Kind.RUNTIME : ran.failure();
    journal.add(
        Journal.event("failed")
            .put("process", process == null ? 0 : process.pid())
            .put("c", ran.candidate())
            .put("invalidity", kind.key())
            .put("what", ran.what()));
    return ran;
  }

  private static void pause() {
    try {
      Thread.sleep(LOOK_MILLIS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted while measuring", e);
    }
  }

  private static void kill(Process child) {
    child.destroyForcibly();
    try {
      child.waitFor(10, TimeUnit.SECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** Ends the process; the next order starts another one. */
  void stop() {
    if (process != null) {
      kill(process);
      process = null;
    }
  }

  @Override
  public void close() {
    stop();
    tail.close();
    journal.close();
  }
}
