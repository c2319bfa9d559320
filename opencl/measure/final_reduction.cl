// Ways to sum n floats that people use, beside which `foldcast bench --methods` puts ours:
// plain adds, rounded at every step.
//
// Sizes   the work-group size is a power of two; a group has one float of local memory a work-item.
// Ids     are read once, before any loop: PoCL 3.1 miscompiles barriers otherwise
//         (pocl issue 1390).
//
// Set by the host: COLLECTIVES where the device has work_group_reduce_add (OpenCL C 2.0 or newer).
#pragma OPENCL FP_CONTRACT OFF
#ifndef COLLECTIVES
  #define COLLECTIVES 0
#endif

// The group's sum, in every work-item.
static inline float group_sum(const float mine, __local float* tree, const uint lid, const uint size) {
  tree[lid] = mine;
  for (uint reach = size / 2; reach > 0; reach /= 2) {
    // Orders the writes of the upper half before their reads by the lower.
    barrier(CLK_LOCAL_MEM_FENCE);
    if (lid < reach) tree[lid] += tree[lid + reach];
  }
  // Orders the last write before everybody's read.
  barrier(CLK_LOCAL_MEM_FENCE);
  return tree[0];
}

// Every work-item adds its element to one float, which begins as 0.
__kernel void atomic_adds(__global const float* restrict x, const ulong n, __global uint* sum) {
  const ulong gid = get_global_id(0);
  if (gid >= n) return;
  const float mine = x[gid];
  uint seen = *sum, before;
  do {
    before = seen;
    seen = atomic_cmpxchg((volatile __global uint*)sum, before, as_uint(as_float(before) + mine));
  } while (seen != before);
}

// A work-item has one element, a group leaves one partial sum.
__kernel void one_each(__global const float* restrict x, const ulong n,
                       __global float* restrict sums,
                       __local float* tree) {
  const ulong gid = get_global_id(0), group = get_group_id(0);
  const uint lid = (uint)get_local_id(0), size = (uint)get_local_size(0);
  const float sum = group_sum(gid < n ? x[gid] : 0, tree, lid, size);
  if (lid == 0) sums[group] = sum;
}

// A work-item adds elements i, i + G, i + 2G, ... (G: all work-items), a group leaves one partial
// sum.
__kernel void strided(__global const float* restrict x, const ulong n,
                      __global float* restrict sums,
                      __local float* tree) {
  const ulong gid = get_global_id(0), step = get_global_size(0), group = get_group_id(0);
  const uint lid = (uint)get_local_id(0), size = (uint)get_local_size(0);
  float mine = 0;
  for (ulong i = gid; i < n; i += step) mine += x[i];
  const float sum = group_sum(mine, tree, lid, size);
  if (lid == 0) sums[group] = sum;
}

// As strided, with the language's own sum of a group where there is one.
__kernel void collective(__global const float* restrict x, const ulong n,
                         __global float* restrict sums,
                         __local float* tree) {
  const ulong gid = get_global_id(0), step = get_global_size(0), group = get_group_id(0);
  const uint lid = (uint)get_local_id(0), size = (uint)get_local_size(0);
  float mine = 0;
  for (ulong i = gid; i < n; i += step) mine += x[i];
#if COLLECTIVES
  const float sum = work_group_reduce_add(mine);
#else
  const float sum = group_sum(mine, tree, lid, size);
#endif
  if (lid == 0) sums[group] = sum;
}
