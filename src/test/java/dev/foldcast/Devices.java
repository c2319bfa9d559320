package dev.foldcast;

import dev.foldcast.error.NoDeviceException;

/** The device of the tests. */
final class Devices {
  private Devices() {}

  static Foldcast open() {
    return open(Options.DEFAULT);
  }

  /** Opens the device, or fails with what to do. */
  static Foldcast open(Options options) {
    try {
      return Foldcast.open(options);
    } catch (NoDeviceException e) {
      throw new AssertionError(
          "the tests need an OpenCL device: run opencl/setup.sh (" + e.getMessage() + ")", e);
    }
  }
}
