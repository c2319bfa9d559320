package dev.foldcast.measure;

import dev.foldcast.kernel.ProgramText;
import dev.foldcast.opencl.ClDevice;
import dev.foldcast.opencl.ClHook;
import dev.foldcast.opencl.ClProgram;
import dev.foldcast.opencl.ClSession;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * How long a device's driver takes over one program: to compile it, and to load it where a process
 * before has compiled it. For one thread.
 */
public final class BuildTimes implements AutoCloseable {
  /** Each of these has its own macro, so that no driver finds it among what it keeps. */
  private static int compiled;

  private final ClDevice device;
  private final Path folder;

  /** Opens a folder for binaries, which is removed at the end. */
  public BuildTimes(ClDevice device) {
    this.device = device;
    try {
      folder = Files.createTempDirectory("foldcast-builds-");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /**
   * What was measured.
   *
   * @param source from the text to code that is kept
   * @param binary from what is kept to a kernel; null where the driver hands nothing out
   */
  public record Times(Sample source, @Nullable Sample binary) {}

  /** Compiles a program so often, each time as if for the first time, and loads each. */
  public Times of(ProgramText program, String kernel, int runs) {
    List<Double> source = new ArrayList<>();
    List<Double> binary = new ArrayList<>();
    for (int i = 0; i < runs; i++) {
      String options =
          program.options() + " -DBUILD_" + ProcessHandle.current().pid() + "_" + ++compiled;
      source.add(seconds(program, options, kernel, false));
      double loaded = seconds(program, options, kernel, true);
      if (loaded > 0) {
        binary.add(loaded);
      }
    }
    return new Times(sample(source), binary.size() < runs ? null : sample(binary));
  }

  /** Seconds of one build; 0 if it was to be loaded and was compiled instead. */
  private double seconds(ProgramText text, String options, String kernel, boolean load) {
    try (ClSession session = ClSession.open(device, ClHook.NONE, 0, folder)) {
      long start = System.nanoTime();
      ClProgram program = session.build(text.label(), text.source(), options, text.registers());
      program.kernel(kernel).close();
      if (!load) {
        program.close(); // some drivers compile only what is launched, or asked for to be kept
      }
      double seconds = (System.nanoTime() - start) / 1e9;
      return load && session.counters().loads() == 0 ? 0 : seconds;
    }
  }

  private static Sample sample(List<Double> seconds) {
    return Sample.of(seconds.stream().mapToDouble(s -> s).toArray());
  }

  @Override
  public void close() {
    try (DirectoryStream<Path> files = Files.newDirectoryStream(folder)) {
      for (Path file : files) {
        Files.deleteIfExists(file);
      }
      Files.deleteIfExists(folder);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
