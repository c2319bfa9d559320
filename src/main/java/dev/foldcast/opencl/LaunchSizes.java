package dev.foldcast.opencl;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/** Refuses launch sizes that a driver must not see. */
final class LaunchSizes {
  private LaunchSizes() {}

  /**
   * Checks the sizes of a launch.
   *
   * @throws IllegalArgumentException naming the kernel, both sizes and the limit
   */
  static void check(ClKernel kernel, DeviceInfo device, long[] global, long[] local) {
    String problem = problem(device, kernel.maxWorkGroupSize(), global, local);
    if (!problem.isEmpty()) {
      throw new IllegalArgumentException(
          String.format(
              Locale.ROOT,
              "kernel %s, global %s, local %s: %s",
              kernel.name(),
              Arrays.toString(global),
              Arrays.toString(local),
              problem));
    }
  }

  /** What is wrong with the sizes; empty if nothing is. */
  static String problem(DeviceInfo device, long kernelLimit, long[] global, long[] local) {
    if (global.length < 1 || global.length > 3 || local.length != global.length) {
      return "needs as many local sizes as global ones, 1 to 3";
    }
    List<Long> limits = device.maxWorkItemSizes();
    long limit = Math.min(kernelLimit, device.maxWorkGroupSize());
    long group = 1;
    for (int i = 0; i < global.length; i++) {
      if (global[i] <= 0 || local[i] <= 0) {
        return "sizes must be at least 1";
      }
      if (global[i] % local[i] != 0) {
        return "each global size must be a multiple of the local one";
      }
      if (i < limits.size() && local[i] > limits.get(i)) {
        return "the device allows " + limits + " work-items along each dimension";
      }
      if (local[i] > limit / group) {
        return "a work-group may have " + limit + " work-items";
      }
      group *= local[i];
    }
    return "";
  }
}
