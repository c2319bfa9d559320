package dev.foldcast.cli;

import dev.foldcast.opencl.ClBuffer;
import dev.foldcast.opencl.ClDevice;
import dev.foldcast.opencl.ClEvent;
import dev.foldcast.opencl.ClKernel;
import dev.foldcast.opencl.ClProgram;
import dev.foldcast.opencl.ClQueue;
import dev.foldcast.opencl.ClSession;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.List;
import java.util.Locale;

/** OpenCL as tutorials use it, for the demo: every command is waited for. */
final class NaiveDevice implements AutoCloseable {
  /** What tutorials write; REAL2 is double2, or float2 where the device has no float64. */
  private static final String SOURCE =
      """
      #pragma OPENCL FP_CONTRACT OFF

      // Both operands have the shape of the result.
      kernel void multiply(global const REAL2 *a, global const REAL2 *b, global REAL2 *c) {
        size_t i = get_global_id(0);
        REAL2 x = a[i], y = b[i];
        c[i] = (REAL2)(x.x * y.x - x.y * y.y, x.x * y.y + x.y * y.x);
      }

      // One element per work-item, a tree in local memory, a partial sum per work-group.
      kernel void partial_sums(global const float *x, global float *partial, local float *tree) {
        const uint lid = get_local_id(0);
        const uint size = get_local_size(0);
        tree[lid] = x[get_global_id(0)];
        for (uint step = size / 2; step > 0; step /= 2) {
          barrier(CLK_LOCAL_MEM_FENCE);
          if (lid < step) tree[lid] += tree[lid + step];
        }
        if (lid == 0) partial[get_group_id(0)] = tree[0];
      }

      // One float, one add after the other.
      kernel void plain_sum(global const float *x, global float *sum, uint n) {
        float s = 0;
        for (uint i = 0; i < n; i++) s += x[i];
        *sum = s;
      }
      """;

  private final ClSession session;
  private final ClQueue queue;
  private final boolean fp64;

  NaiveDevice(ClDevice device) {
    session = ClSession.open(device);
    queue = session.queue(false);
    fp64 = device.info().fp64();
    // The first build of a process starts the compiler up: neither way shall pay for that.
    session.build("nothing", "kernel void nothing(global int *x) { *x = 1; }", "").close();
  }

  boolean fp64() {
    return fp64;
  }

  ClProgram build() {
    String real = fp64 ? "double" : "float";
    String pragma = fp64 ? "#pragma OPENCL EXTENSION cl_khr_fp64 : enable\n" : "";
    String source = String.format(Locale.ROOT, "%s#define REAL2 %s2\n%s", pragma, real, SOURCE);
    return session.build("demo", source, "-cl-std=CL1.2");
  }

  ClBuffer allocate(long bytes) {
    return session.allocate(bytes);
  }

  /** A device buffer with a copy of these bytes. */
  ClBuffer upload(ByteBuffer bytes) {
    ClBuffer buffer = session.allocate(bytes.remaining());
    try (ClEvent event = queue.write(buffer, 0, bytes, List.of())) {
      event.await();
    }
    return buffer;
  }

  void run(ClKernel kernel, long globalSize, long localSize) {
    try (ClEvent event =
        queue.launch(kernel, new long[] {globalSize}, new long[] {localSize}, List.of())) {
      event.await();
    }
  }

  /** Reads the first bytes of a buffer back. */
  void download(ClBuffer from, ByteBuffer to) {
    try (ClEvent event = queue.read(from, 0, to, List.of())) {
      event.await();
    }
  }

  static ByteBuffer direct(long bytes) {
    return ByteBuffer.allocateDirect(Math.toIntExact(bytes)).order(ByteOrder.nativeOrder());
  }

  @Override
  public void close() {
    session.close();
  }
}
