// The totals of a work-group where the device has sub-groups: each of these joins its own from register to register,
// without a barrier, and then in the same way what all of them left in local memory. (OpenCL C 3.0,
// cl_khr_subgroup_shuffle_relative.)
#ifndef SUB_GROUP_CL
#define SUB_GROUP_CL
#include "accumulate/accumulate.cl"

#if SUB_GROUPS

// Intel's CPU driver makes vectors of sub-groups: asked not to, its kernels read past arrays, hang or crash.
#undef VECTOR_KERNEL
#define VECTOR_KERNEL __kernel

// Joins the totals of the first `count` work-items of a sub-group into its first one's.
inline void sub_group_join(Total* joined, const uint lane, const uint count) {
  uint reach = 1;
  while (reach < count) reach *= 2;
  for (reach /= 2; reach > 0; reach /= 2) {
    for (int part = 0; part < PARTS; part++) {
      const Total other = total_shuffle_down(&joined[part], reach);  // of all, as a shuffle must be met by all
      if (lane < reach && lane + reach < count) total_join(&joined[part], &other);
    }
  }
}

// Joins the group's totals into the first ones of shared. Every sub-group joins what all left, though only the first
// one's counts, so that barriers and shuffles are met by all.
inline void group_join(Total* joined, __local Total* shared, const uint lid, const uint size) {
  const uint lane = get_sub_group_local_id(), width = get_sub_group_size();
  const uint mine = get_sub_group_id(), all = get_num_sub_groups();
  sub_group_join(joined, lane, width);
  if (lane == 0) {
    for (int part = 0; part < PARTS; part++) shared[mine * PARTS + part] = joined[part];
  }
  if (all == 1) return;
  // Orders the writes of all sub-groups before their reads.
  barrier(CLK_LOCAL_MEM_FENCE);
  for (int part = 0; part < PARTS; part++) {
    total_clear(&joined[part]);
    for (uint i = lane; i < all; i += width) {
      const Total other = shared[i * PARTS + part];
      total_join(&joined[part], &other);
    }
  }
  sub_group_join(joined, lane, min(width, all));
  // Orders the reads before the write of the first one.
  barrier(CLK_LOCAL_MEM_FENCE);
  if (mine == 0 && lane == 0) {
    for (int part = 0; part < PARTS; part++) shared[part] = joined[part];
  }
}

#endif

#endif
