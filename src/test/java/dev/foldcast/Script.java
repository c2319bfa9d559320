package dev.foldcast;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** Runs a script as a real process, in an environment made of nothing but what the test gives. */
final class Script {
  /** What a finished process left. */
  record Outcome(int code, String out, String err) {}

  private final Map<String, String> environment = new HashMap<>();
  private final Path folder;

  /** A process that starts in {@code folder} and finds the system's tools. */
  Script(Path folder) {
    this.folder = folder;
    environment.put("PATH", "/usr/bin:/bin");
  }

  Script with(String name, Object value) {
    environment.put(name, value.toString());
    return this;
  }

  Outcome run(List<String> command) throws IOException, InterruptedException {
    return run(command, "");
  }

  Outcome run(List<String> command, String in) throws IOException, InterruptedException {
    Path out = Files.createTempFile(folder, "out", "");
    Path err = Files.createTempFile(folder, "err", "");
    ProcessBuilder builder = new ProcessBuilder(command);
    builder.environment().clear();
    builder.environment().putAll(environment);
    Process process =
        builder
            .directory(folder.toFile())
            .redirectOutput(out.toFile())
            .redirectError(err.toFile())
            .start();
    try (var stdin = process.getOutputStream()) {
      stdin.write(in.getBytes(StandardCharsets.UTF_8));
    } catch (IOException e) {
      // The process ended without reading it all.
    }
    if (!process.waitFor(20, TimeUnit.MINUTES)) {
      process.destroyForcibly();
      throw new IOException(command + " hangs");
    }
    return new Outcome(process.exitValue(), Files.readString(out), Files.readString(err));
  }

  /** Writes an executable shell script. */
  static Path write(Path file, String body) throws IOException {
    Files.createDirectories(file.getParent());
    Files.writeString(file, "#!/bin/sh\n" + body);
    makeExecutable(file);
    return file;
  }

  static void makeExecutable(Path file) throws IOException {
    if (!file.toFile().setExecutable(true)) {
      throw new IOException("cannot make " + file + " executable");
    }
  }

  /** Fills a folder with these tools of the system, to be the whole PATH. */
  static Path tools(Path bin, String... names) throws IOException {
    for (String name : names) {
      String path = Files.exists(Path.of("/usr/bin", name)) ? "/usr/bin/" : "/bin/";
      write(bin.resolve(name), "exec " + path + name + " \"$@\"");
    }
    return bin;
  }

  /** A file of this checkout; Maven runs the tests in its folder. */
  static Path inCheckout(String path) {
    return Path.of(System.getProperty("basedir", "."), path).toAbsolutePath().normalize();
  }
}
