package dev.foldcast.opencl;

import java.util.Arrays;
import java.util.HashSet;
import java.util.Set;
import org.jocl.CL;
import org.jocl.cl_device_id;
import org.jocl.cl_platform_id;

/** Asks a device for its facts. */
final class DeviceQuery {
  private static final String CALL = "clGetDeviceInfo";

  // Of OpenCL 2.1 and 3.0, for which the binding has no names.
  private static final int MAX_NUM_SUB_GROUPS = 0x105C;
  private static final int PREFERRED_WORK_GROUP_SIZE_MULTIPLE = 0x1067;

  private static final long QUEUE_OUT_OF_ORDER = 1;

  private final Cl cl;
  private final cl_device_id id;

  private DeviceQuery(Cl cl, cl_device_id id) {
    this.cl = cl;
    this.id = id;
  }

  static String platformName(Cl cl, cl_platform_id platform) {
    return Query.text(
        cl,
        "clGetPlatformInfo",
        (size, at, needed) ->
            CL.clGetPlatformInfo(platform, CL.CL_PLATFORM_NAME, size, at, needed));
  }

  /**
   * Reads everything.
   *
   * @throws dev.foldcast.error.DeviceException if a query fails that every driver must answer
   */
  @SuppressWarnings("deprecation") // names of OpenCL 1.x, which every driver knows
  static DeviceInfo read(Cl cl, cl_device_id id, String address, String platform) {
    DeviceQuery q = new DeviceQuery(cl, id);
    Set<String> extensions = q.words(CL.CL_DEVICE_EXTENSIONS);
    return new DeviceInfo(
        address,
        q.text(CL.CL_DEVICE_NAME),
        platform,
        q.text(CL.CL_DEVICE_VENDOR),
        q.text(CL.CL_DRIVER_VERSION),
        q.text(CL.CL_DEVICE_VERSION),
        q.text(CL.CL_DEVICE_OPENCL_C_VERSION),
        DeviceType.of(q.number(CL.CL_DEVICE_TYPE)),
        (int) q.number(CL.CL_DEVICE_MAX_COMPUTE_UNITS),
        q.number(CL.CL_DEVICE_GLOBAL_MEM_SIZE),
        q.number(CL.CL_DEVICE_MAX_MEM_ALLOC_SIZE),
        q.optional(CL.CL_DEVICE_GLOBAL_MEM_CACHE_SIZE),
        q.number(CL.CL_DEVICE_LOCAL_MEM_SIZE),
        q.number(CL.CL_DEVICE_MAX_WORK_GROUP_SIZE),
        Query.numbers(cl, CALL, q.question(CL.CL_DEVICE_MAX_WORK_ITEM_SIZES)),
        (int) q.optional(PREFERRED_WORK_GROUP_SIZE_MULTIPLE),
        (int) (q.number(CL.CL_DEVICE_MEM_BASE_ADDR_ALIGN) / 8),
        q.number(CL.CL_DEVICE_MAX_PARAMETER_SIZE),
        q.optional(CL.CL_DEVICE_HOST_UNIFIED_MEMORY) != 0,
        (q.optional(CL.CL_DEVICE_SVM_CAPABILITIES) & CL.CL_DEVICE_SVM_FINE_GRAIN_BUFFER) != 0,
        extensions.contains("cl_khr_subgroups") || q.optional(MAX_NUM_SUB_GROUPS) > 0,
        q.text(CL.CL_DEVICE_PROFILE).equals("FULL_PROFILE"),
        new FloatConfig(q.number(CL.CL_DEVICE_SINGLE_FP_CONFIG)),
        new FloatConfig(q.optional(CL.CL_DEVICE_DOUBLE_FP_CONFIG)),
        extensions.contains("cl_khr_fp16"),
        extensions.contains("cl_khr_int64_base_atomics")
            && extensions.contains("cl_khr_int64_extended_atomics"),
        q.number(CL.CL_DEVICE_ENDIAN_LITTLE) != 0,
        (q.number(CL.CL_DEVICE_QUEUE_PROPERTIES) & QUEUE_OUT_OF_ORDER) != 0,
        q.number(CL.CL_DEVICE_AVAILABLE) != 0,
        q.number(CL.CL_DEVICE_COMPILER_AVAILABLE) != 0,
        extensions);
  }

  private Query.Question question(int what) {
    return (size, at, needed) -> CL.clGetDeviceInfo(id, what, size, at, needed);
  }

  private String text(int what) {
    return Query.text(cl, CALL, question(what));
  }

  private Set<String> words(int what) {
    Set<String> words = new HashSet<>(Arrays.asList(text(what).split("\\s+", -1)));
    words.remove("");
    return words;
  }

  private long number(int what) {
    return Query.number(cl, CALL, question(what));
  }

  private long optional(int what) {
    return Query.optional(cl, CALL, question(what));
  }
}
