package dev.foldcast.opencl;

/** What a device is, as far as the choice of one cares. */
public enum DeviceType {
  CPU,
  GPU,
  ACCELERATOR,
  OTHER;

  private static final long CPU_BIT = 1 << 1;
  private static final long GPU_BIT = 1 << 2;
  private static final long ACCELERATOR_BIT = 1 << 3;

  /** The type behind {@code CL_DEVICE_TYPE}; a device that claims several counts as GPU first. */
  static DeviceType of(long bits) {
    if ((bits & GPU_BIT) != 0) {
      return GPU;
    }
    if ((bits & ACCELERATOR_BIT) != 0) {
      return ACCELERATOR;
    }
    return (bits & CPU_BIT) != 0 ? CPU : OTHER;
  }

  /** As people write it. */
  String text() {
    return switch (this) {
      case CPU, GPU -> name();
      case ACCELERATOR -> "accelerator";
      case OTHER -> "other device";
    };
  }
}
