package dev.foldcast.opencl;

import org.jocl.CL;
import org.jocl.NativePointerObject;
import org.jocl.Pointer;
import org.jocl.Sizeof;
import org.jocl.cl_context;
import org.jocl.cl_device_id;
import org.jocl.cl_program;

/** Programs as the driver hands them out and takes them back. */
final class ProgramBinary {
  private static final String QUERY = "clGetProgramInfo";

  private ProgramBinary() {}

  /**
   * What the driver has made of a program so far; empty where it gives nothing out, or more than is
   * ever kept. Of one device only: a session has one.
   *
   * @throws dev.foldcast.error.FoldcastException if the driver refuses
   */
  static byte[] of(Scope scope, cl_program program) {
    long[] size = new long[1];
    // PoCL compiles here what serves any local size.
    scope.cl.call(
        QUERY,
        () ->
            LargeStack.call(
                () ->
                    CL.clGetProgramInfo(
                        program,
                        CL.CL_PROGRAM_BINARY_SIZES,
                        Sizeof.size_t,
                        Pointer.to(size),
                        null)));
    byte[] binary = new byte[size[0] <= BinaryFolder.LARGEST_FILE ? (int) size[0] : 0];
    if (binary.length > 0) {
      Pointer to = Pointer.to(new NativePointerObject[] {Pointer.to(binary)});
      scope.cl.call(
          QUERY,
          () -> CL.clGetProgramInfo(program, CL.CL_PROGRAM_BINARIES, Sizeof.POINTER, to, null));
    }
    return binary;
  }

  /**
   * Makes a program of a binary, not built yet.
   *
   * @throws dev.foldcast.error.FoldcastException if the driver does not take it
   */
  static cl_program create(Scope scope, cl_context context, String label, byte[] binary) {
    return scope.cl.make(
        "clCreateProgramWithBinary",
        0,
        () -> "program " + label,
        status ->
            CL.clCreateProgramWithBinary(
                context,
                1,
                new cl_device_id[] {scope.device.id},
                new long[] {binary.length},
                new byte[][] {binary},
                new int[1],
                status));
  }
}
