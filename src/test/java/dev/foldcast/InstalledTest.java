package dev.foldcast;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import dev.foldcast.Script.Outcome;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.jar.Attributes;
import java.util.jar.JarOutputStream;
import java.util.jar.Manifest;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The launcher with the Java that runs this test and the classes under test, on a device. Names
 * beyond ASCII are made by the shell, so that the test itself needs no locale.
 */
final class InstalledTest {
  /** NumPy: {@code numpy.load("t.npy").sum()} is 12. */
  private static final String SUM = "12\n";

  @TempDir Path folder = Path.of("");

  @BeforeEach
  void install() throws IOException {
    Path home = Files.createDirectories(folder.resolve("foldcast"));
    Installation.copyLauncher(home.resolve("bin/foldcast"));
    Path jar = Files.createDirectory(home.resolve("lib")).resolve("foldcast-1.jar");
    Manifest manifest = new Manifest();
    manifest.getMainAttributes().put(Attributes.Name.MANIFEST_VERSION, "1.0");
    manifest.getMainAttributes().put(Attributes.Name.CLASS_PATH, classPath());
    new JarOutputStream(Files.newOutputStream(jar), manifest).close();
    Files.copy(
        Script.inCheckout("src/test/resources/npy/bool-le-c-v1-2x3x4.npy"),
        folder.resolve("t.npy"));
  }

  /** As a manifest names it. */
  private static String classPath() {
    return Stream.of(System.getProperty("java.class.path").split(File.pathSeparator, -1))
        .map(entry -> Path.of(entry).toUri().toString())
        .collect(Collectors.joining(" "));
  }

  private Script machine() {
    // Packing would outlive the test, so it is not asked for.
    return new Script(folder)
        .with("JAVA_HOME", System.getProperty("java.home"))
        .with("FOLDCAST_JAVA_OPTS", "-Djava.io.tmpdir=" + System.getProperty("java.io.tmpdir"))
        .with("POCL_CACHE_DIR", System.getenv().getOrDefault("POCL_CACHE_DIR", folder + "/pocl"))
        .with("FOLDCAST_CACHE", folder.resolve("a:cache"))
        .with("FOLDCAST", folder.resolve("foldcast/bin/foldcast"));
  }

  private static Outcome shell(Script machine, String lines) throws Exception {
    return machine.run(List.of("/bin/sh", "-c", "set -e\n" + lines));
  }

  @Test
  void namesBeyondAsciiNeedNoLocale() throws Exception {
    for (String locale : List.of("C", "POSIX", "xx_XX.UTF-8", "")) {
      Script machine = machine().with("LC_ALL", locale);
      Outcome outcome =
          shell(
              machine,
              """
              name=$(printf 'donn\\303\\251es')
              mkdir -p "$name"
              cp t.npy "$name/$name.npy"
              "$FOLDCAST" sum "$name/$name.npy"
              cp -R foldcast "$name/"
              cd "$name"
              export FOLDCAST_CACHE="$PWD/a:$name"
              foldcast/bin/foldcast sum ../t.npy -o "o$name.npy"
              printf 'sum o%s.npy\\nsum no%s.npy\\n' "$name" "$name" >"$name.txt"
              foldcast/bin/foldcast batch "$name.txt" || :
              cd ..
              rm -r "$name"
              """);
      assertEquals(
          new Outcome(
              0,
              SUM
                  + "{\"line\":1,\"code\":0,\"result\":\"12\"}\n"
                  + "{\"line\":2,\"code\":4,\"error\":\"no\u2026\"}\n",
              ""),
          withoutReason(outcome),
          "LC_ALL=" + locale);
    }
  }

  /** The error's name stays, the rest of its sentence goes. */
  private static Outcome withoutReason(Outcome outcome) {
    String name = "no" + "donn\u00e9es.npy";
    String out = outcome.out().replaceAll(name + ": no such file[^\"]*", "no\u2026");
    return new Outcome(outcome.code(), out, outcome.err());
  }

  @Test
  void aLimitedMemorySuffices() throws Exception {
    long threads = Runtime.getRuntime().availableProcessors();
    long kib = (2L << 20) + threads * 32_000;
    String line = String.format(Locale.ROOT, "ulimit -v %d; \"$FOLDCAST\" sum t.npy", kib);
    assertEquals(new Outcome(0, SUM, ""), shell(machine(), line));
  }

  @Test
  void theUsersCollectorIsTaken() throws Exception {
    Script machine = machine().with("_JAVA_OPTIONS", "-XX:+UseG1GC");
    assertEquals(
        new Outcome(0, SUM, "Picked up _JAVA_OPTIONS: -XX:+UseG1GC\n"),
        shell(machine, "\"$FOLDCAST\" sum t.npy"));
  }

  @Test
  void anAnswerIsNeverLostSilently() throws Exception {
    assertEquals(new Outcome(0, SUM, ""), shell(machine(), "\"$FOLDCAST\" sum t.npy <&- 2>&-"));
    Outcome lost = shell(machine(), "\"$FOLDCAST\" sum t.npy >&-");
    assertEquals(4, lost.code());
    assertEquals(1, lost.err().lines().count(), lost.err());
    assertFalse(lost.err().contains("Exception"), lost.err());
    assertEquals(0, shell(machine(), "\"$FOLDCAST\" sum t.npy -o o.npy >&- 2>&-").code());
  }
}
