package dev.foldcast.tuning;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.foldcast.array.DType;
import dev.foldcast.plan.Family;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Several processes on one store lose nothing. */
class StoreProcessesTest {
  private static final int PROCESSES = 8;

  @TempDir private Path folder = Path.of("");

  @Test
  void eightProcessesLoseNothing() throws IOException, InterruptedException {
    String classPath =
        System.getProperty("surefire.test.class.path", System.getProperty("java.class.path"));
    List<Process> all = new ArrayList<>();
    for (int i = 0; i < PROCESSES; i++) {
      all.add(
          new ProcessBuilder(
                  Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                  "-cp",
                  classPath,
                  StoreWriter.class.getName(),
                  folder.toString(),
                  List.of(DType.values()).get(i).name())
              .redirectErrorStream(true)
              .start());
    }
    for (Process process : all) {
      String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      assertEquals(0, process.waitFor(), said);
    }
    Stored stored = new UserStore(folder).read(Entries.DEVICE);
    assertEquals(PROCESSES * Family.values().length, new HashSet<>(stored.entries()).size());
    assertEquals(List.of(), stored.warnings());
  }
}
