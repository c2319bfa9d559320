package dev.foldcast.opencl;

import java.util.Arrays;
import org.jocl.CL;
import org.jocl.cl_device_id;
import org.jocl.cl_kernel;
import org.jocl.cl_program;
import org.jspecify.annotations.Nullable;

/** A native kernel object in a program's pool, with what the driver says of it. */
final class KernelCell {
  final String name;
  final Handle<cl_kernel> handle;
  final int count;
  final long maxWorkGroupSize;
  final long preferredMultiple;
  final long privateBytes;

  /** What each argument was set to last; null where nobody knows. Guarded by the holder. */
  private final @Nullable Object[] arguments;

  private KernelCell(Scope scope, Handle<cl_kernel> handle, String name) {
    this.name = name;
    this.handle = handle;
    cl_kernel kernel = handle.object();
    count =
        (int)
            Query.number(
                scope.cl,
                "clGetKernelInfo",
                (size, at, needed) ->
                    CL.clGetKernelInfo(kernel, CL.CL_KERNEL_NUM_ARGS, size, at, needed));
    maxWorkGroupSize = ask(scope, kernel, CL.CL_KERNEL_WORK_GROUP_SIZE);
    preferredMultiple = ask(scope, kernel, CL.CL_KERNEL_PREFERRED_WORK_GROUP_SIZE_MULTIPLE);
    privateBytes = ask(scope, kernel, CL.CL_KERNEL_PRIVATE_MEM_SIZE);
    arguments = new @Nullable Object[count];
  }

  private static long ask(Scope scope, cl_kernel kernel, int what) {
    cl_device_id device = scope.device.id;
    return Query.number(
        scope.cl,
        "clGetKernelWorkGroupInfo",
        (size, at, needed) -> CL.clGetKernelWorkGroupInfo(kernel, device, what, size, at, needed));
  }

  /** Makes one; releases it again if the driver does not answer about it. */
  static KernelCell create(Scope scope, cl_program program, String label, String name) {
    cl_kernel kernel =
        scope.cl.make(
            "clCreateKernel",
            0,
            () -> "kernel " + name + " of program " + label,
            status -> CL.clCreateKernel(program, name, status));
    Handle<cl_kernel> handle =
        new Handle<>(scope, Handle.Kind.KERNEL, "kernel " + name, kernel, CL::clReleaseKernel);
    boolean made = false;
    try {
      KernelCell cell = new KernelCell(scope, handle, name);
      made = true;
      return cell;
    } finally {
      if (!made) {
        handle.shut();
      }
    }
  }

  /**
   * Whether an argument has a value already: a kernel keeps its arguments from one launch, and one
   * holder, to the next, and most are the same each time. Forgets the value, so that a call that
   * fails leaves none.
   *
   * @param value a number, a {@code byte[]}, or the native object of a buffer that is alive
   */
  boolean takeIfSame(int index, Object value) {
    Object known = arguments[index];
    arguments[index] = null;
    if (value instanceof byte[] bytes) {
      return known instanceof byte[] old && Arrays.equals(old, bytes);
    }
    // The address of a buffer that is gone may be another one's by now.
    return value instanceof Number ? value.equals(known) : value == known;
  }

  /** Notes the value of an argument. */
  void note(int index, Object value) {
    arguments[index] = value;
  }
}
