// Reductions whose inner axis is reduced: reduce_full, reduce_rows, and general nests of that form.
//
// Unit     one part of one output: up to part_size of its `count` terms. Unit u is part u % parts of
//          output u / parts. A work-group (GROUP_TREE) or a work-item alone takes units in turn.
// Out      parts == 1 and no records: results, in the result's layout. Else one record of
//          PARTS * RECORD_WORDS words per unit, for merge_records.
// Carry    a unit begins with the record that the window before this one left for it. A part may have
//          no terms at all: the last ones of a shorter window.
// Slots    one for each work-item in flight and part of the term.
// Empty    never launched with no output or no term; the plan answers these itself.
//
// Set by the host: the term (term.cl), INDEX, ACCUMULATOR. Tuned: VEC, GROUP_TREE, work-group size,
// work-items, part_size.
#include "nest.cl"
#include "group.cl"
#include "retry.cl"

#define CHAINS 4  // independent lanes, so that an add need not wait for the one before

// Adds `vectors` vectors of terms from at[] on, each `stride` terms after the one before.
inline void add_vectors(OPERAND_PARAMS, Lanes* lanes, Total* totals, __global ulong* slots,
                        const INDEX* from, const INDEX* step, const ulong vectors, const ulong stride) {
  INDEX at[OPERANDS], hop[OPERANDS];
  for (int k = 0; k < OPERANDS; k++) {
    at[k] = from[k];
    hop[k] = (INDEX)stride * step[k];
  }
  ulong left = vectors;
  while (left > 0) {
    INDEX block[OPERANDS];
    for (int k = 0; k < OPERANDS; k++) block[k] = at[k];
    Lanes before[CHAINS];
    for (int j = 0; j < CHAINS; j++) before[j] = lanes[j];
    const bool whole = left >= CHAINS * LANE_TURNS;
    const int taken = whole ? CHAINS * LANE_TURNS : left < LANE_TURNS ? (int)left : LANE_TURNS;
    if (whole) {  // a constant trip count: vectorises better
      for (int turn = 0; turn < LANE_TURNS; turn++) {
        #pragma unroll
        for (int j = 0; j < CHAINS; j++) {
          lanes_add(&lanes[j], term_v(OPERAND_ARGS, at, step));
          for (int k = 0; k < OPERANDS; k++) at[k] += hop[k];
        }
      }
    } else {
      for (int i = 0; i < taken; i++) {
        lanes_add(&lanes[0], term_v(OPERAND_ARGS, at, step));
        for (int k = 0; k < OPERANDS; k++) at[k] += hop[k];
      }
    }
    bool flagged = false;
    for (int j = 0; j < CHAINS; j++) flagged |= lanes_flagged(&lanes[j]);
    if (flagged) {
      for (int j = 0; j < CHAINS; j++) lanes[j] = before[j];
      add_again(OPERAND_ARGS, &lanes[0], totals, PARTS, slots, block, step, hop, taken);
    }
    left -= taken;
  }
}

__kernel void reduce_rows(OPERAND_PARAMS, NEST_PARAM, const ulong outputs, const ulong count,
                          const ulong parts, const ulong part_size, const ulong divisor,
                          const uint carry, const uint to_records, __global RESULT_BITS* restrict out,
                          __global ulong* restrict records, __global ulong* restrict all_slots,
                          __global uint* restrict status
#if GROUP_TREE
                          , __local Total* restrict shared
#endif
) {
  NEST_POINTER
  WORKER_IDS
  __global ulong* const slots = SLOT(all_slots, (first_slot + lid) * PARTS);
  const int inner = (int)nest->reduced - 1;
  const ulong length = (ulong)nest->reduced_extent[inner];
  INDEX step[OPERANDS];
  for (int k = 0; k < OPERANDS; k++) step[k] = (INDEX)nest->reduced_stride[k][inner];

  for (ulong unit = worker; unit < outputs * parts; unit += workers) {
    const ulong output = unit / parts;
    const ulong begin = (unit - output * parts) * part_size;
    const ulong end = min(begin + part_size, count);
    INDEX base[OPERANDS];
    for (int k = 0; k < OPERANDS; k++) base[k] = (INDEX)nest->offset[k];
    go_kept(nest, (int)nest->kept, output, base);

    Lanes lanes[CHAINS];
    for (int j = 0; j < CHAINS; j++) lanes_clear(&lanes[j]);
    Total totals[PARTS];
    for (int part = 0; part < PARTS; part++) total_clear(&totals[part]);
    if (lid == 0) {
      for (int part = 0; part < PARTS; part++) {
        if (carry == 0) break;
        total_load(&totals[part], SLOT(slots, part), SLOT(records, unit * PARTS + part));
      }
    }

    ulong term = begin;
    while (term < end) {  // a run along the inner axis
      const ulong row = term / length;
      const ulong column = term - row * length;
      const ulong run = min(length - column, end - term);
      INDEX at[OPERANDS];
      for (int k = 0; k < OPERANDS; k++) at[k] = base[k] + (INDEX)column * step[k];
      go_reduced(nest, inner, row, at);

      const ulong vectors = run / SPAN;
      INDEX from[OPERANDS];
      for (int k = 0; k < OPERANDS; k++) from[k] = at[k] + (INDEX)(lid * SPAN) * step[k];
      const ulong mine = vectors > lid ? (vectors - lid + size - 1) / size : 0;
      add_vectors(OPERAND_ARGS, lanes, totals, slots, from, step, mine, (ulong)size * SPAN);

      for (ulong i = vectors * SPAN + lid; i < run; i += size) {
        INDEX last[OPERANDS];
        for (int k = 0; k < OPERANDS; k++) last[k] = at[k] + (INDEX)i * step[k];
        const TERM_1 one = term_1(OPERAND_ARGS, last);
#if PARTS == 1
        total_add(&totals[0], slots, one);
#else
        total_add(&totals[0], slots, one.x);
        total_add(&totals[1], SLOT(slots, 1), one.y);
#endif
      }
      term += run;
    }
    for (int j = 0; j < CHAINS; j++) lanes_to_totals(&lanes[j], totals, PARTS, slots);
#if GROUP_TREE
    group_merge(totals, all_slots, shared, lid, size, first_slot);
#endif
    if (lid == 0) {
      leave_unit(nest, totals, slots, unit, output, divisor, to_records, out, records, status);
    }
  }
}
