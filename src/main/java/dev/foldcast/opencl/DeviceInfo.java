package dev.foldcast.opencl;

import java.util.List;
import java.util.Locale;
import java.util.Set;

/**
 * What a device says of itself, read once. Equal values describe the same device of the same
 * driver.
 *
 * @param address {@code P:D}, platform and device counted from 0 as {@code clinfo -l} counts
 * @param name the device's name
 * @param platform the platform's name
 * @param vendor the device's vendor
 * @param driverVersion the driver's version
 * @param openclVersion {@code CL_DEVICE_VERSION}, for example {@code OpenCL 3.0 PoCL ...}
 * @param openclCVersion {@code CL_DEVICE_OPENCL_C_VERSION}, for example {@code OpenCL C 1.2 PoCL}
 * @param type what it is
 * @param computeUnits compute units, at least 1
 * @param globalMemoryBytes device memory, bytes
 * @param maxAllocationBytes largest single buffer, bytes
 * @param cacheBytes largest cache of device memory, bytes, 0 if unknown
 * @param localMemoryBytes local memory of a work-group, bytes
 * @param maxWorkGroupSize most work-items in a group, before what a kernel itself allows
 * @param maxWorkItemSizes most work-items in a group along each dimension
 * @param preferredMultiple preferred multiple of the work-group size, 0 if unknown
 * @param baseAlignBytes alignment of a buffer's base address, bytes
 * @param maxParameterBytes most bytes of all arguments of a kernel
 * @param hostMemory shares memory with the host ({@code CL_DEVICE_HOST_UNIFIED_MEMORY})
 * @param sharedBuffers has buffers that kernels and the host read and write without commands in
 *     between (fine-grained SVM buffers)
 * @param subGroups has sub-groups
 * @param fullProfile has OpenCL's full profile, not only the embedded one
 * @param float32 its arithmetic in single precision
 * @param float64 the same in double precision
 * @param fp16 computes in half precision
 * @param int64Atomics has base and extended 64-bit integer atomics
 * @param littleEndian little-endian
 * @param outOfOrder queues can run commands out of order
 * @param available the driver says that it can be used now
 * @param compiler can build programs from source
 * @param extensions names of its extensions
 */
public record DeviceInfo(
    String address,
    String name,
    String platform,
    String vendor,
    String driverVersion,
    String openclVersion,
    String openclCVersion,
    DeviceType type,
    int computeUnits,
    long globalMemoryBytes,
    long maxAllocationBytes,
    long cacheBytes,
    long localMemoryBytes,
    long maxWorkGroupSize,
    List<Long> maxWorkItemSizes,
    int preferredMultiple,
    int baseAlignBytes,
    long maxParameterBytes,
    boolean hostMemory,
    boolean sharedBuffers,
    boolean subGroups,
    boolean fullProfile,
    FloatConfig float32,
    FloatConfig float64,
    boolean fp16,
    boolean int64Atomics,
    boolean littleEndian,
    boolean outOfOrder,
    boolean available,
    boolean compiler,
    Set<String> extensions) {

  public DeviceInfo {
    maxWorkItemSizes = List.copyOf(maxWorkItemSizes);
    extensions = Set.copyOf(extensions);
  }

  /** Whether it is Oclgrind, which checks kernels and is a hundred times slower. */
  public boolean simulator() {
    return platform.toLowerCase(Locale.ROOT).contains("oclgrind");
  }

  /** Whether the work-items of a sub-group can read each other's registers. */
  public boolean shuffles() {
    return openclCVersion.startsWith("OpenCL C 3.")
        && extensions.contains("cl_khr_subgroup_shuffle_relative");
  }

  /** Whether it computes in double precision as IEEE 754 says. */
  public boolean fp64() {
    return float64.fusedMultiplyAdd() && float64.obstacle("float64").isEmpty();
  }

  /**
   * Why programs cannot be built for it and run on it, or would not be right, as what the device
   * does: for example {@code has no compiler}. Empty if nothing is in the way.
   *
   * <p>Every kernel of floats counts on float32 as IEEE 754 has it: sums of few terms and products
   * compute in it, float16 is converted by way of it.
   */
  public String obstacle() {
    if (!available) {
      return "is not available";
    }
    if (!compiler) {
      return "has no compiler";
    }
    return fullProfile ? float32.obstacle("float32") : "has only the embedded profile of OpenCL";
  }

  /** Whether programs can be built for it, run on it, and are right. */
  public boolean usable() {
    return obstacle().isEmpty();
  }

  /** Whether {@code other} is the same model under the same driver, at whatever address. */
  boolean sameModel(DeviceInfo other) {
    return name.equals(other.name)
        && platform.equals(other.platform)
        && driverVersion.equals(other.driverVersion);
  }

  /** Address and name, as error messages quote a device. */
  String quoted() {
    return address + " \"" + name + "\"";
  }

  /** One line for {@code devices}: address, type, name, platform, compute units, memory. */
  public String summary() {
    return DeviceText.summary(this);
  }

  /** Lines {@code name: value} for {@code devices -v}: every fact of the record. */
  public List<String> details() {
    return DeviceText.details(this);
  }
}
