package dev.foldcast.opencl;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.foldcast.ChildJvm;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Compilers warn, and PoCL's says on stderr how often: our streams are not theirs. */
class QuietTest {
  @TempDir private Path folder = Path.of("");

  @Test
  void whatACompilerWarnsOfReachesNoStream() throws Exception {
    // A cache of its own, so that it compiles.
    Map<String, String> environment = Map.of("POCL_CACHE_DIR", folder.toString());
    assertEquals(List.of("built"), ChildJvm.run(folder, environment, Warned.class));
  }

  /** Builds what every compiler warns of, and launches it. */
  static final class Warned {
    private static final String SOURCE =
        """
        #warning "said on purpose"
        kernel void f(global int *x) { int y; int unused; x[0] = y = x[1]; }
        """;

    private Warned() {}

    public static void main(String[] args) {
      try (ClSession session = Fixture.open();
          ClProgram program = session.build("warned", SOURCE, "");
          ClQueue queue = session.queue(false);
          ClBuffer buffer = session.allocate(2 * Integer.BYTES);
          ClKernel kernel = program.kernel("f")) {
        kernel.arg(0, buffer);
        queue.launch(kernel, Fixture.size(1), Fixture.size(1), Fixture.NONE).close();
        queue.finish();
        System.out.println("built");
      }
    }
  }
}
