package dev.foldcast.tuning;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.foldcast.array.DType;
import dev.foldcast.kernel.KernelHash;
import dev.foldcast.opencl.DeviceInfo;
import dev.foldcast.opencl.DeviceType;
import dev.foldcast.opencl.FloatConfig;
import dev.foldcast.plan.Accuracy;
import dev.foldcast.plan.Family;
import dev.foldcast.plan.Work;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What configurations are kept under. */
class KeysTest {
  private static DeviceInfo device(String platform, String vendor, DeviceType type, String name) {
    return new DeviceInfo(
        "0:0",
        name,
        platform,
        vendor,
        "1",
        "OpenCL 3.0",
        "OpenCL C 1.2",
        type,
        8,
        1,
        1,
        1,
        1,
        1,
        List.of(1L),
        0,
        64,
        1024,
        true,
        false,
        false,
        true,
        new FloatConfig(0x3f),
        new FloatConfig(0x3f),
        false,
        false,
        true,
        false,
        true,
        true,
        Set.of());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "Portable Computing Language | GenuineIntel | CPU |"
            + " pthread-skylake-avx512-Intel(R) Xeon(R) Processor @ 2.50GHz |"
            + " pocl-skylake-avx512-intel-xeon-8 | intel",
        "Portable Computing Language | GenuineIntel | CPU |"
            + " cpu-skylake-avx512-Intel(R) Xeon(R) Processor @ 2.70GHz |"
            + " pocl-skylake-avx512-intel-xeon-8 | intel",
        "Intel(R) OpenCL | Intel(R) Corporation | CPU | Intel(R) Xeon(R) Processor @ 2.50GHz |"
            + " intel-intel-xeon-8 | intel",
        "NVIDIA CUDA | NVIDIA Corporation | GPU | NVIDIA H100 80GB HBM3 |"
            + " nvidia-nvidia-h100-80gb-hbm3-8 | nvidia",
        "AMD Accelerated Parallel Processing | Advanced Micro Devices, Inc. | GPU | gfx1030 |"
            + " amd-gfx1030-8 | amd",
        "rusticl | AMD | GPU | ../.. | mesa-unknown-8 | amd"
      })
  void namesLoseWhatChangesFromDriverToDriver(
      String platform, String vendor, DeviceType type, String name, String file, String maker) {
    DeviceKey key = DeviceKey.of(device(platform, vendor, type, name));
    assertEquals(file, key.file());
    assertEquals(maker, key.vendor());
    assertEquals(8, key.units());
  }

  @ParameterizedTest
  @CsvSource({
    "1, 33554432, 33554432, one x huge x huge",
    "32, 33, 4096, few x some x some",
    "4097, 1, 1048576, many x one x many",
    "0, 1048577, 1, one x huge x one"
  })
  void shapesHaveAClass(long kept, long reduced, long inner, String expected) {
    ShapeClass shape =
        ShapeClass.of(new Work(Family.GENERAL, DType.INT8, Accuracy.EXACT, kept, reduced, inner));
    assertEquals(expected, shape.toString());
    assertEquals(shape, ShapeClass.named(expected));
  }

  @Test
  void otherTextsAreNoClass() {
    for (String text :
        List.of("", "one", "one x two x few", "one x few", "one x one x one x one")) {
      assertThrows(IllegalArgumentException.class, () -> ShapeClass.named(text), text);
    }
  }

  @Test
  void kernelsHaveAHashByWhatTheyAreMadeOf() {
    assertEquals(16, KernelHash.of(Family.REDUCE_FULL).length());
    assertEquals(KernelHash.of(Family.REDUCE_FULL), KernelHash.of(Family.REDUCE_ROWS));
    assertNotEquals(KernelHash.of(Family.REDUCE_FULL), KernelHash.of(Family.OUTER));
    assertNotEquals(KernelHash.of(Family.GENERAL), KernelHash.of(Family.OUTER));
  }

  /** What suits 64 columns does not suit 16384 of them, as narrow vectors do not. */
  @Test
  void theInnerLoopsClassCountsAsMuchAsTheResults() {
    ShapeClass large = ShapeClass.named("many x many x many");
    int sameLoop = large.distance(ShapeClass.named("many x some x many"));
    int sameTerms = large.distance(ShapeClass.named("some x many x some"));
    assertTrue(sameLoop < sameTerms, sameLoop + ", " + sameTerms);
  }
}
