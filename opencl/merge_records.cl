// A later pass of a reduction: merges up to `fan` neighbouring records of one output into one.
//
// In       records of `outputs` outputs, `parts` each, output by output
// Unit     `fan` records of one output; unit u is group u % left of output u / left, where
//          left = ceil(parts / fan)
// Out      left == 1 and no records: results, in the result's layout. Else a record per unit.
// Exact and integer records merge without loss, so no order or fan changes a bit of the result.
#include "nest.cl"
#include "group.cl"

__kernel void merge_records(NEST_PARAM, const ulong outputs, const ulong parts, const ulong fan,
                            const ulong divisor, const uint to_records,
                            __global RESULT_BITS* restrict out,
                            __global const ulong* restrict from, __global ulong* restrict records,
                            __global ulong* restrict all_slots, __global uint* restrict status
#if GROUP_TREE
                            , __local Total* restrict shared
#endif
) {
  NEST_POINTER
#if GROUP_TREE
  const uint lid = (uint)get_local_id(0), size = (uint)get_local_size(0);
  const ulong worker = get_group_id(0), workers = get_num_groups(0);
  const ulong first_slot = worker * size;
#else
  const uint lid = 0, size = 1;
  const ulong worker = get_global_id(0), workers = get_global_size(0);
  const ulong first_slot = worker;
#endif
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
                   SLOT(from, (output * parts + i) * PARTS + part));
      }
    }
#if GROUP_TREE
    group_merge(totals, all_slots, shared, lid, size, first_slot);
#endif
    if (lid == 0) {
      const ulong to = to_records ? unit : out_at(nest, (int)nest->kept, output);
      for (int part = 0; part < PARTS; part++) {
        if (to_records) {
          total_store(&totals[part], SLOT(slots, part), SLOT(records, to * PARTS + part));
        } else {
          out[to * PARTS + part] = total_finish(&totals[part], SLOT(slots, part), divisor, status);
        }
      }
    }
  }
}
