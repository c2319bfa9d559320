package dev.foldcast.opencl;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.foldcast.ChildJvm;
import java.nio.file.Path;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Compilers recurse: a sum of 10,000 terms takes clang more than 1 MiB of stack. */
class LargeStackTest {
  @TempDir private Path folder = Path.of("");

  @Test
  void programsAreBuiltWhateverStackTheirCallerHas() throws Exception {
    assertEquals(List.of("built"), ChildJvm.run(folder, Map.of(), Deep.class));
  }

  /** Builds on the stack of an ordinary thread. */
  static final class Deep {
    private static final int TERMS = 10_000;
    private static final int STACK = 1 << 20;

    private Deep() {}

    public static void main(String[] args) throws InterruptedException {
      Thread thread = new Thread(null, Deep::build, "deep", STACK);
      thread.start();
      thread.join();
    }

    private static void build() {
      String sum = String.join(" + ", Collections.nCopies(TERMS, "x[1]"));
      try (ClSession session = Fixture.open();
          ClProgram program =
              session.build("deep", "kernel void f(global int *x) { x[0] = " + sum + "; }", "")) {
        program.kernel("f").close();
        System.out.println("built");
      }
    }
  }

  @Test
  void anInterruptIsLeftForTheCaller() {
    Thread.currentThread().interrupt();
    int answer = LargeStack.call(() -> 7);
    assertTrue(Thread.interrupted());
    assertEquals(7, answer);
  }

  @Test
  void whatACallThrowsComesToTheCaller() {
    assertThrows(
        UnsupportedOperationException.class,
        () ->
            LargeStack.call(
                () -> {
                  throw new UnsupportedOperationException();
                }));
  }
}
