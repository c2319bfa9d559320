// The limits of a device's memory: kernels that read, copy and fill an array and do nothing else.
//
// Layout  arrays of `vectors` vectors of VEC uints, a multiple of STEP, from the first byte of a
//         buffer, which OpenCL aligns to the largest vector (wrapped host memory must be, too).
// Order   COALESCED 0: a work-item takes one contiguous stretch, STEP vectors a turn (CPUs); STREAMS
//         parts of it side by side, which hides more of the memory's latency than one can.
//         COALESCED 1: neighbouring work-items take neighbouring vectors, STEP in flight (GPUs).
// Result  read: the sum of each work-item's uints, modulo 2^32, so that no load can be left out;
//         copy and fill: the array, which the host looks at.
//
// Set by the host: NONTEMPORAL where the compiler has such stores.
// Tried: VEC, STREAMS, COALESCED, NONTEMPORAL, work-items.
#pragma OPENCL FP_CONTRACT OFF
#include "core/touch.cl"
#ifndef VEC
  #define VEC 4  // uints in a vector: 1, 2, 4, 8 or 16
#endif
#ifndef STEP
  #define STEP 8  // vectors in one turn of a loop
#endif
#ifndef STREAMS
  #define STREAMS 1
#endif
#ifndef COALESCED
  #define COALESCED 0
#endif
#ifndef NONTEMPORAL
  #define NONTEMPORAL 0  // 1: stores that pass the caches by, a clang built-in
#endif

#define CAT_(a, b) a##b
#define CAT(a, b) CAT_(a, b)
#if VEC == 1
  typedef uint Vector;
  #define STORE_LANES(v, p) *(p) = (v)
#else
  typedef CAT(uint, VEC) Vector;
  #define STORE_LANES(v, p) CAT(vstore, VEC)(v, 0, p)
#endif
#if NONTEMPORAL
  #define STORE(v, p) __builtin_nontemporal_store(v, p)
#else
  #define STORE(v, p) *(p) = (v)
#endif

// The body takes vectors i + k * HOP, k = 0 .. STEP - 1; where that is coalesced the rest takes the
// vectors that are left, one by one.
#define WORKER const ulong worker = get_global_id(0), workers = get_global_size(0);
#if COALESCED
  #define HOP workers
  #define SHARE(body, rest)                                                        \
    const ulong full = vectors / (workers * STEP) * (workers * STEP);              \
    for (ulong i = worker; i < full; i += workers * STEP) body                     \
    for (ulong i = full + worker; i < vectors; i += workers) rest
#else
  #define HOP 1
  #define SHARE(body, rest)                                                        \
    const ulong turns = vectors / STEP;                                            \
    const ulong first = turns * worker / workers, end = turns * (worker + 1) / workers; \
    const ulong rounds = (end - first) / STREAMS;                                  \
    for (ulong round = 0; round < rounds; round++) {                               \
      for (int s = 0; s < STREAMS; s++) {                                          \
        const ulong i = (first + s * rounds + round) * STEP;                       \
        body                                                                       \
      }                                                                            \
    }                                                                              \
    for (ulong i = (first + STREAMS * rounds) * STEP; i < end * STEP; i += STEP) body
#endif
#define SOON (1024 / (4 * VEC))  // vectors between a touch and a load

__kernel void read(__global const Vector* restrict x, const ulong vectors,
                   __global uint* restrict sums) {
  WORKER
  Vector a[STEP];
  for (int k = 0; k < STEP; k++) a[k] = (Vector)(0);
  SHARE({
    for (int k = 0; k < STEP; k++) {
      TOUCH(&x[i + SOON + k]);
      a[k] += x[i + k * HOP];
    }
  }, { a[0] += x[i]; })
  for (int k = 1; k < STEP; k++) a[0] += a[k];
  uint lanes[VEC], sum = 0;
  STORE_LANES(a[0], lanes);
  for (int lane = 0; lane < VEC; lane++) sum += lanes[lane];
  sums[worker] = sum;
}

__kernel void copy(__global const Vector* restrict x, const ulong vectors,
                   __global Vector* restrict y) {
  WORKER
  SHARE({
    for (int k = 0; k < STEP; k++) {
      TOUCH(&x[i + SOON + k]);
      STORE(x[i + k * HOP], &y[i + k * HOP]);
    }
  }, { STORE(x[i], &y[i]); })
}

__kernel void fill(const uint value, const ulong vectors, __global Vector* restrict y) {
  WORKER
  SHARE({
    for (int k = 0; k < STEP; k++) STORE((Vector)(value), &y[i + k * HOP]);
  }, { STORE((Vector)(value), &y[i]); })
}
