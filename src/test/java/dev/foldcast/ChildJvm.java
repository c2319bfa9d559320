package dev.foldcast;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** Java in a process of its own, for drivers that need another environment or may crash. */
public final class ChildJvm {
  private ChildJvm() {}

  /**
   * Runs a main method to its good end.
   *
   * @param folder for its output and temporary files
   * @return what it said, without the lines that say what it began
   */
  public static List<String> run(
      Path folder, Map<String, String> environment, Class<?> main, String... arguments)
      throws IOException, InterruptedException {
    return run(folder, environment, 1800, main, arguments);
  }

  /** As the other, but within so many seconds. */
  static List<String> run(
      Path folder,
      Map<String, String> environment,
      long seconds,
      Class<?> main,
      String... arguments)
      throws IOException, InterruptedException {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.add("-DuniqueLibraryNames=true");
    command.add("-Djava.io.tmpdir=" + folder);
    command.add("-XX:ErrorFile=" + folder.resolve("crash.log"));
    command.addAll(List.of("-cp", classPath()));
    command.add(main.getName());
    command.addAll(List.of(arguments));
    Path out = Files.createTempFile(folder, "out", ".txt");
    ProcessBuilder builder = new ProcessBuilder(command).directory(folder.toFile());
    builder.redirectErrorStream(true).redirectOutput(out.toFile());
    builder.environment().putAll(environment);
    Process process = builder.start();
    boolean ended = process.waitFor(seconds, TimeUnit.SECONDS);
    if (!ended) {
      process.destroyForcibly().waitFor();
    }
    List<String> lines = Files.readAllLines(out, UTF_8);
    String last = lines.subList(Math.max(0, lines.size() - 5), lines.size()).toString();
    assertTrue(ended, "hangs after " + last);
    assertEquals(0, process.exitValue(), "dies after " + last);
    return lines.stream().filter(line -> !line.startsWith("begin ")).toList();
  }

  /** Surefire hides it in the manifest of a jar. */
  private static String classPath() {
    return System.getProperty("surefire.test.class.path", System.getProperty("java.class.path"));
  }
}
