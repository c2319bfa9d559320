package dev.foldcast.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What commands print, letter by letter. */
class GoldenOutputTest {
  private static final Cli CLI = Cli.open();
  private static String x = "";
  private static String column = "";

  @TempDir static Path folder;

  @org.junit.jupiter.api.BeforeAll
  static void writeInputs() throws IOException {
    x = Cli.doubles(folder.resolve("x.npy"), "(3, 4)", Cli.values(12, i -> (double) i));
    column = Cli.doubles(folder.resolve("column.npy"), "(3, 1)", 0, 1, -0.5);
  }

  @AfterAll
  static void close() {
    CLI.close();
  }

  private static void prints(String expected, String... args) {
    Cli.Run run = CLI.run(args);
    assertEquals("", run.err());
    assertEquals(expected + System.lineSeparator(), run.out());
    assertEquals(0, run.code());
  }

  @Test
  void aFullSumIsOneNumber() {
    prints("66.0", "sum", x);
    prints("5.5", "mean", x);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "--axis=0   | [12. 15. 18. 21.] | (4,)",
        "--axis=-2  | [12. 15. 18. 21.] | (4,)",
        "--axis=1   | [ 6. 22. 38.]     | (3,)",
        "--axis=()  | [[ 0.  1.  2.  3.];; [ 4.  5.  6.  7.];; [ 8.  9. 10. 11.]] | (3, 4)",
        "--axis=(1,)| [ 6. 22. 38.]     | (3,)"
      })
  void axesAreNumPys(String option, String body, String shape) {
    String text = body.replace(";;", "\n") + "\nfloat64, shape " + shape;
    prints(text, "sum", x, option);
  }

  @Test
  void aNegativeAxisMayStandAlone() {
    prints("[ 6. 22. 38.]\nfloat64, shape (3,)", "sum", x, "--axis", "-1");
    prints("66.0", "sum", x, "--axis", "-1,-2");
    prints("[[66.]]\nfloat64, shape (1, 1)", "sum", x, "--axis", "0,1", "--keepdims");
  }

  @Test
  void productsBroadcast() {
    prints(
        """
        [[ 0.   0.   0.   0. ]
         [ 4.   5.   6.   7. ]
         [-4.  -4.5 -5.  -5.5]]
        float64, shape (3, 4)""",
        "multiply",
        column,
        x);
  }

  /** Elements of the fixtures: see {@code make_fixtures.py}. */
  @ParameterizedTest
  @CsvSource({"int32", "int64", "float32", "float64", "complex64", "complex128"})
  void everyTypePrintsOneNumberTheSameForBothByteOrders(String dtype) {
    Cli.Run big = CLI.run("sum", fixtureOf(dtype, "be"));
    Cli.Run little = CLI.run("sum", fixtureOf(dtype, "le"));
    assertEquals(0, big.code(), big.err());
    assertEquals(little.out(), big.out());
    assertEquals(1, big.out().lines().count());
  }

  private static String fixtureOf(String dtype, String order) {
    for (int version = 1; version <= 3; version++) {
      String name = String.format(Locale.ROOT, "%s-%s-c-v%d-2x3x4.npy", dtype, order, version);
      if (Cli.class.getResource("/npy/" + name) != null) {
        return Cli.fixture(name);
      }
    }
    throw new AssertionError("no fixture of " + dtype);
  }

  @Test
  void exactSumsAreExact() throws IOException {
    String hard = Cli.doubles(folder.resolve("hard.npy"), "(3,)", 1e308, 1e308, -1e308);
    prints("1e+308", "sum", hard);
    String tenths = Cli.doubles(folder.resolve("tenths.npy"), "(10,)", Cli.values(10, i -> 0.1));
    prints("1.0", "sum", tenths);
    String mixed = Cli.doubles(folder.resolve("nan.npy"), "(2,)", Double.POSITIVE_INFINITY, -1);
    prints("inf", "sum", mixed);
    prints("nan", "mean", Cli.doubles(folder.resolve("empty.npy"), "(0,)"));
    prints("0.0", "sum", folder.resolve("empty.npy").toString());
  }

  @Test
  void elementsAreConvertedFirst() throws IOException {
    String n = Cli.longs(folder.resolve("n.npy"), "(2,)", 3, 4);
    prints("7", "sum", n);
    prints("7.0", "sum", n, "--dtype", "float32");
    prints("3.5", "mean", n);
    prints("(7+0j)", "sum", n, "--dtype", "complex64");
    prints("66.0", "sum", x, "--accuracy", "fast");
  }

  @Test
  void withAnOutputNothingIsPrinted() {
    Path out = folder.resolve("out.npy");
    Cli.Run run = CLI.run("sum", x, "--axis=0", "-o", out.toString());
    assertEquals("", run.out() + run.err());
    prints("[12. 15. 18. 21.]\nfloat64, shape (4,)", "multiply", out.toString(), one());
  }

  private static String one() {
    try {
      return Cli.doubles(folder.resolve("one.npy"), "()", 1);
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  @Test
  void stdoutGetsTheSameBytesAsAFile() throws IOException {
    Path out = folder.resolve("same.npy");
    CLI.run("multiply", column, x, "-o", out.toString());
    Cli.Run run = CLI.run("multiply", column, x, "-o", "-");
    assertEquals(ByteBuffer.wrap(Files.readAllBytes(out)), run.bytes());
    assertEquals("", run.out() + run.err());
  }

  @Test
  void aFileIsNoArgumentFile() throws IOException {
    String odd = Cli.doubles(folder.resolve("@x.npy"), "(1,)", 2);
    prints("2.0", "sum", odd);
    assertTrue(CLI.run("sum", "@x.npy").err().contains("@x.npy: no such file"));
  }

  @Test
  void everyScheduleAndAccessGivesTheSame() {
    for (String schedule :
        new String[] {
          "workgroup=37,groups=8,vector=8,tree=false,items=0,merge=64",
          "workgroup=4,groups=2,vector=1,tree=true,items=2,merge=2",
          "vector=2,items=1,merge=2",
          "vector=4,lanes=int64"
        }) {
      prints("66.0", "sum", x, "--configuration", schedule);
    }
    Cli.Run run = CLI.run("sum", x, "--dtype=float32", "-v", "--configuration", "lanes=int64");
    assertTrue(run.err().contains(", lanes int64 (given by the caller"), run.err());
    Cli.Run cut = CLI.run("multiply", x, x, "-v", "--configuration", "workgroup=1000000");
    assertTrue(
        cut.err()
            .matches(
                "(?s).*schedule  work-group (\\d+), .*\\(given by the caller, but"
                    + " workgroup=\\1, the device's largest, instead of 1000000.*"),
        cut.err());
    Cli.Run wrong = CLI.run("sum", x, "--configuration", "lanes=int32");
    assertEquals(2, wrong.code());
    assertTrue(wrong.err().contains("lanes is float64 or int64, not 'int32'"), wrong.err());
    prints("66.0", "sum", x, "--no-map", "--memory=64MiB");
  }

  @Test
  void overflowIsNotedOnceOrAnError() throws IOException {
    String big = Cli.longs(folder.resolve("big.npy"), "(3,)", 1L << 62, 1L << 62, 1);
    Cli.Run wraps = CLI.run("sum", big);
    assertEquals(0, wraps.code());
    assertEquals(Long.MIN_VALUE + 1 + System.lineSeparator(), wraps.out());
    assertEquals(1, wraps.errLines().size());
    assertTrue(wraps.err().startsWith("foldcast: note: "));
    Path out = folder.resolve("overflow.npy");
    Cli.Run fails = CLI.run("sum", big, "--overflow=error", "-o", out.toString());
    assertEquals(4, fails.code());
    assertFalse(Files.exists(out));
  }
}
