package dev.foldcast;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.foldcast.Script.Outcome;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The launcher where the shell gives it little: no locale, closed streams, limits, odd folders. */
final class LauncherSurroundingsTest {
  private static final String OUR_HEAP = "-Xmx";

  @TempDir Path folder = Path.of("");
  private Installation installed;

  @BeforeEach
  void install() throws IOException {
    installed = new Installation(folder, "foldcast");
  }

  /** A machine that has these locales only, as the system's own tool tells it. */
  private Script withLocales(String utf8) throws IOException {
    Script.write(
        folder.resolve("bin/locale"),
        """
        if [ "$1" = -a ]; then
          printf '%s\\n' C UTF8 POSIX
          exit
        fi
        case ${LC_ALL:-${LC_CTYPE:-${LANG:-}}} in
          UTF8) echo UTF-8 ;;
          de_DE) echo ISO-8859-1 ;;
          *) echo ANSI_X3.4-1968 ;;
        esac
        """
            .replace("UTF8", utf8));
    return installed.machine().with("PATH", folder.resolve("bin") + ":/usr/bin:/bin");
  }

  @ParameterizedTest
  @CsvSource({
    "C.UTF-8, LC_ALL, C, C.UTF-8",
    "C.UTF-8, LC_ALL, POSIX, C.UTF-8",
    "C.UTF-8, LC_CTYPE, C, C.UTF-8",
    "C.UTF-8, LANG, xx_XX.UTF-8, C.UTF-8",
    "C.UTF-8, NOTHING, '', C.UTF-8",
    "en_US.UTF-8, LC_ALL, C, en_US.UTF-8",
    "fi_FI.utf8, LANG, C, fi_FI.utf8",
    "fi_FI.utf8, LANG, fi_FI.utf8, unset",
    "C.UTF-8, LANG, de_DE, unset",
    "sv_SE.UTF-8, LC_ALL, sv_SE.UTF-8, sv_SE.UTF-8"
  })
  void takesALocaleWithUtf8WhereThereIsNone(String has, String name, String value, String taken)
      throws Exception {
    installed.launch(withLocales(has).with(name, value), "sum");
    assertEquals(taken, installed.recorded("locale"));
  }

  @Test
  void takesNoLocaleThatTheMachineLacks() throws Exception {
    installed.launch(withLocales("none").with("LC_ALL", "C"), "sum");
    assertEquals("C", installed.recorded("locale"));
  }

  @Test
  void guessesWhereNoToolTellsLocales() throws Exception {
    Path tools =
        Script.tools(
            folder.resolve("bin"),
            "sh",
            "cat",
            "readlink",
            "mkdir",
            "id",
            "find",
            "getconf",
            "head",
            "chmod",
            "rm");
    Script machine = installed.machine().with("PATH", tools);
    assertEquals(new Outcome(0, "", ""), installed.launch(machine, "sum"));
    assertEquals("C.UTF-8", installed.recorded("locale"));
    installed.launch(machine.with("LC_ALL", "fr_FR.UTF-8"), "sum");
    assertEquals("fr_FR.UTF-8", installed.recorded("locale"));
  }

  @Test
  void opensClosedStreams() throws Exception {
    installed.shell(installed.machine(), "exec \"$FOLDCAST\" sum <&- >&- 2>&-");
    assertEquals("/dev/null\n/dev/null\n/dev/null", installed.recorded("streams"));
    // Whatever is written to a stdout that was closed must fail.
    Script.write(installed.java.resolve("bin/java"), "echo answer 2>/dev/null || exit 9");
    String closed = "exec \"$FOLDCAST\" sum >&-";
    assertEquals(new Outcome(9, "", ""), installed.shell(installed.machine(), closed));
    assertEquals(
        new Outcome(0, "answer\n", ""),
        installed.shell(installed.machine(), "exec \"$FOLDCAST\" sum 2>&-"));
  }

