// Reductions whose inner axis is kept: reduce_columns, reduce_short, and general nests of that form.
//
// Unit     one part of a block of CHAINS * SPAN neighbouring outputs along the inner kept axis, one
//          lane each: up to part_size of their `count` terms. Unit u is part u % parts of block
//          u / parts. A work-item takes units in turn; there is no barrier. The last block of a row
//          is moved back so that it is whole; it writes only the outputs that are its own.
// Out      parts == 1 and no records: results, in the result's layout. Else one record of
//          PARTS * RECORD_WORDS words per output and part, for merge_records.
// Carry    a unit begins with the records that the window before this one left for it. A part may
//          have no terms at all: the last ones of a shorter window.
// Slots    CHAINS * VEC for each work-item.
// Empty    never launched with no output or no term; the inner kept axis has at least
//          CHAINS * SPAN outputs.
//
// Set by the host: the term (term.cl), INDEX, ACCUMULATOR. Tuned: VEC, CHAINS, work-group size,
// work-items, part_size.
#include "nest.cl"
#include "accumulate.cl"
#include "retry.cl"

#ifndef CHAINS
  #define CHAINS 4  // vectors side by side
#endif
#define WIDTH (CHAINS * SPAN)

// Adds `rows` neighbours along the inner reduced axis to the lanes.
inline void add_rows(OPERAND_PARAMS, Lanes* lanes, Total* totals, __global ulong* slots,
                     const INDEX* from, const INDEX* step, const INDEX* hop, const ulong rows) {
  INDEX at[CHAINS][OPERANDS];
  for (int j = 0; j < CHAINS; j++) {
    for (int k = 0; k < OPERANDS; k++) at[j][k] = from[k] + (INDEX)(j * SPAN) * step[k];
  }
  ulong left = rows;
  while (left > 0) {
    Lanes before[CHAINS];
    INDEX block[CHAINS][OPERANDS];
    for (int j = 0; j < CHAINS; j++) {
      before[j] = lanes[j];
      for (int k = 0; k < OPERANDS; k++) block[j][k] = at[j][k];
    }
    const int taken = left < LANE_TURNS ? (int)left : LANE_TURNS;
    for (int i = 0; i < taken; i++) {
      #pragma unroll
      for (int j = 0; j < CHAINS; j++) {
        lanes_add(&lanes[j], term_v(OPERAND_ARGS, at[j], step));
        for (int k = 0; k < OPERANDS; k++) at[j][k] += hop[k];
      }
    }
    for (int j = 0; j < CHAINS; j++) {
      if (!lanes_flagged(&lanes[j])) continue;
      lanes[j] = before[j];
      add_again(OPERAND_ARGS, &lanes[j], &totals[j * VEC], VEC, SLOT(slots, j * VEC), block[j], step,
                hop, taken);
    }
    left -= taken;
  }
}

__kernel void reduce_columns(OPERAND_PARAMS, NEST_PARAM, const ulong outputs, const ulong count,
                             const ulong parts, const ulong part_size, const ulong divisor,
                             const uint carry, const uint to_records,
                             __global RESULT_BITS* restrict out,
                             __global ulong* restrict records, __global ulong* restrict all_slots,
                             __global uint* restrict status) {
  NEST_POINTER
  const ulong worker = get_global_id(0), workers = get_global_size(0);
  __global ulong* const slots = SLOT(all_slots, worker * CHAINS * VEC);
  const int inner = (int)nest->kept - 1;
  const ulong width = (ulong)nest->kept_extent[inner];
  const ulong blocks = (width + WIDTH - 1) / WIDTH;  // in a row of outputs
  const int deepest = (int)nest->reduced - 1;
  const ulong length = (ulong)nest->reduced_extent[deepest];
  INDEX step[OPERANDS], hop[OPERANDS];
  for (int k = 0; k < OPERANDS; k++) {
    step[k] = (INDEX)nest->kept_stride[k][inner];
    hop[k] = (INDEX)nest->reduced_stride[k][deepest];
  }

  for (ulong unit = worker; unit < outputs / width * blocks * parts; unit += workers) {
    const ulong block = unit / parts, part = unit - block * parts;
    const ulong row = block / blocks;
    const ulong own = (block - row * blocks) * WIDTH;     // first output of this block
    const ulong start = min(own, width - WIDTH);          // first one that it computes
    const ulong begin = part * part_size;
    const ulong end = min(begin + part_size, count);
    INDEX base[OPERANDS];
    for (int k = 0; k < OPERANDS; k++) base[k] = (INDEX)nest->offset[k] + (INDEX)start * step[k];
    go_kept(nest, inner, row, base);

    Lanes lanes[CHAINS];
    for (int j = 0; j < CHAINS; j++) lanes_clear(&lanes[j]);
    Total totals[CHAINS * VEC];
    for (int l = 0; l < CHAINS * VEC; l++) total_clear(&totals[l]);
    const ulong first_record = ((row * width + start) * parts + part) * PARTS;
    if (carry) {
      for (int l = (int)(own - start) * PARTS; l < CHAINS * VEC; l++) {
        const ulong record = first_record + (l / PARTS) * parts * PARTS + l % PARTS;
        total_load(&totals[l], SLOT(slots, l), SLOT(records, record));
      }
    }

    ulong term = begin;
    while (term < end) {  // a run along the inner reduced axis
      const ulong outer = term / length;
      const ulong i = term - outer * length;
      const ulong run = min(length - i, end - term);
      INDEX at[OPERANDS];
      for (int k = 0; k < OPERANDS; k++) at[k] = base[k] + (INDEX)i * hop[k];
      go_reduced(nest, deepest, outer, at);
      add_rows(OPERAND_ARGS, lanes, totals, slots, at, step, hop, run);
      term += run;
    }
    for (int j = 0; j < CHAINS; j++) {
      lanes_to_totals(&lanes[j], &totals[j * VEC], VEC, SLOT(slots, j * VEC));
    }
    const ulong row_at = out_at(nest, inner, row);
    for (int l = (int)(own - start) * PARTS; l < CHAINS * VEC; l++) {
      if (to_records) {
        const ulong record = first_record + (l / PARTS) * parts * PARTS + l % PARTS;
        total_store(&totals[l], SLOT(slots, l), SLOT(records, record));
      } else {
        const ulong to = row_at + (start + l / PARTS) * (ulong)nest->out_stride[inner];
        out[to * PARTS + l % PARTS] = total_finish(&totals[l], SLOT(slots, l), divisor, status);
      }
    }
  }
}
