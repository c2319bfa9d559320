package dev.foldcast.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
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

  private static void assertRefused(String name, String facts) {
    Cli.Run run = CLI.run("sum", name);
    assertEquals(4, run.code(), run.err());
    assertTrue(run.err().contains(facts), run.err());
    assertEquals(1, run.errLines().size());
  }

  private Path archive(String name) throws IOException {
    return Files.copy(Path.of(Cli.fixture("npz/savez.npz")), folder.resolve(name));
  }

  @ParameterizedTest
  @ValueSource(strings = {"a.zip", "A.NPZ", "archive", "with:colon", "a.npy", "a b"})
  void anArchiveIsToldByItsFirstBytes(String name) throws IOException {
    Path file = archive(name);
    assertSum("-4.0", file + ":x");
    assertSum("-8", file + ":with:colon");
    assertRefused(file.toString(), "is an archive; name a member of it as " + file + ":MEMBER.");
    String missing = CLI.run("sum", file + ":y").err();
    assertTrue(
        missing.contains(file + ":y: the archive has no such member; it has x, z,"), missing);
  }

  /** The archive of {@code cases/make.py}: a member is called like another archive's member. */
  @Test
  void aMemberMayBeCalledLikeAnArchive() throws IOException {
    Path file = folder.resolve("b.npz");
    try (ZipOutputStream zip = new ZipOutputStream(Files.newOutputStream(file))) {
      for (String name : List.of("x.npz:y.npy", "x.npz")) {
        zip.putNextEntry(new ZipEntry(name));
        Path array = Path.of(Cli.doubles(folder.resolve("array"), "(1,)", name.length()));
        zip.write(Files.readAllBytes(array));
      }
    }
    assertSum("11.0", file + ":x.npz:y");
    assertSum("5.0", file + ":x.npz");
    // The longest part of the name that is an archive, whatever files have longer ones.
    Cli.doubles(folder.resolve("b.npz:x.npz"), "(1,)", 1);
    assertSum("11.0", file + ":x.npz:y");
    assertSum("1.0", file + ":x.npz");
    Files.delete(folder.resolve("b.npz:x.npz"));
    archive("b.npz:x.npz");
    assertRefused(file + ":x.npz:y", "the archive has no such member");
  }

  @Test
  void whatIsNoArchiveHasNoMembers() throws IOException {
    String array = Cli.doubles(folder.resolve("x.npy"), "(1,)", 3);
    assertRefused(array + ":y", array + " is a .npy file, which has no members: name it alone");
    assertRefused(folder + "/none.npz:y", "no such file");
    assertRefused(folder + ":y", "no such file");
    Path text = Files.writeString(folder.resolve("text"), "hello");
    assertRefused(text + ":y", "the archive has no end record of a zip file");
    Path before = folder.resolve("self-extracting");
    Files.writeString(before, "#!/bin/sh\n");
    Files.write(
        before,
        Files.readAllBytes(Path.of(Cli.fixture("npz/savez.npz"))),
        StandardOpenOption.APPEND);
    assertSum("-4.0", before + ":x");
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
