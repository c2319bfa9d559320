package dev.foldcast.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** How a name becomes an array: files, members, colons. */
class InputsTest {
  private static final Cli CLI = Cli.open();

  @TempDir Path folder;

  @AfterAll
  static void close() {
    CLI.close();
  }

  private static void assertSum(String expected, String... args) {
    String[] words = new String[args.length + 1];
    words[0] = "sum";
    System.arraycopy(args, 0, words, 1, args.length);
    Cli.Run run = CLI.run(words);
    assertEquals("", run.err());
    assertEquals(expected + "\n", run.out());
    assertEquals(0, run.code());
  }

  @ParameterizedTest
  @ValueSource(strings = {"savez", "compressed", "stored-piped-zip64", "deflated-piped-zip64"})
  void membersOfEveryKindOfArchiveAreSummed(String name) {
    String archive = Cli.fixture("npz/" + name + ".npz");
    // As numpy.sum of what make_fixtures.py puts there.
    assertSum("-4.0", archive + ":x");
    assertSum("-4.0", archive + ":x", "--no-map");
    assertSum("-4.0", archive + ":x.npy");
    assertSum("-8", archive + ":n");
    assertSum("0", archive + ":none");
    assertSum("-8", archive + ":with:colon");
    assertSum("(-1.5-1.5j)", archive + ":z", "--no-map");
  }

  @Test
  void anExistingFileOfTheWholeNameWins() throws IOException {
    Files.copy(Path.of(Cli.fixture("npz/savez.npz")), folder.resolve("a.npz"));
    assertSum("-4.0", folder + "/a.npz:x");
    Cli.doubles(folder.resolve("a.npz:x"), "(2,)", 20, 22);
    assertSum("42.0", folder + "/a.npz:x");
  }

  @Test
  void aNameIsSplitAtItsLastArchive() throws IOException {
    Path inner = Files.createDirectory(folder.resolve("b.npz:c"));
    Files.copy(Path.of(Cli.fixture("npz/savez.npz")), inner.resolve("a.npz"));
    assertSum("-4.0", inner + "/a.npz:x");
    Cli.doubles(folder.resolve("named.npz"), "(1,)", 3);
    assertSum("3.0", folder + "/named.npz");
  }

  @Test
  void twoMembersOfOneArchiveAreMultiplied() {
    String archive = Cli.fixture("npz/savez.npz");
    Cli.Run run = CLI.run("multiply", archive + ":n", archive + ":n");
    assertEquals("64\n", run.out(), run.err());
  }

  @Test
  void anExplanationNamesTheMember() {
    String archive = Cli.fixture("npz/savez.npz");
    Cli.Run run = CLI.run("sum", archive + ":x", "--explain");
    assertTrue(run.out().contains("savez.npz:x: float32, shape (2, 3, 4)"), run.out());
  }
}
