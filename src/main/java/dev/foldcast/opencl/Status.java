package dev.foldcast.opencl;

import org.jocl.CL;

/** OpenCL's status codes by name, with what to do about the common ones. */
final class Status {
  static final int SUCCESS = 0;
  static final int DEVICE_NOT_FOUND = -1;
  static final int MEM_OBJECT_ALLOCATION_FAILURE = -4;
  static final int OUT_OF_HOST_MEMORY = -6;
  static final int BUILD_PROGRAM_FAILURE = -11;
  static final int WAIT_LIST_FAILED = -14;
  static final int INVALID_KERNEL_NAME = -46;
  static final int INVALID_BUFFER_SIZE = -61;

  /** What the loader answers where no driver is registered. */
  static final int PLATFORM_NOT_FOUND = -1001;

  /** Ours: the driver lacks the function. */
  static final int NO_SUCH_FUNCTION = -100_000;

  /** Ours: the call failed without a status. */
  static final int UNKNOWN = -100_001;

  /** What helps where a driver trusts what lies in its folder. */
  private static final String COMPILED =
      "remove the driver's folder of them (PoCL's is POCL_CACHE_DIR, else ~/.cache/pocl)";

  private Status() {}

  /** Name and number, for example {@code CL_OUT_OF_RESOURCES (-5)}. */
  static String text(int status) {
    return switch (status) {
      case NO_SUCH_FUNCTION -> "the driver has no such function";
      case UNKNOWN -> "failed without a status";
      case PLATFORM_NOT_FOUND -> "CL_PLATFORM_NOT_FOUND_KHR (-1001)";
      case -9999 -> "NVIDIA: illegal read or write to a buffer (-9999)";
      default -> {
        String name = CL.stringFor_errorCode(status);
        yield (name.startsWith("CL_") ? name : "status") + " (" + status + ")";
      }
    };
  }

  /** What may help; empty where nothing general is known. */
  static String remedy(int status) {
    return switch (status) {
      case -2 -> "another program may hold the device; choose another with --device";
      case -3 -> "the driver cannot build programs; choose another device with --device";
      case MEM_OBJECT_ALLOCATION_FAILURE -> "use a smaller --memory";
      case -5 -> "an earlier kernel may have failed or a work-group be too large; try again";
      case OUT_OF_HOST_MEMORY -> "free host memory or use a smaller --memory";
      case -7 -> "await the event first";
      case BUILD_PROGRAM_FAILURE ->
          "where no error is named, no space may be left for compiled programs: " + COMPILED;
      case INVALID_KERNEL_NAME -> "compiled programs may be damaged: " + COMPILED;
      case WAIT_LIST_FAILED -> "a command that it waits for failed";
      case -36, -9999 -> "an earlier kernel may have failed; open a new session";
      case -54, -55 -> "use a smaller work-group";
      case NO_SUCH_FUNCTION -> "update the driver";
      default -> "";
    };
  }
}
