package dev.foldcast.io;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.foldcast.array.HostArray;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Names of members in any script and character set. */
class NpzNamesTest {
  private static final Path NAMES = Path.of("src/test/resources/npy/npz/names.npz");

  @TempDir Path folder;

  @Test
  void theNameItselfGoesBeforeTheSuffixedOne() {
    Path file = folder.resolve("a.npz");
    Npy.write(
        file,
        new Zip().stored("a.npy", NpzFileTest.vector(1)).stored("a", NpzFileTest.vector(2)).done());
    assertEquals(2, NpzFile.open(file, "a", Access.MAP).memory().window(0, 1).get());
    assertEquals(1, NpzFile.open(file, "a.npy", Access.MAP).memory().window(0, 1).get());
  }

  /** As make_fixtures.py says. The code points of the second name are those that terminals give. */
  @ParameterizedTest
  @CsvSource({
    "gr\u00f6\u00dfe, 0",
    "Am\u00e9lie, 1",
    "Ame\u0301lie, 1",
    "\u00c5ngstr\u00f6m, 2",
    "\u65e5\u672c, 3",
    "renamed, 4"
  })
  void namesAreFoundAsTheyAreTyped(String name, int number) {
    HostArray array = NpzFile.open(NAMES, name, Access.MAP);
    assertEquals(number, array.memory().window(0, 8).order(array.order()).getLong());
    assertEquals(array.shape(), NpzFile.open(NAMES, name + ".npy", Access.MAP).shape());
  }

  @Test
  void namesAreListedAsTheyAreTyped() {
    String message = String.valueOf(NpzFile.memberMissing(NAMES).getMessage());
    assertTrue(
        message.endsWith(
            "It has gr\u00f6\u00dfe, Ame\u0301lie, \u00c5ngstr\u00f6m, \u65e5\u672c, renamed"),
        message);
    String hidden = "\u202eb\u0007\u200b".repeat(9) + "x".repeat(300);
    Path file =
        Npy.write(folder.resolve("a.npz"), new Zip().stored(hidden, NpzFileTest.vector(1)).done());
    String escaped = String.valueOf(NpzFile.memberMissing(file).getMessage());
    assertTrue(escaped.contains("It has \\u202eb\\x07\\u200b"), escaped);
    assertTrue(escaped.endsWith("x..."), escaped);
  }

  @Test
  void namesThatDifferInCodePointsOnlyAreTwo() {
    byte[] zip =
        new Zip()
            .stored("\u00e9", NpzFileTest.vector(1))
            .stored("e\u0301", NpzFileTest.vector(2))
            .done();
    Path file = Npy.write(folder.resolve("a.npz"), zip);
    assertEquals(1, NpzFile.open(file, "\u00e9", Access.MAP).memory().window(0, 1).get());
    assertEquals(2, NpzFile.open(file, "e\u0301", Access.MAP).memory().window(0, 1).get());
  }
}
