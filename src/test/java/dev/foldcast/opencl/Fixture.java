package dev.foldcast.opencl;

import dev.foldcast.error.NoDeviceException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.List;

/** What the tests of this package work on: the device, a small program, buffers with numbers. */
final class Fixture {
  /** Kernels whose results are easy to foretell. */
  static final String SOURCE =
      """
      kernel void plus(global const int *in, global int *out, int add) {
        size_t i = get_global_id(0);
        out[i] = in[i] + add;
      }
      kernel void spin(global const uint *in, global uint *out, long turns) {
        uint x = in[get_global_id(0)] | 1u;
        for (long t = 0; t < turns; t++) {
          x ^= x << 13;
          x ^= x >> 17;
          x ^= x << 5;
        }
        out[get_global_id(0)] = x;
      }
      typedef struct { long a; int b; int c; } triple;
      kernel void kinds(global long *out, int i, long l, triple t, local int *scratch) {
        size_t lid = get_local_id(0);
        scratch[lid] = i;
        barrier(CLK_LOCAL_MEM_FENCE);
        if (lid == 0) {
          out[get_group_id(0)] = scratch[0] + l * 10 + t.a * 100 + t.b * 1000 + t.c * 10000;
        }
      }
      """;

  static final List<ClEvent> NONE = List.of();

  private Fixture() {}

  /** The device, or a failure that says how to get one. */
  static ClDevice device() {
    try {
      return ClDevices.choose(null, System.getenv("FOLDCAST_DEVICE")).device();
    } catch (NoDeviceException e) {
      throw new AssertionError(
          "the tests need an OpenCL device: run opencl/setup.sh (" + e.getMessage() + ")", e);
    }
  }

  static ClSession open() {
    return ClSession.open(device());
  }

  static ByteBuffer direct(int bytes) {
    return ByteBuffer.allocateDirect(bytes).order(ByteOrder.nativeOrder());
  }

  /** A direct buffer of ints {@code first, first + 1, ...}. */
  static ByteBuffer ints(int count, int first) {
    ByteBuffer buffer = direct(count * Integer.BYTES);
    for (int i = 0; i < count; i++) {
      buffer.putInt(i * Integer.BYTES, first + i);
    }
    return buffer;
  }

  static long[] size(long n) {
    return new long[] {n};
  }

  /** Turns of {@code spin} that take a good part of a second. */
  static long longSpin() {
    return 100_000_000L;
  }

  static int spun(int seed, long turns) {
    int x = seed | 1;
    for (long t = 0; t < turns; t++) {
      x ^= x << 13;
      x ^= x >>> 17;
      x ^= x << 5;
    }
    return x;
  }
}
