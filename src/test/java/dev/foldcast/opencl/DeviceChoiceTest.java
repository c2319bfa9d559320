package dev.foldcast.opencl;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.foldcast.engine.Engine;
import dev.foldcast.error.NoDeviceException;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class DeviceChoiceTest {
  private static final DeviceInfo POCL = info("0:0", "pthread-Xeon", DeviceType.CPU, "PoCL");
  private static final DeviceInfo H100 = info("1:0", "NVIDIA H100", DeviceType.GPU, "CUDA");
  private static final DeviceInfo H100_TOO = info("1:1", "NVIDIA H100", DeviceType.GPU, "CUDA");
  private static final DeviceInfo T4 = info("1:2", "NVIDIA T4", DeviceType.GPU, "CUDA");
  private static final DeviceInfo FPGA = info("2:0", "Alveo", DeviceType.ACCELERATOR, "Xilinx");
  private static final DeviceInfo SIM =
      info("3:0", "Oclgrind Simulator", DeviceType.GPU, "Oclgrind");

  // Of CL_DEVICE_SINGLE_FP_CONFIG, as the standard numbers them.
  private static final long DENORM = 1;
  private static final long INF_NAN = 2;
  private static final long ROUND_TO_NEAREST = 4;
  private static final long FMA = 32;
  private static final long IEEE = DENORM | INF_NAN | ROUND_TO_NEAREST | FMA;

  static DeviceInfo info(String address, String name, DeviceType type, String platform) {
    return info(address, name, type, platform, true, true);
  }

  private static DeviceInfo info(
      String address,
      String name,
      DeviceType type,
      String platform,
      boolean available,
      boolean compiler) {
    String language = "OpenCL C 1.2";
    return info(
        address, name, type, platform, available, compiler, language, Set.of("cl_khr_fp64"));
  }

  private static DeviceInfo info(
      String address,
      String name,
      DeviceType type,
      String platform,
      boolean available,
      boolean compiler,
      String language,
      Set<String> extensions) {
    return new DeviceInfo(
        address,
        name,
        platform,
        "vendor",
        "1.0",
        "OpenCL 3.0",
        language,
        type,
        2,
        1L << 34,
        1L << 32,
        1 << 22,
        1 << 15,
        1024,
        List.of(1024L, 1024L, 64L),
        32,
        128,
        1024,
        false,
        false,
        false,
        true,
        new FloatConfig(IEEE),
        new FloatConfig(IEEE),
        false,
        true,
        true,
        true,
        available,
        compiler,
        extensions);
  }

  /** A GPU of another profile or other arithmetic. */
  private static DeviceInfo arithmetic(boolean fullProfile, long float32, long float64) {
    DeviceInfo d = info("1:0", "Odd", DeviceType.GPU, "Vendor");
    return new DeviceInfo(
        d.address(),
        d.name(),
        d.platform(),
        d.vendor(),
        d.driverVersion(),
        d.openclVersion(),
        d.openclCVersion(),
        d.type(),
        d.computeUnits(),
        d.globalMemoryBytes(),
        d.maxAllocationBytes(),
        d.cacheBytes(),
        d.localMemoryBytes(),
        d.maxWorkGroupSize(),
        d.maxWorkItemSizes(),
        d.preferredMultiple(),
        d.baseAlignBytes(),
        d.maxParameterBytes(),
        d.hostMemory(),
        d.sharedBuffers(),
        d.subGroups(),
        fullProfile,
        new FloatConfig(float32),
        new FloatConfig(float64),
        d.fp16(),
        d.int64Atomics(),
        d.littleEndian(),
        d.outOfOrder(),
        d.available(),
        d.compiler(),
        d.extensions());
  }

  private static void picks(
      String address,
      String reason,
      @Nullable String selector,
      @Nullable String environment,
      DeviceInfo... devices) {
    DeviceChoice.Pick pick = DeviceChoice.pick(List.of(devices), selector, environment);
    assertEquals(address, devices[pick.index()].address());
    assertEquals(reason, pick.reason());
  }

  private static void refuses(String facts, @Nullable String selector, DeviceInfo... devices) {
    NoDeviceException e =
        assertThrows(
            NoDeviceException.class, () -> DeviceChoice.pick(List.of(devices), selector, null));
    assertTrue(String.valueOf(e.getMessage()).contains(facts), e.getMessage());
  }

  @Test
  void withoutWishTheFirstGpuElseAcceleratorElseCpu() {
    picks("1:0", "first GPU of 4 devices", null, null, POCL, H100, H100_TOO, FPGA);
    picks("2:0", "first accelerator of 2 devices", null, null, POCL, FPGA);
    picks("0:0", "the only device", null, null, POCL);
    picks("0:0", "the only device", null, "  ", POCL);
  }

  @Test
  void simulatorOnlyWhereThereIsNothingElse() {
    picks("0:0", "first CPU of 2 devices", null, null, POCL, SIM);
    picks("3:0", "the only device", null, null, SIM);
    picks("3:0", "chosen by --device oclgrind", "oclgrind", null, POCL, SIM);
    picks("3:0", "chosen by --device gpu", "gpu", null, SIM);
    refuses("no device matches --device gpu", "gpu", POCL, SIM);
  }

  @Test
  void unusableDevicesAreNotChosenAndAreRefusedByName() {
    DeviceInfo busy = info("1:0", "Busy", DeviceType.GPU, "CUDA", false, true);
    DeviceInfo bare = info("1:1", "Bare", DeviceType.GPU, "CUDA", true, false);
    picks("0:0", "first CPU of 3 devices", null, null, POCL, busy, bare);
    refuses("\"Busy\", --device 1:0, is not available", "1:0", POCL, busy, bare);
    refuses("\"Bare\", --device bare, has no compiler", "bare", POCL, busy, bare);
    refuses("--device gpu, is not available", "gpu", POCL, busy);
    refuses("none of them can be used", null, busy, bare);
  }

  private static void isRefused(String why, DeviceInfo device) {
    assertFalse(device.usable());
    assertEquals(why, device.obstacle());
    refuses("\"Odd\", --device 1:0, " + why + "; there is 0:0", "1:0", POCL, device);
    refuses("none of them can be used; there is 1:0 \"Odd\" (GPU, " + why + ")", null, device);
    picks("0:0", "first CPU of 2 devices", null, null, POCL, device);
    assertTrue(device.summary().endsWith(", " + why + ")"), device.summary());
    assertTrue(device.details().contains("usable: no, it " + why), device.details().toString());
  }

  @Test
  void devicesWhoseFloatsAreNotThoseOfTheStandardAreRefusedWithTheReason() {
    isRefused("flushes float32 subnormals to zero", arithmetic(true, IEEE & ~DENORM, IEEE));
    isRefused(
        "does not round float32 to nearest", arithmetic(true, IEEE & ~ROUND_TO_NEAREST, IEEE));
    isRefused("has no float32 infinities and NaN", arithmetic(true, IEEE & ~INF_NAN, IEEE));
    isRefused("has only the embedded profile of OpenCL", arithmetic(false, IEEE, IEEE));
    assertTrue(arithmetic(true, IEEE & ~FMA, IEEE).usable(), "no kernel needs it of float32");
  }

  @Test
  void float64ThatIsNotThatOfTheStandardIsNone() {
    assertTrue(POCL.fp64());
    for (long lacking : new long[] {IEEE, DENORM, INF_NAN, ROUND_TO_NEAREST, FMA}) {
      DeviceInfo device = arithmetic(true, IEEE, IEEE & ~lacking);
      assertFalse(device.fp64());
      assertTrue(device.usable());
      assertFalse(Engine.limitsOf(device).float64());
      assertTrue(device.details().contains("float64: no"), device.details().toString());
    }
  }

  @Test
  void addressTypeAndNamePart() {
    picks("1:1", "chosen by --device 1:1", "1:1", "cpu", POCL, H100, H100_TOO);
    picks("0:0", "chosen by FOLDCAST_DEVICE=CPU", null, " CPU ", POCL, H100);
    picks("1:0", "chosen by --device GPU", "GPU", null, POCL, H100, T4);
    picks("2:0", "chosen by --device accelerator", "accelerator", null, POCL, FPGA);
    picks("1:2", "chosen by --device t4", "t4", null, POCL, H100, T4);
    picks("0:0", "chosen by --device xeon", "xeon", "gpu", POCL, H100);
  }

  @Test
  void identicalDevicesAreNotAmbiguousAndOthersAre() {
    picks("1:0", "chosen by --device h100", "h100", null, POCL, H100, H100_TOO, T4);
    refuses("--device nvidia matches 1:0 \"NVIDIA H100\"", "nvidia", POCL, H100, T4);
    DeviceInfo longer = info("1:3", "NVIDIA T4 Super", DeviceType.GPU, "CUDA");
    picks("1:2", "chosen by --device nvidia t4", "nvidia t4", null, longer, T4);
  }

  @Test
  void noMatchListsWhatThereIs() {
    refuses(
        "no device matches --device 7:0; there is 0:0 \"pthread-Xeon\" (CPU), 1:0",
        "7:0",
        POCL,
        H100);
    refuses("no device matches --device mali", "mali", POCL);
    refuses("names no device", " ", POCL);
  }

  @Test
  void textsForPeople() {
    assertEquals("0:0  CPU  pthread-Xeon  (PoCL, 2 compute units, 16.0 GiB)", POCL.summary());
    assertTrue(POCL.details().contains("largest work-group: 1024 (1024 x 1024 x 64)"));
    assertEquals("1023 B", DeviceText.bytes(1023));
    assertEquals("1.0 KiB", DeviceText.bytes(1024));
    assertEquals("8.0 EiB", DeviceText.bytes(Long.MAX_VALUE));
  }

  private static boolean shuffles(String language, String extension) {
    return info("0:0", "", DeviceType.GPU, "", true, true, language, Set.of(extension)).shuffles();
  }

  @Test
  void kernelsForSubGroupsNeedTheLanguageAndTheExtension() {
    assertTrue(shuffles("OpenCL C 3.0 vendor", "cl_khr_subgroup_shuffle_relative"));
    assertFalse(shuffles("OpenCL C 1.2", "cl_khr_subgroup_shuffle_relative"));
    assertFalse(shuffles("OpenCL C 3.0", "cl_khr_subgroups"));
  }
}
