// The limits of a device's memory: kernels that read, copy and fill an array and do nothing else.
//
// Layout  arrays of `vectors` vectors of VEC uints, a multiple of STEP, from the first byte of a
//         buffer, which OpenCL aligns to the largest vector (wrapped host memory must be, too).
// Order   COALESCED 0: a work-item takes one contiguous stretch, STEP vectors a turn (CPUs).
//         COALESCED 1: neighbouring work-items take neighbouring vectors, STEP in flight (GPUs).
// Result  read: the sum of each work-item's uints, modulo 2^32, so that no load can be left out;
//         copy and fill: the array, which the host looks at.
//
// Set by the host: NONTEMPORAL where the compiler has such stores.
// Tried: VEC, COALESCED, NONTEMPORAL, work-items.
#pragma OPENCL FP_CONTRACT OFF
#ifndef VEC
  #define VEC 4  // uints in a vector: 1, 2, 4, 8 or 16
#endif
#ifndef STEP
  #define STEP 8  // vectors in one turn of a loop
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
#else
  typedef CAT(uint, VEC) Vector;
#endif
#if NONTEMPORAL
  #define STORE(v, p) __builtin_nontemporal_store(v, p)
#else
  #define STORE(v, p) *(p) = (v)
#endif

// A work-item takes vectors i + k * HOP, k = 0 .. STEP - 1, for i = begin, begin + turn, ... < end;
// where that is coalesced also the vectors that are left, one by one.
#if COALESCED
  #define SHARE                                                             \
    const ulong worker = get_global_id(0), workers = get_global_size(0);    \
    const ulong hop = workers, turn = workers * STEP, begin = worker;       \
    const ulong full = vectors / turn * turn, end = full + worker;
  #define HOP hop
  #define REST(body) for (ulong i = end; i < vectors; i += workers) body
#else
  #define SHARE                                                             \
    const ulong worker = get_global_id(0), workers = get_global_size(0);    \
    const ulong turns = vectors / STEP, turn = STEP;                        \
    const ulong begin = turns * worker / workers * STEP;                    \
    const ulong end = turns * (worker + 1) / workers * STEP;
  #define HOP 1
  #define REST(body)
#endif

__kernel void read(__global const Vector* restrict x, const ulong vectors,
                   __global uint* restrict sums) {
  SHARE
  Vector a[STEP];
  for (int k = 0; k < STEP; k++) a[k] = (Vector)(0);
  for (ulong i = begin; i < end; i += turn) {
    for (int k = 0; k < STEP; k++) a[k] += x[i + k * HOP];
  }
  REST({ a[0] += x[i]; })
  for (int k = 1; k < STEP; k++) a[0] += a[k];
  uint lanes[VEC], sum = 0;
  *(Vector*)lanes = a[0];
  for (int lane = 0; lane < VEC; lane++) sum += lanes[lane];
  sums[worker] = sum;
}

__kernel void copy(__global const Vector* restrict x, const ulong vectors,
                   __global Vector* restrict y) {
  SHARE
  for (ulong i = begin; i < end; i += turn) {
    for (int k = 0; k < STEP; k++) STORE(x[i + k * HOP], &y[i + k * HOP]);
  }
  REST({ STORE(x[i], &y[i]); })
}

__kernel void fill(const uint value, const ulong vectors, __global Vector* restrict y) {
  SHARE
  for (ulong i = begin; i < end; i += turn) {
    for (int k = 0; k < STEP; k++) STORE((Vector)(value), &y[i + k * HOP]);
  }
  REST({ STORE((Vector)(value), &y[i]); })
}
