package dev.foldcast;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.foldcast.Script.Outcome;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * An installed distribution with the real launcher, and a Java that only records how it was called.
 */
final class Installation {
  private static final String MAIN = "dev.foldcast.cli.Main";

  /** Records words and environment; "packs" a class archive; exits as told. */
  private static final String RECORDER =
      """
      for word in "$@"; do
        case $word in
          -XX:SharedArchiveFile=*) archive=${word#*=} ;;
          -Xshare:dump) dump=1 ;;
        esac
      done
      if [ -n "${dump:-}" ]; then
        echo packed >>"$RECORD.dumps"
        [ -n "${NO_DUMP:-}" ] || echo classes >"$archive"
        exit 0
      fi
      printf '%s\\n' "$@" >"$RECORD"
      echo "${LC_ALL-unset}" >"$RECORD.locale"
      streams=$(for stream in 0 1 2; do readlink "/proc/$$/fd/$stream"; done)
      echo "$streams" >"$RECORD.streams"
      echo "${POCL_CACHE_DIR-unset}" >"$RECORD.pocl"
      stat -c %a "${POCL_CACHE_DIR-/}" >"$RECORD.mode" 2>/dev/null
      echo "${FOLDCAST_BINARIES-unset}" >"$RECORD.binaries"
      echo "${LD_PRELOAD-unset}" >"$RECORD.preload"
      cat >"$RECORD.stdin"
      exit "${FAKE_EXIT:-0}"
      """;

  final Path folder;
  final Path home;
  final Path java;

  /** Installs it below a folder of the test's own. */
  Installation(Path folder, String name) throws IOException {
    this.folder = folder;
    home = folder.resolve(name);
    Files.createDirectories(home.resolve("lib"));
    copyLauncher(launcher());
    Files.createFile(home.resolve("lib/another.jar"));
    Files.createFile(home.resolve("lib/foldcast-1.2.3.jar"));
    java = folder.resolve("my jdk");
    makeJava(java);
  }

  static void makeJava(Path java) throws IOException {
    Script.write(java.resolve("bin/java"), RECORDER);
    Files.writeString(java.resolve("release"), "IMPLEMENTOR=\"x\"\nJAVA_VERSION=\"21.0.1\"\n");
  }

  /** A Java that says its version when asked, and has no file that does. */
  void makeJavaThatIsAsked(String answer) throws IOException {
    Files.delete(java.resolve("release"));
    String version = "[ \"$1\" != -version ] || { echo '" + answer + "' >&2; exit; }\n";
    Script.write(java.resolve("bin/java"), version + RECORDER);
  }

  static void copyLauncher(Path to) throws IOException {
    Files.createDirectories(to.getParent());
    Files.copy(Script.inCheckout("src/main/bin/foldcast"), to);
    Script.makeExecutable(to);
  }

  Path launcher() {
    return home.resolve("bin/foldcast");
  }

  Script machine() {
    return new Script(folder)
        .with("JAVA_HOME", java)
        .with("RECORD", folder.resolve("record"))
        .with("FOLDCAST_CACHE", folder.resolve("cache"));
  }

  Outcome launch(Script script, String... words) throws IOException, InterruptedException {
    List<String> command = new ArrayList<>(List.of(launcher().toString()));
    command.addAll(List.of(words));
    return script.run(command);
  }

  /** As typed in a shell, in which $FOLDCAST is the launcher. */
  Outcome shell(Script script, String line) throws IOException, InterruptedException {
    return script.with("FOLDCAST", launcher()).run(List.of("/bin/sh", "-c", line));
  }

  static void assertError(Outcome outcome, String fact) {
    assertEquals(1, outcome.code(), outcome.err());
    assertEquals(1, outcome.err().lines().count(), outcome.err());
    assertTrue(outcome.err().startsWith("foldcast: error: "), outcome.err());
    assertTrue(outcome.err().contains(fact), outcome.err());
    assertEquals("", outcome.out());
  }

  /** The words that Java was called with last. */
  List<String> recorded() throws IOException {
    return Files.readAllLines(folder.resolve("record"));
  }

  /**
   * What was recorded beside them: {@code pocl} and its {@code mode}, {@code binaries}, {@code
   * preload}, {@code locale}, {@code streams}.
   */
  String recorded(String what) throws IOException {
    return Files.readString(folder.resolve("record." + what)).strip();
  }

  boolean wasCalledWith(String start) throws IOException {
    return recorded().stream().anyMatch(word -> word.startsWith(start));
  }

  List<String> wordsAfterMain() throws IOException {
    List<String> words = recorded();
    return words.subList(words.indexOf(MAIN) + 1, words.size());
  }

  String after(String word) throws IOException {
    return recorded().get(recorded().indexOf(word) + 1);
  }
}
