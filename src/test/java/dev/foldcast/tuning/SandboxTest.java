package dev.foldcast.tuning;

import static java.util.stream.Collectors.toMap;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import dev.foldcast.array.DType;
import dev.foldcast.error.DeviceException;
import dev.foldcast.opencl.ClDevices;
import dev.foldcast.plan.Accuracy;
import dev.foldcast.plan.Configuration;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Candidates that are wrong, hang, die or do not compile, in real processes. */
class SandboxTest {
  private static final long LIMIT = TimeUnit.MINUTES.toNanos(20);

  @TempDir private Path folder = Path.of("");

  private Sandbox sandbox(Class<?> main) {
    String classPath =
        System.getProperty("surefire.test.class.path", System.getProperty("java.class.path"));
    ChildCommand command = new ChildCommand(classPath, main.getName(), folder, "child", List.of());
    return new Sandbox(command, folder.resolve("journal"));
  }

  private static Trial trial(String file) {
    return new Trial(file, DType.FLOAT32, Accuracy.EXACT, 0, 0);
  }

  private static List<Runs.Wanted> sizes(int... sizes) {
    return Arrays.stream(sizes)
        .mapToObj(s -> new Runs.Wanted(s, new Configuration(s, 1, 1, false, 0, 2)))
        .toList();
  }

  private static Map<Integer, Ran> byCandidate(List<Ran> results) {
    return results.stream().collect(toMap(Ran::candidate, r -> r));
  }

  private static Ran of(Map<Integer, Ran> all, int candidate) {
    return Objects.requireNonNull(all.get(candidate), () -> "nothing of " + candidate);
  }

  @Test
  void faultsCostTheirCandidateAlone() {
    try (Sandbox sandbox = sandbox(PlantedTrials.class)) {
      sandbox.begin(trial("planted.cl"));
      List<Ran> all = new ArrayList<>(sandbox.verify(sizes(1, 8), LIMIT));
      all.addAll(sandbox.verify(sizes(2), TimeUnit.SECONDS.toNanos(5)));
      all.addAll(sandbox.verify(sizes(3, 5, 6, 7, 4), LIMIT));
      Map<Integer, Ran> ran = byCandidate(all);
      assertEquals(8, ran.size());
      for (int right : new int[] {1, 3, 4}) {
        assertNull(of(ran, right).failure(), of(ran, right).what());
      }
      assertEquals(Rejected.Kind.CORRECTNESS, of(ran, 8).failure());
      assertEquals("the sum of 1 is 2.0, not 1.0", of(ran, 8).what());
      assertEquals(Rejected.Kind.TIMEOUT, of(ran, 2).failure());
      assertEquals("did not end within 5.0 s", of(ran, 2).what());
      assertEquals(Rejected.Kind.RUNTIME, of(ran, 5).failure());
      assertEquals("the measuring process died with exit code 137", of(ran, 5).what());
      assertEquals(Rejected.Kind.RUNTIME, of(ran, 7).failure());
      assertEquals("the measuring process died with exit code 139", of(ran, 7).what());
      assertEquals(Rejected.Kind.COMPILE, of(ran, 6).failure());
      assertTrue(of(ran, 6).what().contains("planted"), of(ran, 6).what());
      assertEquals(3, sandbox.restarts());
      assertTrue(sandbox.time(sizes(1), LIMIT).get(0).nanos() > 0);
    }
    List<String> events = new ArrayList<>();
    for (JsonNode event : Journal.read(folder.resolve("journal"))) {
      events.add(event.path("event").asText() + event.path("c").asText());
    }
    for (int size : new int[] {1, 2, 3, 4, 5, 6, 7, 8}) {
      assertTrue(events.contains("run" + size), "journaled before it ran: " + size);
      assertTrue(events.contains("ran" + size) != events.contains("failed" + size));
    }
  }

  @Test
  void aCompilerMayTakeLongerThanAKernel() {
    try (Sandbox sandbox = sandbox(PlantedTrials.class)) {
      sandbox.begin(trial("planted.cl"));
      Ran ran = sandbox.verify(sizes(9), TimeUnit.SECONDS.toNanos(5)).get(0);
      assertNull(ran.failure(), ran.what());
    }
  }

  @Test
  void aKernelThatTheDriverMiscompilesIsNeverTrusted() {
    boolean pocl31 =
        ClDevices.choose(null, System.getenv("FOLDCAST_DEVICE"))
            .device()
            .info()
            .driverVersion()
            .startsWith("3.1");
    Assumptions.assumeTrue(pocl31, "PoCL 3.1 miscompiles it");
    try (Sandbox sandbox = sandbox(PlantedTrials.class)) {
      sandbox.begin(trial("miscompiled.cl"));
      List<Ran> all = new ArrayList<>(sandbox.verify(sizes(1), LIMIT));
      all.addAll(sandbox.verify(sizes(2, 3, 4, 8, 16, 64), TimeUnit.SECONDS.toNanos(5)));
      Map<Integer, Ran> ran = byCandidate(all);
      assertNull(of(ran, 1).failure(), of(ran, 1).what());
      for (int size : new int[] {2, 3, 4, 8, 16, 64}) {
        assertTrue(of(ran, size).failure() != null, "local size " + size + " passed");
      }
    }
  }

  /** Ends before it runs anything. */
  static final class Dead {
    private Dead() {}

    public static void main(String[] args) {
      System.exit(1);
    }
  }

  @Test
  void aProcessThatNeverComesUpIsAnErrorAndNoLoop() {
    try (Sandbox sandbox = sandbox(Dead.class)) {
      assertThrows(DeviceException.class, () -> sandbox.begin(trial("planted.cl")));
    }
  }
}
