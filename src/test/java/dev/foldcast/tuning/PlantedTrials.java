package dev.foldcast.tuning;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.foldcast.measure.LeastTime;
import dev.foldcast.opencl.ClBuffer;
import dev.foldcast.opencl.ClDevices;
import dev.foldcast.opencl.ClEvent;
import dev.foldcast.opencl.ClKernel;
import dev.foldcast.opencl.ClProgram;
import dev.foldcast.opencl.ClQueue;
import dev.foldcast.opencl.ClSession;
import dev.foldcast.plan.Configuration;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;

/**
 * Runs kernel {@code k} of a test's file in one work-group, and adds faults of its own: at size 5
 * the process is killed during the run, at 6 the program does not compile, at 7 the process ends,
 * at 9 compiling takes more than 6 s. In a process of its own.
 */
final class PlantedTrials implements Trials {
  private static final int MOST = 4100;

  private final ClSession session =
      ClSession.open(ClDevices.choose(null, System.getenv("FOLDCAST_DEVICE")).device());
  private final ClQueue queue = session.queue(false);
  private final ClBuffer x = session.allocate(4 * MOST);
  private final ClBuffer sum = session.allocate(4);
  private final ByteBuffer numbers =
      ByteBuffer.allocateDirect(4 * MOST).order(ByteOrder.nativeOrder());
  private String source = "";

  public static void main(String[] args) {
    Child.serve(Path.of(args[0]), System.in, PlantedTrials::new);
  }

  @Override
  public void begin(Trial trial) {
    try (InputStream in = PlantedTrials.class.getResourceAsStream("/tuning/" + trial.workload())) {
      source = new String(in.readAllBytes(), UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    for (int i = 0; i < MOST; i++) {
      numbers.putFloat(4 * i, 1 + i % 7);
    }
    queue.write(x, 0, numbers, List.of()).close();
  }

  @Override
  public void build(Configuration configuration) {
    if (configuration.workGroup() == 9) {
      sleep(6000);
      run(configuration, 1); // drivers compile for a work-group size when they first launch it
    }
  }

  private static void sleep(long millis) {
    try {
      Thread.sleep(millis);
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  @Override
  public String verify(Configuration configuration) {
    if (configuration.workGroup() == 5) {
      killMyself();
    }
    if (configuration.workGroup() == 7) {
      Runtime.getRuntime().halt(139);
    }
    int[] counts = {1, 2, 3, 10, 63, 64, 65, 1000, 1001, 4096, 4097};
    // What must end within a few seconds shall take the least part of one.
    for (int n : configuration.workGroup() == 9 ? new int[] {1} : counts) {
      float got = run(configuration, n);
      float expected = 0;
      for (int i = 0; i < n; i++) {
        expected += numbers.getFloat(4 * i);
      }
      if (got != expected) {
        return String.format(Locale.ROOT, "the sum of %d is %s, not %s", n, got, expected);
      }
    }
    return "";
  }

  private static void killMyself() {
    try {
      String pid = Long.toString(ProcessHandle.current().pid());
      new ProcessBuilder("kill", "-9", pid).start().waitFor();
      Thread.currentThread().join(); // for ever
    } catch (IOException | InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  private float run(Configuration configuration, int n) {
    boolean broken = configuration.workGroup() == 6;
    ClProgram program = session.build("planted", source + (broken ? "}" : ""), "");
    queue.fill(sum, 0, 4, 0, List.of()).close();
    try (ClKernel kernel = program.kernel("k")) {
      kernel.arg(0, x).argInt(1, n).arg(2, sum);
      long[] size = {configuration.workGroup()};
      try (ClEvent event = queue.launch(kernel, size, size, List.of())) {
        event.await();
      }
    }
    ByteBuffer to = ByteBuffer.allocateDirect(4).order(ByteOrder.nativeOrder());
    queue.read(sum, 0, to, List.of()).close();
    return to.getFloat(0);
  }

  @Override
  public long time(Configuration configuration) {
    long start = System.nanoTime();
    run(configuration, MOST);
    return System.nanoTime() - start;
  }

  @Override
  public LeastTime limits() {
    return new LeastTime(1, 1, 1);
  }

  @Override
  public void close() {
    session.close();
  }
}
