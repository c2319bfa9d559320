package dev.foldcast.kernel;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.foldcast.array.DType;
import dev.foldcast.error.MemoryException;
import dev.foldcast.plan.DeviceLimits;
import dev.foldcast.plan.Launch;
import dev.foldcast.plan.Plan;
import dev.foldcast.plan.Window;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.junit.jupiter.api.Test;

/**
 * What some thousand plans give to a device, as hashes: programs but for the names in them,
 * launches and arguments. A change that only moves or renames leaves them; one that changes kernels
 * or schedules writes them anew with {@code -Dfoldcast.fingerprints=write}, and says so.
 */
class FingerprintsTest {
  private static final Path FILE = Path.of("src/test/resources/fingerprints.txt");
  private static final int PLANS = 60;
  private static final long SEED = 20261201;

  private static final Map<String, DeviceLimits> DEVICES = new LinkedHashMap<>();

  static {
    DEVICES.put("cpu", DeviceLimits.assumedCpu());
    DEVICES.put(
        "cpu-no-float64",
        new DeviceLimits(false, 4, 128, 32 << 10, 1 << 28, 1 << 30, false, true, 1 << 20, false));
    DEVICES.put(
        "gpu",
        new DeviceLimits(true, 132, 1024, 48 << 10, 32L << 30, 128L << 30, true, false, 0, true));
    DEVICES.put(
        "gpu-shared",
        new DeviceLimits(true, 8, 256, 64 << 10, 1L << 30, 4L << 30, false, true, 1 << 20, false));
  }

  private final Map<String, Long> shapes = new HashMap<>();

  @Test
  void plansGiveDevicesWhatTheyGaveBefore() throws IOException {
    List<String> found = new ArrayList<>();
    DEVICES.forEach(
        (name, limits) -> {
          for (DType dtype : DType.values()) {
            RandomPlans plans = new RandomPlans(SEED + dtype.numpyName().hashCode(), limits);
            Hash hash = new Hash();
            for (int i = 0; i < PLANS; i++) {
              add(hash, plans, dtype);
            }
            found.add(
                String.format(Locale.ROOT, "%s %s %016x", name, dtype.numpyName(), hash.value));
          }
        });
    if (System.getProperty("foldcast.fingerprints", "").equals("write")) {
      Files.write(FILE, found);
    }
    assertEquals(
        String.join("\n", Files.readAllLines(FILE)), String.join("\n", found), "seed " + SEED);
  }

  private void add(Hash hash, RandomPlans plans, DType dtype) {
    Plan plan;
    try {
      plan = plans.next(dtype);
    } catch (MemoryException e) {
      hash.add(e.neededBytes());
      return;
    }
    ProgramText program = ProgramText.of(plan.program());
    String files = KernelFiles.text(plan.program().files());
    assertTrue(program.source().endsWith(files));
    // Shapes of files are many plans' own, those of what comes before them are short.
    hash.add(shapes.computeIfAbsent(files, FingerprintsTest::shape));
    String before = program.source().substring(0, program.source().length() - files.length());
    hash.add(shapes.computeIfAbsent(before, FingerprintsTest::shape));
    hash.add(program.options());
    hash.add(program.registers());
    hash.add(plan.slotBytes());
    plan.recordBytes().forEach(hash::add);
    hash.add(plan.windows().count());
    if (plan.isEmpty()) {
      return;
    }
    Window window = plan.windows().window(plan.windows().count() - 1);
    List<Long> leads = Collections.nCopies(plan.nest().operands(), 0L);
    for (int pass = 0; pass < plan.passesOf(window).size(); pass++) {
      Launch launch = plan.passes().get(pass).launch();
      hash.add(launch.globalSize());
      hash.add(launch.workGroup());
      Arguments.of(plan, window, pass, leads).forEach(argument -> add(hash, argument));
    }
  }

  private static long shape(String source) {
    Hash hash = new Hash();
    hash.add(SourceShape.of(source));
    return hash.value;
  }

  private static void add(Hash hash, Argument argument) {
    if (argument instanceof Argument.Operand operand) {
      hash.add(operand.index());
    } else if (argument instanceof Argument.Owned owned) {
      hash.add(owned.role().name());
    } else if (argument instanceof Argument.Struct struct) {
      ByteBuffer bytes = struct.bytes().duplicate();
      while (bytes.hasRemaining()) {
        hash.add(bytes.get());
      }
      hash.add(struct.inMemory() ? 1 : 0);
    } else if (argument instanceof Argument.Long64 number) {
      hash.add(number.value());
    } else if (argument instanceof Argument.Int32 number) {
      hash.add(number.value());
    } else if (argument instanceof Argument.Local local) {
      hash.add(local.bytes());
    }
  }

  /** FNV-1a over 64-bit numbers, mixed. */
  private static final class Hash {
    long value = 0xcbf29ce484222325L;

    void add(long number) {
      value = (value ^ number) * 0x100000001b3L;
      value ^= value >>> 29;
    }

    void add(String text) {
      text.chars().forEach(this::add);
      add(text.length());
    }
  }
}
