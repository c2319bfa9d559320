package dev.foldcast.opencl;

import dev.foldcast.error.DeviceException;
import dev.foldcast.error.MemoryException;
import dev.foldcast.error.NoDeviceException;
import java.util.ArrayList;
import java.util.List;
import org.jocl.CL;
import org.jocl.cl_device_id;
import org.jocl.cl_platform_id;
import org.jspecify.annotations.Nullable;

/** Walks over platforms and devices; a driver that fails is noted and does not hide the others. */
final class DeviceSearch {
  private final Cl cl;
  private final List<ClDevice> devices = new ArrayList<>();
  private final List<String> notes = new ArrayList<>();
  private @Nullable Throwable trouble;

  DeviceSearch(Cl cl) {
    this.cl = cl;
  }

  ClDevices.Listing list() {
    List<cl_platform_id> platforms = platforms();
    for (int p = 0; p < platforms.size(); p++) {
      String name = "platform " + p;
      try {
        name += " \"" + DeviceQuery.platformName(cl, platforms.get(p)) + "\"";
        add(p, platforms.get(p), name);
      } catch (DeviceException | MemoryException e) {
        trouble = e;
        notes.add("the OpenCL driver of " + name + " fails: " + e.getMessage());
      }
    }
    if (devices.isEmpty()) {
      throw new NoDeviceException(
          String.join("; ", notes) + "; reinstall that driver or run opencl/setup.sh", trouble);
    }
    return new ClDevices.Listing(devices, notes);
  }

  private List<cl_platform_id> platforms() {
    int[] count = new int[1];
    int status = cl.attempt("clGetPlatformIDs", () -> CL.clGetPlatformIDs(0, null, count));
    if (status == Status.PLATFORM_NOT_FOUND || (status == Status.SUCCESS && count[0] == 0)) {
      throw new NoDeviceException(noDriver());
    }
    try {
      cl.check("clGetPlatformIDs", status, 0, () -> "", null);
      cl_platform_id[] ids = new cl_platform_id[count[0]];
      cl.call("clGetPlatformIDs", () -> CL.clGetPlatformIDs(ids.length, ids, null));
      return List.of(ids);
    } catch (DeviceException | MemoryException e) {
      throw new NoDeviceException(
          "the OpenCL loader fails: " + e.getMessage() + "; run opencl/setup.sh", e);
    }
  }

  private static String noDriver() {
    String folder = System.getenv("OCL_ICD_VENDORS");
    String where = folder == null ? "/etc/OpenCL/vendors" : folder + ", named by OCL_ICD_VENDORS";
    return "no OpenCL driver (ICD) could be loaded from " + where + "; run opencl/setup.sh";
  }

  private void add(int p, cl_platform_id platform, String named) {
    int[] count = new int[1];
    int status =
        cl.attempt(
            "clGetDeviceIDs",
            () -> CL.clGetDeviceIDs(platform, CL.CL_DEVICE_TYPE_ALL, 0, null, count));
    if (status == Status.DEVICE_NOT_FOUND || (status == Status.SUCCESS && count[0] == 0)) {
      String folder = System.getenv().getOrDefault("POCL_CACHE_DIR", "~/.cache/pocl");
      String hint = " (PoCL has none where it cannot write to " + folder + ", its POCL_CACHE_DIR)";
      boolean pocl = named.contains("Portable Computing Language");
      notes.add("the OpenCL driver of " + named + " offers no device" + (pocl ? hint : ""));
      return;
    }
    cl.check("clGetDeviceIDs", status, 0, () -> "", null);
    cl_device_id[] ids = new cl_device_id[count[0]];
    cl.call(
        "clGetDeviceIDs",
        () -> CL.clGetDeviceIDs(platform, CL.CL_DEVICE_TYPE_ALL, ids.length, ids, null));
    String name = DeviceQuery.platformName(cl, platform);
    for (int d = 0; d < ids.length; d++) {
      DeviceInfo info = DeviceQuery.read(cl, ids[d], p + ":" + d, name);
      devices.add(new ClDevice(info, platform, ids[d]));
    }
  }
}
