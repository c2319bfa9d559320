package dev.foldcast;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.foldcast.array.DType;
import dev.foldcast.array.Shape;
import dev.foldcast.io.NpyWriter;
import dev.foldcast.io.OutputFile;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The README's Java example compiles, runs, and gives what its comments say. */
class ReadmeTest {
  @TempDir private Path folder = Path.of("");

  @Test
  void theJavaExampleRuns() throws IOException, InterruptedException {
    Matcher code =
        Pattern.compile("```java\n(.*?)```", Pattern.DOTALL)
            .matcher(Files.readString(Path.of("README.md"), UTF_8));
    assertTrue(code.find(), "no Java example");
    Files.writeString(folder.resolve("Example.java"), code.group(1));
    writeEighths(folder.resolve("x.npy"));

    assertEquals(List.of("3.0E7"), java("Example.java"));

    byte[] sums = Files.readAllBytes(folder.resolve("sums.npy"));
    ByteBuffer data = ByteBuffer.wrap(sums).order(ByteOrder.LITTLE_ENDIAN).position(128);
    for (int row = 0; row < 3; row++) {
      double expected = 0;
      for (int column = 0; column < 4; column++) {
        double x = (4 * row + column) / 8.0;
        expected += x * x; // multiples of 1/64: exact
      }
      assertEquals(expected, data.getDouble());
    }
    assertEquals(0, data.remaining());
  }

  /** {@code np.arange(12.).reshape(3, 4) / 8}. */
  private static void writeEighths(Path file) {
    ByteBuffer data = ByteBuffer.allocate(96).order(ByteOrder.LITTLE_ENDIAN);
    for (int i = 0; i < 12; i++) {
      data.putDouble(i / 8.0);
    }
    try (OutputFile out = OutputFile.create(file)) {
      out.write(NpyWriter.header(DType.FLOAT64, false, Shape.of(3, 4)));
      out.write(data.flip());
      out.commit();
    }
  }

  /** Runs a source file with the JDK's single-file launcher. */
  private List<String> java(String source) throws IOException, InterruptedException {
    String classPath =
        System.getProperty("surefire.test.class.path", System.getProperty("java.class.path"));
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(List.of("-DuniqueLibraryNames=true", "-Djava.io.tmpdir=" + folder));
    command.addAll(List.of("--enable-native-access=ALL-UNNAMED", "-cp", classPath, source));
    Path out = folder.resolve("out");
    Process process =
        new ProcessBuilder(command)
            .directory(folder.toFile())
            .redirectOutput(out.toFile())
            .redirectError(folder.resolve("err").toFile())
            .start();
    boolean ended = process.waitFor(20, TimeUnit.MINUTES);
    process.destroyForcibly().waitFor();
    assertTrue(ended, "the example hangs");
    assertEquals(0, process.exitValue(), Files.readString(folder.resolve("err")));
    return Files.readAllLines(out, UTF_8);
  }
}
