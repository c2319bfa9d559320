// The end of a work-group's work on one output or part of one: its work-items' totals become one.
//
// GROUP_TREE 0: a work-item works alone (no barrier; what CPU devices like best).
// GROUP_TREE 1: the work-items of a group share the work and merge their totals in a binary tree; where there are
//               SUB_GROUPS, only what these leave takes local memory and barriers.
// Ids are read once, before any loop: PoCL 3.1 miscompiles barriers otherwise (pocl issue 1390).
#ifndef GROUP_CL
#define GROUP_CL
#include "core/nest.cl"
#include "accumulate/accumulate.cl"

#ifndef GROUP_TREE
  #define GROUP_TREE 0
#endif

#include "core/sub_group.cl"

#if GROUP_TREE
  #if !SUB_GROUPS
// Joins the totals of a group's work-items into the first ones of shared.
inline void group_join(Total* joined, __local Total* shared, const uint lid, const uint size) {
  for (int part = 0; part < PARTS; part++) shared[lid * PARTS + part] = joined[part];
  uint levels = 0;
  while ((1u << levels) < size) levels++;
  for (uint level = levels; level > 0; level--) {
    const uint reach = 1u << (level - 1);
    // Orders the writes of totals before their reads by the lower half.
    barrier(CLK_LOCAL_MEM_FENCE);
    if (lid < reach && lid + reach < size) {
      for (int part = 0; part < PARTS; part++) {
        const Total other = shared[(lid + reach) * PARTS + part];
        total_join(&joined[part], &other);
        shared[lid * PARTS + part] = joined[part];
      }
    }
  }
}
  #endif

// Merges the group's totals into work-item 0's. shared: PARTS totals for each work-item.
//
// They are joined without their slots, which hardly ever count; where something was lost all are merged
// again. (Then no barrier must order global memory. Before this, and with other loads, float32 row sums ran at
// 0.8 TB/s on an NVIDIA H200, since at 2.2.)
inline void group_merge(Total* totals, __global ulong* slots, __local Total* shared,
                        const uint lid, const uint size, const ulong first_slot) {
  Total joined[PARTS];
  for (int part = 0; part < PARTS; part++) joined[part] = totals[part];
  group_join(joined, shared, lid, size);
  barrier(CLK_LOCAL_MEM_FENCE);
  bool lost = false;  // the same for all
  for (int part = 0; part < PARTS; part++) {
    joined[part] = shared[part];
    lost |= total_is_lost(&joined[part]);
  }
  // Orders these reads before the next writes.
  barrier(CLK_LOCAL_MEM_FENCE);
  for (int part = 0; part < PARTS; part++) {
    if (lost) {
      shared[lid * PARTS + part] = totals[part];
    } else {
      totals[part] = joined[part];
    }
  }
  uint levels = 0;
  while (lost && (1u << levels) < 2 * size) levels++;
  for (uint level = levels; level > 0; level--) {
    const uint reach = (1u << level) >> 2;  // 0 at last: nobody merges
    // Orders the writes of totals and of slots before their reads, and the last reads before the next unit.
    barrier(CLK_LOCAL_MEM_FENCE | CLK_GLOBAL_MEM_FENCE);
    if (lid < reach && lid + reach < size) {
      for (int part = 0; part < PARTS; part++) {
        const Total other = shared[(lid + reach) * PARTS + part];
        total_merge(&totals[part], SLOT(slots, (first_slot + lid) * PARTS + part), &other,
                    SLOT(slots, (first_slot + lid + reach) * PARTS + part));
        shared[lid * PARTS + part] = totals[part];
      }
    }
  }
}
#endif

// Who does the work: `worker` of `workers` takes units in turn, by `size` work-items of which this is
// `lid`; its slots begin at first_slot * PARTS.
#if GROUP_TREE
  #define WORKER_IDS                                                                   \
    const uint lid = (uint)get_local_id(0), size = (uint)get_local_size(0);            \
    const ulong worker = get_group_id(0), workers = get_num_groups(0);                 \
    const ulong first_slot = worker * size;
  #define SHARED_PARAM , __local Total* restrict shared
  #define SHARED_ARG , shared
#else
  #define WORKER_IDS                                                                   \
    const uint lid = 0, size = 1;                                                      \
    const ulong worker = get_global_id(0), workers = get_global_size(0);               \
    const ulong first_slot = worker;
  #define SHARED_PARAM
  #define SHARED_ARG
#endif
#define WORKER_PARAMS \
  const uint lid, const uint size, const ulong worker, const ulong workers, const ulong first_slot
#define WORKER_ARGS lid, size, worker, workers, first_slot

// Leaves a unit's totals: as its record, or as result `output`.
RARE void leave_unit(NEST_SPACE const Nest* nest, Total* totals, __global ulong* slots,
                     const ulong unit, const ulong output, const ulong divisor, const uint to_records,
                     __global RESULT_BITS* out, __global ulong* records, __global uint* status) {
  const ulong to = to_records ? unit : out_at(nest, (int)nest->kept, output);
  for (int part = 0; part < PARTS; part++) {
    if (to_records) {
      total_store(&totals[part], SLOT(slots, part), RECORD(records, to * PARTS + part));
    } else {
      out[to * PARTS + part] = part_finish(totals, part, slots, divisor, status);
    }
  }
}

#endif
