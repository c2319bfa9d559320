package dev.foldcast.cli;

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
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The commands in the READMEs that compute something from their own small files. */
class ReadmeCommandsTest {
  private static final String PROMPT = "$ ";
  private static final String LAUNCHER = "src/main/bin/foldcast ";
  private static final int ONES = 30_000_000;

  @TempDir Path folder;

  /** A command and what it prints. */
  private record Shown(String command, List<String> output) {}

  private static List<Shown> shown(String readme) throws IOException {
    List<Shown> all = new ArrayList<>();
    boolean inside = false;
    for (String line : Files.readAllLines(Path.of(readme))) {
      if (line.startsWith("```")) {
        inside = line.equals("```console");
      } else if (inside && line.startsWith(PROMPT)) {
        all.add(new Shown(line.substring(PROMPT.length()), new ArrayList<>()));
      } else if (inside) {
        all.get(all.size() - 1).output.add(line);
      }
    }
    return all;
  }

  /** Whether it is one command on x.npy or ones.npy. */
  private static boolean computes(String command) {
    return command.startsWith(LAUNCHER)
        && !command.contains("|")
        && (command.contains(" x.npy") || command.contains(" ones.npy"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"README.md", "opencl/README.md"})
  void commandsPrintWhatTheReadmeShows(String readme) throws IOException {
    write("x.npy", DType.FLOAT64, Shape.of(3, 4), eighths());
    write("ones.npy", DType.FLOAT32, Shape.of(ONES), ones());
    int ran = 0;
    try (Cli cli = Cli.open()) {
      for (Shown shown : shown(readme)) {
        if (!computes(shown.command)) {
          continue;
        }
        Cli.Run run = cli.run(words(shown.command));
        assertEquals(0, run.code(), shown.command + "\n" + run.err());
        List<String> printed = run.out().lines().toList();
        if (shown.command.contains("--explain")) {
          assertEquals(labels(shown.output), labels(printed), shown.command);
        } else {
          assertEquals(shown.output, printed, shown.command);
        }
        ran++;
      }
    }
    assertTrue(ran > 0, readme + " shows no command");
  }

  /** What begins a line: the rest tells of the device that it ran on. */
  private static List<String> labels(List<String> lines) {
    return lines.stream()
        .filter(line -> !line.startsWith(" "))
        .map(line -> line.split(" ", 2)[0])
        .toList();
  }

  private String[] words(String command) {
    return command
        .substring(LAUNCHER.length())
        .replaceAll("(\\w+\\.npy)", folder.toString().replace("\\", "/") + "/$1")
        .split(" ");
  }

  @Test
  void theManualNamesEveryCommand() throws IOException {
    String manual = Files.readString(Path.of("README.md"));
    List<String> missing = new ArrayList<>();
    try (Cli cli = Cli.open()) {
      List<String> help = cli.run("--help").out().lines().toList();
      for (String line : help.subList(help.indexOf("Commands:") + 1, help.size())) {
        String command = line.strip().split(" ", 2)[0];
        if (line.startsWith("  ") && line.charAt(2) != ' ' && !manual.contains(command)) {
          missing.add(command);
        }
      }
      assertTrue(help.contains("Commands:"), help.toString());
    }
    assertEquals(List.of(), missing);
  }

  private static ByteBuffer eighths() {
    ByteBuffer data = ByteBuffer.allocate(96).order(ByteOrder.LITTLE_ENDIAN);
    for (int i = 0; i < 12; i++) {
      data.putDouble(i / 8.0);
    }
    return data.flip();
  }

  private static ByteBuffer ones() {
    ByteBuffer data = ByteBuffer.allocate(Float.BYTES * ONES).order(ByteOrder.LITTLE_ENDIAN);
    while (data.hasRemaining()) {
      data.putFloat(1);
    }
    return data.flip();
  }

  private void write(String name, DType dtype, Shape shape, ByteBuffer data) {
    try (OutputFile out = OutputFile.create(folder.resolve(name))) {
      out.write(NpyWriter.header(dtype, false, shape));
      out.write(data);
      out.commit();
    }
  }
}