  private static long kib(long mib) {
    return mib << 10;
  }

  private Outcome limited(Script script, long kib) throws Exception {
    String line = String.format(Locale.ROOT, "ulimit -v %d && exec \"$FOLDCAST\" sum", kib);
    return installed.shell(script, line);
  }

  /** On a machine with that many processors. */
  private Script processors(int count) throws IOException {
    Script.write(folder.resolve("bin/getconf"), "echo " + count);
    return installed.machine().with("PATH", folder.resolve("bin") + ":/usr/bin:/bin");
  }

  @Test
  void sharesOutALimitedMemory() throws Exception {
    assertEquals(new Outcome(0, "", ""), installed.launch(processors(2), "sum"));
    assertFalse(installed.wasCalledWith(OUR_HEAP));
    for (long mib : new long[] {1024, 2048, 3072, 4096, 6144}) {
      assertEquals(new Outcome(0, "", ""), limited(processors(2), kib(mib)));
      assertTrue(installed.wasCalledWith("-XX:ReservedCodeCacheSize="), "limit " + mib);
      assertTrue(heapKib() >= kib(127) && heapKib() <= kib(mib) / 7, "heap " + heapKib());
      assertTrue(installed.wasCalledWith("-Dfoldcast.shares= -Xmx" + heapKib() + "k -XX:"));
      assertFalse(installed.wasCalledWith("-Dfoldcast.packing="), "packing takes more memory");
    }
    limited(processors(2).with("JAVA_TOOL_OPTIONS", "-XX:MaxHeapSize=1g"), kib(4096));
    assertFalse(installed.wasCalledWith(OUR_HEAP), "the user's own");
    limited(processors(2), kib(1 << 20));
    assertFalse(installed.wasCalledWith(OUR_HEAP), "as good as none");
  }

  private long heapKib() throws IOException {
    String word =
        installed.recorded().stream().filter(w -> w.startsWith(OUR_HEAP)).findFirst().orElseThrow();
    return Long.parseLong(word.substring(OUR_HEAP.length(), word.length() - 1));
  }

  @Test
  void namesALimitThatIsTooLow() throws Exception {
    Installation.assertError(limited(processors(2), kib(800)), "limited to 800 MiB");
    Outcome many = limited(processors(64), kib(2048));
    Installation.assertError(many, "on 64 processors; allow at least: ulimit -v ");
    String least = many.err().strip().substring(many.err().lastIndexOf(' ') + 1);
    assertEquals(new Outcome(0, "", ""), limited(processors(64), Long.parseLong(least)));
  }

  @Test
  void saysThatItsFolderCannotHaveAColon() throws Exception {
    Installation other = new Installation(folder.resolve("other"), "pro:grams");
    Installation.assertError(other.launch(other.machine(), "sum"), "has a colon in its name");
  }

  @Test
  void saysThatTheCurrentFolderIsGone() throws Exception {
    Outcome outcome =
        installed.shell(
            installed.machine(),
            "mkdir gone && cd gone && rmdir ../gone && exec \"$FOLDCAST\" sum");
    assertEquals(1, outcome.code());
    assertEquals("", outcome.out());
    // The shell that runs the launcher may say something before it.
    assertTrue(outcome.err().contains("foldcast: error: the current folder was removed"));
    assertTrue(Files.notExists(folder.resolve("record")), "Java would say it in seven lines");
  }

  @Test
  void crashFilesGoToAFolderThatIsThere() throws Exception {
    Script machine =
        installed.machine().with("FOLDCAST_CACHE", "/dev/null/x").with("TMPDIR", "/dev/null/tmp");
    assertEquals(new Outcome(0, "", ""), installed.launch(machine, "sum"));
    assertTrue(installed.recorded().contains("-XX:ErrorFile=/tmp/foldcast-crash-%p.log"));
    assertTrue(installed.recorded().contains("-XX:-DumpReplayDataOnError"));
  }
}
