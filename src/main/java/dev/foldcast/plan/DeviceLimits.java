package dev.foldcast.plan;

/**
 * What a plan must know of a device.
 *
 * @param gpu schedule for many work-items in flight; else for few with long vectors
 * @param computeUnits at least 1
 * @param maxWorkGroup work-items in one work-group
 * @param localMemoryBytes of one work-group
 * @param maxAllocationBytes of one buffer
 * @param globalMemoryBytes of the device
 * @param float64 whether it computes in float64
 * @param hostMemory whether it shares memory with the host, so that nothing need be sent
 * @param cacheBytes of its largest cache; 0 where nobody knows
 * @param subGroups whether the work-items of a sub-group can read each other's registers
 */
public record DeviceLimits(
    boolean gpu,
    int computeUnits,
    long maxWorkGroup,
    long localMemoryBytes,
    long maxAllocationBytes,
    long globalMemoryBytes,
    boolean float64,
    boolean hostMemory,
    long cacheBytes,
    boolean subGroups) {

  /** A work-group of so many work-items, or of as many as there can be. */
  int fitted(int workGroup) {
    return (int) Math.min(workGroup, maxWorkGroup);
  }

  /** A CPU with two compute units: what {@code --explain} assumes where there is no device. */
  public static DeviceLimits assumedCpu() {
    return new DeviceLimits(
        false, 2, 4096, 1 << 20, 2L << 30, 8L << 30, true, true, 32 << 20, false);
  }
}
