package dev.foldcast.kernel;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;

import org.junit.jupiter.api.Test;

/** Another comment does not make measurements provisional; another kernel does. */
class KernelHashTest {
  @Test
  void onlyWhatIsCompiledCounts() {
    String hash = KernelHash.of("float a = 1;\nb(a);\n");
    assertEquals(hash, KernelHash.of("// Why.\nfloat a = 1;  // of one\n\n  b(a);\n"));
    assertNotEquals(hash, KernelHash.of("float a = 1;\nc(a);\n"));
  }
}
