package dev.foldcast.tuning;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.foldcast.array.DType;
import dev.foldcast.opencl.ClDevices;
import dev.foldcast.plan.Accuracy;
import dev.foldcast.plan.Configuration;
import dev.foldcast.plan.Lanes;
import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Foldcast's own kernels with faults that only work-groups of 8 have, in real processes: the
 * default, in work-groups of 1, is right under the same program.
 */
class PlantedKernelsTest {
  private static final long LIMIT = TimeUnit.MINUTES.toNanos(20);

  @TempDir private Path folder = Path.of("");

  /** Measures as {@link Child} does, on a device that is taken to have memory of its own. */
  static final class OwnMemoryChild {
    private OwnMemoryChild() {}

    public static void main(String[] args) {
      Child.serve(
          Path.of(args[0]),
          System.in,
          () -> new NestTrials(ClDevices.choose(args[1], null).device(), true));
    }
  }

  /** Puts a kernel file before the jar's, a part of it replaced; FAULTY holds where faults are. */
  private void plant(String file, String part, String by) throws IOException {
    try (InputStream in = Child.class.getResourceAsStream("/opencl/" + file)) {
      String text = new String(in.readAllBytes(), StandardCharsets.UTF_8);
      assertEquals(2, text.split(Pattern.quote(part), -1).length, part);
      Path planted = folder.resolve("planted/opencl/" + file);
      Files.createDirectories(planted.getParent());
      Files.writeString(
          planted, text.replace(part, by.replace("FAULTY", "get_local_size(0) == 8")));
    }
  }

  private Sandbox sandbox(Class<?> main) {
    String classPath =
        System.getProperty("surefire.test.class.path", System.getProperty("java.class.path"));
    String address =
        ClDevices.choose(null, System.getenv("FOLDCAST_DEVICE")).device().info().address();
    return new Sandbox(
        new ChildCommand(
            folder.resolve("planted") + File.pathSeparator + classPath,
            main.getName(),
            folder,
            "child",
            List.of(address)),
        folder.resolve("journal"));
  }

  private void isFoundOut(Class<?> main, String workload, DType dtype, String numbers) {
    isFoundOut(main, workload, dtype, numbers, new Configuration(1, 8, 4, false, 0, 64));
  }

  /** Under a configuration that is right, and the same in work-groups of 8. */
  private void isFoundOut(
      Class<?> main, String workload, DType dtype, String numbers, Configuration right) {
    try (Sandbox sandbox = sandbox(main)) {
      sandbox.begin(new Trial(workload, dtype, Accuracy.EXACT, 1 << 20, 1 << 20));
      Configuration wrong =
          new Configuration(8, 2, right.vector(), false, 0, 64).withLanes(right.lanes());
      List<Ran> ran =
          sandbox.verify(List.of(new Runs.Wanted(0, right), new Runs.Wanted(1, wrong)), LIMIT);
      assertNull(ran.get(0).failure(), ran.get(0).what());
      assertEquals(Rejected.Kind.CORRECTNESS, ran.get(1).failure(), ran.get(1).what());
      assertTrue(ran.get(1).what().contains(numbers), ran.get(1).what());
    }
  }

  @Test
  void aFaultOfTheIntegersIsFoundOut() throws IOException {
    plant(
        "accumulate/fold_exact.cl",
        "SLOT(slots, l % n))[at[l] + 1] += high[l];",
        "SLOT(slots, l % n))[at[l] + 1] += FAULTY && l == VEC - 1 ? 0 : high[l];");
    isFoundOut(Child.class, "(n,3) axis=1", DType.FLOAT64, "hard numbers");
  }

  @Test
  void aFaultOfTheFoldsIsFoundOut() throws IOException {
    plant(
        "accumulate/fold_exact.cl",
        "if (BITS_OF_ALL(RESIDUE_BITS(r)) != 0) {",
        "if (!(FAULTY) && BITS_OF_ALL(RESIDUE_BITS(r)) != 0) {");
    isFoundOut(Child.class, "axis=0", DType.FLOAT32, "hard numbers");
  }

  @Test
  void aFaultOfTheFewIsFoundOut() throws IOException {
    plant(
        "accumulate/few.cl",
        "few->lost |= FEW_AS_BITS(rest) << 1;",
        "few->lost |= FAULTY ? 0 : FEW_AS_BITS(rest) << 1;");
    isFoundOut(Child.class, "(n,3) axis=1", DType.FLOAT32, "hard numbers");
  }

  @Test
  void aFaultOfTheMergesIsFoundOut() throws IOException {
    plant(
        "accumulate/accumulate_exact.cl",
        "  if (flags != 0) total_merge_limbs(",
        "  if (flags != 0 && !(FAULTY)) total_merge_limbs(");
    isFoundOut(Child.class, "x", DType.FLOAT64, "hard numbers");
  }

  /** Lanes of integers that meet before they are cut in halves. */
  @Test
  void aFaultOfTheLanesThatMeetIsFoundOut() throws IOException {
    plant(
        "accumulate/lanes_integer.cl",
        "const Sums one = {low, high, base};",
        "const Sums one = {FAULTY ? sum : low, FAULTY ? (V(long))(0) : high, base};");
    Configuration lanes = new Configuration(1, 8, 16, false, 0, 64).withLanes(Lanes.INT64);
    isFoundOut(Child.class, "x", DType.FLOAT32, "hard numbers", lanes);
  }

  /** A range of signed numbers for unsigned ones. */
  @Test
  void aFaultOfTheMeansOfIntegersIsFoundOut() throws IOException {
    plant(
        "accumulate/accumulate_integer.cl",
        "untold |= sum >> 53;",
        "untold |= FAULTY ? (sum + (1UL << 53)) >> 54 : sum >> 53;");
    isFoundOut(Child.class, "(n,3) axis=1", DType.INT32, "hard numbers");
  }

  /** Largest terms take the schedules of sums, and have kernels of their own. */
  @Test
  void aFaultOfLargestTermsIsFoundOut() throws IOException {
    plant(
        "accumulate/accumulate_extremum.cl",
        "{ block->best = ranks_best(ranks_of(terms), block->best); }",
        "{ if (FAULTY) block_clear(block); block->best = ranks_best(ranks_of(terms), block->best); }");
    isFoundOut(Child.class, "x", DType.FLOAT32, "easy numbers");
  }

  /** Memory of the same size held the right result before. */
  @Test
  void aResultThatIsNotWrittenIsFoundOut() throws IOException {
    plant(
        "map/elementwise.cl",
        "    store_row(OPERAND_ARGS, at, step, length, WALK == WALK_PARTS, to);",
        "    if (!(FAULTY) || unit > 0)"
            + " store_row(OPERAND_ARGS, at, step, length, WALK == WALK_PARTS, to);");
    isFoundOut(OwnMemoryChild.class, "x*y", DType.FLOAT32, "differs");
    isFoundOut(Child.class, "x*y", DType.FLOAT32, "differs");
  }
}
