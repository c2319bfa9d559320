package dev.foldcast;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.foldcast.Script.Outcome;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Runs opencl/setup.sh with package managers that are scripts of this test. */
final class SetupScriptTest {
  /** Loads wherever there is any driver, so it can play one. */
  private static final String LOADABLE = "libOpenCL.so.1";

  @TempDir Path folder = Path.of("");
  private Path bin = Path.of("");
  private Path vendors = Path.of("");

  @BeforeEach
  void makeMachineWithoutDriver() throws IOException {
    bin = Script.tools(folder.resolve("bin"), "sh", "sed", "cat");
    vendors = Files.createDirectory(folder.resolve("vendors"));
    Script.write(bin.resolve("id"), "echo 0");
    // What is run, in case it is run.
    Script.write(bin.resolve("apt-get"), "echo \"$@\" >>" + folder.resolve("ran"));
  }

  @Test
  void findsTheDriverOfThisMachine() throws Exception {
    Outcome outcome = setup(new Script(folder).with("FOLDCAST_NO_INSTALL", 1));
    assertEquals(0, outcome.code(), "no OpenCL driver here; run opencl/setup.sh: " + outcome.err());
    assertEquals(1, outcome.out().lines().count(), outcome.out());
    assertTrue(outcome.out().startsWith("foldcast: OpenCL driver found: "), outcome.out());
    assertEquals("", outcome.err());
  }

  @Test
  void quietSaysNothingWhereThereIsADriver() throws Exception {
    assertEquals(new Outcome(0, "", ""), setup(new Script(folder), "--quiet"));
  }

  @Test
  void printsTheCommandWhereItMayNotInstall() throws Exception {
    Outcome outcome = setup(machine().with("FOLDCAST_NO_INSTALL", 1));
    assertEquals(3, outcome.code());
    assertTrue(
        outcome.err().startsWith("foldcast: error: no OpenCL driver; install one with: apt-get"),
        outcome.err());
    assertEquals(1, outcome.err().lines().count(), outcome.err());
    assertTrue(Files.notExists(folder.resolve("ran")), "it ran apt-get");
  }

  @Test
  void installsWhatIsMissingThenFindsIt() throws Exception {
    Script.write(bin.resolve("apt-get"), "printf " + LOADABLE + " >" + vendors.resolve("new.icd"));
    Outcome outcome = setup(machine());
    assertEquals(0, outcome.code(), outcome.err());
    assertEquals(
        String.format(
            Locale.ROOT,
            "foldcast: OpenCL driver installed: %s (%s)\n",
            LOADABLE,
            vendors.resolve("new.icd")),
        outcome.out());
    assertEquals(0, setup(machine()).code(), "the second time there is nothing to do");
  }

  @Test
  void saysSoWhereInstallingFails() throws Exception {
    Script.write(bin.resolve("apt-get"), "exit 100");
    Outcome outcome = setup(machine());
    assertEquals(3, outcome.code());
    assertTrue(outcome.err().contains("foldcast: error: the install command failed"));
  }

  @Test
  void saysSoWhereInstallingDoesNotHelp() throws Exception {
    Outcome outcome = setup(machine());
    assertEquals(3, outcome.code());
    assertTrue(outcome.err().contains("foldcast: error: installed PoCL, but"), outcome.err());
    assertEquals(2, Files.readAllLines(folder.resolve("ran")).size(), "update, then install");
  }

  @Test
  void asksNoPasswordOfAUser() throws Exception {
    Script.write(bin.resolve("id"), "echo 1000");
    Script.write(bin.resolve("sudo"), "[ \"$1\" != -n ] || exit 1; echo asked; exit 1");
    Outcome outcome = setup(machine());
    assertEquals(3, outcome.code());
    assertTrue(outcome.err().contains("install one with: sudo apt-get "), outcome.err());
    assertTrue(Files.notExists(folder.resolve("ran")), "it ran apt-get");
  }

  @Test
  void usesASudoThatNeedsNoPassword() throws Exception {
    Script.write(bin.resolve("id"), "echo 1000");
    Script.write(bin.resolve("sudo"), "[ \"$1\" = -n ] && shift; exec \"$@\"");
    Script.write(bin.resolve("true"), "exit 0");
    setup(machine());
    assertEquals(2, Files.readAllLines(folder.resolve("ran")).size());
  }

  @ParameterizedTest
  @CsvSource({
    "dnf,    dnf install -y pocl 'libOpenCL.so.1()(64bit)'",
    "pacman, pacman -Sy --needed --noconfirm pocl ocl-icd",
    "zypper, zypper --non-interactive install pocl 'libOpenCL.so.1()(64bit)'",
  })
  void knowsOtherPackageManagers(String name, String command) throws Exception {
    Files.delete(bin.resolve("apt-get"));
    Script.write(bin.resolve(name), "");
    Outcome outcome = setup(machine().with("FOLDCAST_NO_INSTALL", 1));
    assertEquals(
        new Outcome(
            3, "", "foldcast: error: no OpenCL driver; install one with: " + command + "\n"),
        outcome);
  }

  @Test
  void namesWhatToInstallWhereNoPackageManagerIsKnown() throws Exception {
    Files.delete(bin.resolve("apt-get"));
    Outcome outcome = setup(machine());
    assertEquals(3, outcome.code());
    assertTrue(outcome.err().contains("install PoCL and an OpenCL loader"), outcome.err());
  }

  @Test
  void anIcdFileOfAMissingLibraryIsNoDriver() throws Exception {
    Files.writeString(vendors.resolve("gone.icd"), "libfoldcast-gone.so\n");
    Script machine = machine().with("FOLDCAST_NO_INSTALL", 1);
    assertEquals(3, setup(machine).code());
    Files.writeString(vendors.resolve("there too.icd"), LOADABLE);
    assertEquals(0, setup(machine).code());
  }

  @Test
  void icdFilenamesAndASingleIcdFileAreHonoured() throws Exception {
    Script machine = machine().with("FOLDCAST_NO_INSTALL", 1);
    assertEquals(0, setup(machine.with("OCL_ICD_FILENAMES", "libgone.so:" + LOADABLE)).code());
    Path icd = Files.writeString(vendors.resolve("one.icd"), LOADABLE);
    assertEquals(0, setup(machine().with("OCL_ICD_VENDORS", icd)).code());
  }

  @Test
  void refusesUnknownWordsAndExplainsItself() throws Exception {
    assertEquals(2, setup(machine(), "--frob").code());
    Outcome help = setup(machine(), "--help");
    assertEquals(0, help.code());
    assertTrue(help.out().startsWith("usage: opencl/setup.sh"), help.out());
  }

  /** No driver, a package manager of ours, run as root (or so it is told). */
  private Script machine() {
    return new Script(folder).with("PATH", bin).with("OCL_ICD_VENDORS", vendors);
  }

  private static Outcome setup(Script script, String... words) throws Exception {
    String path = Script.inCheckout("opencl/setup.sh").toString();
    return script.run(words.length == 0 ? List.of(path) : List.of(path, words[0]));
  }
}
