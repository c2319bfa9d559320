package dev.foldcast.tuning;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/**
 * How a measuring process is started.
 *
 * @param classPath of it
 * @param main its class
 * @param folder of ours for what it and its compiler leave
 * @param name of the files that tell how it ended
 * @param arguments after the journal's file
 */
record ChildCommand(
    String classPath, String main, Path folder, String name, List<String> arguments) {
  /** The property that has Java's options for a limited memory. */
  static final String SHARES = "foldcast.shares";

  /** One of Foldcast's own processes, on a device. */
  static ChildCommand of(Path folder, String name, String deviceAddress) {
    return new ChildCommand(
        System.getProperty("java.class.path"),
        Child.class.getName(),
        folder,
        name,
        List.of(deviceAddress));
  }

  Process start(Path journal) {
    ProcessBuilder builder = new ProcessBuilder(words(journal));
    File log = folder.resolve(name + ".log").toFile();
    builder.redirectErrorStream(true).redirectOutput(log);
    builder.environment().put("POCL_CACHE_DIR", programs(folder).toAbsolutePath().toString());
    Path signals = Path.of(System.getProperty("java.home"), "lib", "libjsig.so");
    if (Files.exists(signals)) {
      // LLVM, inside of PoCL, takes SIGSEGV for itself while Java stops its threads by that signal:
      // seen to kill a process whose other threads computed. This keeps Java's handler in front.
      builder.environment().merge("LD_PRELOAD", signals.toString(), (old, own) -> own + ":" + old);
    }
    try {
      Files.createDirectories(programs(folder));
      return builder.start();
    } catch (IOException e) {
      throw UserStore.unwritable(folder, e);
    }
  }

  /** The command line that writes to this journal. */
  List<String> words(Path journal) {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.add("-DuniqueLibraryNames=true");
    command.add("-Djava.library.path=" + System.getProperty("java.library.path"));
    command.add("-Djava.io.tmpdir=" + System.getProperty("java.io.tmpdir"));
    command.add("-XX:ErrorFile=" + folder.resolve(name + ".crash"));
    command.add("-XX:-UsePerfData");
    // What the launcher chose where memory is limited: without it this process would not start.
    command.addAll(List.of(System.getProperty(SHARES, "").strip().split(" +", -1)));
    command.removeIf(String::isEmpty);
    command.addAll(List.of("-cp", classPath, main, journal.toAbsolutePath().toString()));
    command.addAll(arguments);
    return command;
  }

  /** Where PoCL keeps what it compiles for processes that measure. */
  static Path programs(Path folder) {
    Path tried = CacheFolder.ofPocl();
    return tried == null ? folder.resolve("pocl") : tried.resolve("measuring");
  }

  /** Removes what a compiler that died may have left half written, while no process runs. */
  static void forgetPrograms(Path folder) {
    try (Stream<Path> all = Files.walk(programs(folder))) {
      for (Path path : all.sorted(Comparator.reverseOrder()).toList()) {
        Files.deleteIfExists(path);
      }
    } catch (IOException | UncheckedIOException e) {
      // What is left is found again, or not.
    }
  }
}
