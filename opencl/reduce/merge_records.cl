// A later pass of a reduction: merges up to `fan` neighbouring records of one output into one.
//
// In       records of `outputs` outputs, `parts` each, output by output
// Unit     `fan` records of one output; unit u is group u % left of output u / left, where
//          left = ceil(parts / fan)
// Out      left == 1 and no records: results, in the result's layout. Else a record per unit.
// Exact and integer records merge without loss, so no order or fan changes a bit of the result.
#include "core/nest.cl"
#include "core/group.cl"

#define MERGE_PARAMS const ulong outputs, const ulong parts, const ulong fan, const ulong divisor, \
  const uint to_records, __global RESULT_BITS* restrict out, __global const ulong* restrict from, \
  __global ulong* restrict records, __global ulong* restrict all_slots, __global uint* restrict status
#define MERGE_ARGS outputs, parts, fan, divisor, to_records, out, from, records, all_slots, status

// The units of one work-item, or its share in those of its group.
ONCE void merge_units(NEST_SPACE const Nest* nest, MERGE_PARAMS, WORKER_PARAMS SHARED_PARAM) {
  __global ulong* const slots = SLOT(all_slots, (first_slot + lid) * PARTS);
  const ulong left = (parts + fan - 1) / fan;

  for (ulong unit = worker; unit < outputs * left; unit += workers) {
    const ulong output = unit / left;
    const ulong begin = (unit - output * left) * fan;
    const ulong end = min(begin + fan, parts);
    Total totals[PARTS];
    for (int part = 0; part < PARTS; part++) total_clear(&totals[part]);
    for (ulong i = begin + lid; i < end; i += size) {
      for (int part = 0; part < PARTS; part++) {
        total_load(&totals[part], SLOT(slots, part),
                   RECORD(from, (output * parts + i) * PARTS + part));
      }
    }
#if GROUP_TREE
    group_merge(totals, all_slots, shared, lid, size, first_slot);
#endif
    if (lid == 0) {
      leave_unit(nest, totals, slots, unit, output, divisor, to_records, out, records, status);
    }
  }
}

__kernel void merge_records(NEST_PARAM, MERGE_PARAMS SHARED_PARAM) {
  NEST_POINTER
  WORKER_IDS
  merge_units(nest, MERGE_ARGS, WORKER_ARGS SHARED_ARG);
}
