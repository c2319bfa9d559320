// Reductions whose inner axis is kept: reduce_columns, and general nests of that form.
//
// Unit     one part of a panel of up to CHAINS vectors of neighbouring outputs along the inner kept
//          axis, one lane each: up to part_size of their `count` terms. Unit u is part u / all of panel
//          u % all, so that neighbouring work-items read neighbours. A work-item takes units in turn;
//          there is no barrier. The last vector of a row of outputs is moved back so that it is whole;
//          it leaves only the outputs that no vector before it has.
// Panels   On CPUs a panel is pages wide: each page is read at once. (With panels of 256 bytes column
//          sums ran at a tenth of the speed of memory.)
// Joined   rows of few outputs are taken several at a time, side by side as one row of more outputs. Then the
//          kept axis has `joined` times as many outputs, of `count` terms each, the first `tail` of which have
//          one more. Where a panel has all of such a row (together), the lanes of the same output meet at its
//          end; else each leaves a record, and merge_records finds `joined` times as many.
// Out      parts == 1 and no records: results, in the result's layout. Else one record of
//          PARTS * RECORD_WORDS words per output and part, for merge_records.
// Carry    a unit begins with the records that the window before this one left for it. A part may
//          have no terms at all: the last ones of a shorter window.
// Slots    CHAINS * VEC for each work-item.
// Empty    never launched with no output or no term; the inner kept axis has at least SPAN outputs.
//
// Set by the host: the term (term.cl), INDEX, ACCUMULATOR, MEETS. Tuned: VEC, CHAINS, work-group size,
// work-items, part_size.
#ifndef CHAINS
  #define CHAINS 4  // most vectors side by side
#endif
#ifndef MEETS
  #define MEETS 1  // whether `together` may be set: not where the host schedules for a GPU
#endif
#include "reduce/columns.cl"

#define WIDTH (CHAINS * SPAN)

// Most terms of an output that are added up before the next vector's. A processor follows so many rows at
// once; where panels are wide it is better to go along a few of them. (Vector by vector, sums of 64 rows of
// 2^19 float64 numbers ran at 13 GB/s, along panels at 42.)
#if CHAINS > 4
  #define FEW_ROWS 16
#else
  #define FEW_ROWS LANE_TURNS
#endif

#if BLOCK_RESULT
// The results of SPAN outputs of `count` terms each, at most FEW_ROWS, if a block can tell them; then
// they never leave registers.
inline bool short_result(OPERAND_PARAMS, const Block* block, const INDEX* from, const INDEX* step,
                         const INDEX* hop, const int count, const ulong divisor,
                         V(RESULT_BITS)* result) {
  INDEX at[OPERANDS];
  for (int k = 0; k < OPERANDS; k++) at[k] = from[k];
  Block one = *block;
  for (int i = 0; i < count; i++) {
    INDEX soon[OPERANDS];
    for (int k = 0; k < OPERANDS; k++) soon[k] = at[k] + (INDEX)(16 * SPAN) * step[k];
    touch(OPERAND_ARGS, soon);
    block_add(&one, term_v(OPERAND_ARGS, at, step));
    for (int k = 0; k < OPERANDS; k++) at[k] += hop[k];
  }
  return block_result(&one, divisor, result);
}
#endif

// Begins a vector's totals, of SPAN outputs from min(own, last) of a row on, with the records of those
// from `own` on.
RARE void load_vector(Total* totals, __global ulong* slots, const ulong row, const ulong own,
                      const ulong last, const ulong parts, const ulong part, const ulong joined,
                      __global const ulong* records) {
  const ulong first = min(own, last);
  const int skipped = (int)min(own - first, (ulong)SPAN) * PARTS;
  for (int l = 0; l < VEC; l++) total_clear(&totals[l]);
  for (int l = skipped; l < VEC; l++) {
    const ulong record = record_of(row, first + l / PARTS, last + SPAN, joined, parts) + part;
    total_load(&totals[l], SLOT(slots, l), RECORD(records, record * PARTS + l % PARTS));
  }
}

// Adds one term more to the outputs from vector j's first one to `tail`, which end in it or after the panel's
// `vectors`; from[] is that of output 0. used[j] as in add_rows.
RARE void add_tail(OPERAND_PARAMS, Total* totals, uchar* used, __global ulong* slots, int j, const int vectors,
                   const ulong start, const ulong last, const ulong tail, const INDEX* from,
                   const INDEX* step) {
  for (; j < vectors && start + j * SPAN < tail; j++) {
    const ulong first = min(start + j * SPAN, last);
    for (int l = 0; l < VEC && !used[j]; l++) total_clear(&totals[j * VEC + l]);
    used[j] = 1;
    for (int i = 0; i < SPAN && first + i < tail; i++) {
      INDEX at[OPERANDS];
      for (int k = 0; k < OPERANDS; k++) at[k] = from[k] + (INDEX)(first + i) * step[k];
      const TERM_1 one = term_1(OPERAND_ARGS, at);
      const int l = j * VEC + i * PARTS;
      term_add(&totals[l], SLOT(slots, l), one);
    }
  }
}

#if MEETS

// Leaves a panel that has all lanes of `narrow` outputs: adds those of the same output, and what the window before
// this one left.
RARE void leave_together(NEST_SPACE const Nest* nest, Sums* sums, Total* totals, uchar* used,
                         __global ulong* slots, const int vectors, const ulong row, const int narrow,
                         const ulong parts, const ulong part, const ulong divisor, const uint carry,
                         const uint to_records, __global RESULT_BITS* out, __global ulong* records,
                         __global uint* status) {
  const int lanes = narrow * PARTS;
  int apart = 1;  // vectors so far apart have the same outputs in their lanes
  while (apart * SPAN % narrow != 0) apart++;
  for (int j = 0; j < vectors; j++) {
    if (j >= apart && !used[j] && sums_join(&sums[j % apart], &sums[j])) used[j] = 2;
  }
  for (int j = 0; j < vectors; j++) {
    if (used[j] == 2) continue;
    for (int l = 0; l < VEC && !used[j]; l++) total_clear(&totals[j * VEC + l]);
    sums_to_totals(&sums[j], &totals[j * VEC], VEC, SLOT(slots, j * VEC));
    for (int l = max(j * VEC, lanes); l < (j + 1) * VEC; l++) {
      total_merge(&totals[l % lanes], SLOT(slots, l % lanes), &totals[l], SLOT(slots, l));
    }
  }
  const int inner = (int)nest->kept - 1;
  const ulong row_at = out_at(nest, inner, row);
  for (int l = 0; l < lanes; l++) {
    const ulong column = l / PARTS;
    __global ulong* const record =
        RECORD(records, ((row * narrow + column) * parts + part) * PARTS + l % PARTS);
    if (carry != 0) total_load(&totals[l], SLOT(slots, l), record);
    if (to_records) {
      total_store(&totals[l], SLOT(slots, l), record);
    } else {
      const ulong to = row_at + column * (ulong)nest->out_stride[inner];
      const int component = l % PARTS, begin = l - component;
      out[to * PARTS + component] = part_finish(&totals[begin], component, SLOT(slots, begin), divisor, status);
    }
  }
}

#endif

#define COLUMNS_PARAMS const ulong outputs, const ulong count, const ulong parts, const ulong part_size, \
  const ulong joined, const ulong tail, const uint together, const ulong divisor, const uint carry, \
  const uint to_records, __global RESULT_BITS* restrict out, __global ulong* restrict records, \
  __global ulong* restrict all_slots, __global uint* restrict status
#define COLUMNS_ARGS outputs, count, parts, part_size, joined, tail, together, divisor, carry, to_records, out, \
  records, all_slots, status

// The units of one work-item.
ONCE void reduce_units(OPERAND_PARAMS, NEST_SPACE const Nest* nest, COLUMNS_PARAMS, const ulong worker,
                       const ulong workers) {
  __global ulong* const slots = SLOT(all_slots, worker * CHAINS * VEC);
  const int inner = (int)nest->kept - 1;
  const ulong width = (ulong)nest->kept_extent[inner];
  const ulong last = width - SPAN;
  const ulong panels = (width + WIDTH - 1) / WIDTH;  // in a row of outputs
  // As wide as each other, and no wider than need be.
  const ulong panel_vectors =
      CHAINS > 4 ? ((width + panels - 1) / panels + SPAN - 1) / SPAN : CHAINS;
  const int deepest = (int)nest->reduced - 1;
  const ulong length = (ulong)nest->reduced_extent[deepest];
  INDEX step[OPERANDS], hop[OPERANDS];
  for (int k = 0; k < OPERANDS; k++) {
    step[k] = (INDEX)nest->kept_stride[k][inner];
    hop[k] = (INDEX)nest->reduced_stride[k][deepest];
  }

  Block blocks[CHAINS];
  for (int j = 0; j < CHAINS; j++) {
    block_start(&blocks[j]);
    block_clear(&blocks[j]);
  }
  const ulong all = outputs / width * panels;
  for (ulong unit = worker; unit < all * parts; unit += workers) {
    const ulong part = unit / all, panel = unit - part * all;
    const ulong row = panel / panels;
    const ulong start = (panel - row * panels) * panel_vectors * SPAN;  // its first output
    if (start >= width) continue;
    const int vectors =
        CHAINS > 4 ? (int)min(panel_vectors, (width - start + SPAN - 1) / SPAN) : CHAINS;
    const ulong begin = part * part_size;
    const ulong end = min(begin + part_size, count);
    INDEX base[OPERANDS];
    for (int k = 0; k < OPERANDS; k++) base[k] = (INDEX)nest->offset[k];
    go_kept(nest, inner, row, base);

    Sums sums[CHAINS];
    Total totals[CHAINS * VEC];  // of vector j only where used[j]
    uchar used[CHAINS];
    for (int j = 0; j < vectors; j++) {
      sums_clear(&sums[j]);
      used[j] = carry != 0 && !together;
      if (used[j]) {
        load_vector(&totals[j * VEC], SLOT(slots, j * VEC), row, start + j * SPAN, last, parts, part,
                    joined, records);
      }
    }

#if BLOCK_RESULT
    if (count <= FEW_ROWS && nest->reduced == 1 && parts == 1 && joined == 1 && carry == 0 &&
        to_records == 0 && nest->out_stride[inner] == 1) {
      __global RESULT_BITS* const to = out + out_at(nest, inner, row) * PARTS;
      bool told = true;
      for (int j = 0; j < vectors; j++) {
        const ulong own = start + j * SPAN;
        INDEX from[OPERANDS];
        for (int k = 0; k < OPERANDS; k++) from[k] = base[k] + (INDEX)own * step[k];
        V(RESULT_BITS) result;
        if (own <= last &&
            short_result(OPERAND_ARGS, &blocks[j], from, step, hop, (int)count, divisor, &result)) {
          STORE_WHOLE(result, to + own * PARTS, V(RESULT_BITS));
          continue;
        }
  #if CHAINS == 1
        told = false;  // as all others, below: the same code again would take registers
  #else
        add_rows(OPERAND_ARGS, &blocks[j], &sums[j], &totals[j * VEC], &used[j],
                 SLOT(slots, j * VEC), 1, own, last, base, step, hop, count);
        leave_vector(nest, &sums[j], &totals[j * VEC], used[j], SLOT(slots, j * VEC), row, own, parts,
                     part, joined, divisor, to_records, out, records, status);
  #endif
      }
      if (told) continue;
    }
#endif
    ulong term = begin;
    while (term < end) {  // a run along the inner reduced axis
      const ulong outer = term / length;
      const ulong i = term - outer * length;
      const ulong run = min(length - i, end - term);
      INDEX at[OPERANDS];
      for (int k = 0; k < OPERANDS; k++) at[k] = base[k] + (INDEX)i * hop[k];
      go_reduced(nest, deepest, outer, at);
      add_rows(OPERAND_ARGS, blocks, sums, totals, used, slots, vectors, start, last, at, step, hop,
               run);
      term += run;
    }
    if (part == 0 && start < tail) {
      INDEX at[OPERANDS];
      for (int k = 0; k < OPERANDS; k++) at[k] = base[k] + (INDEX)count * hop[k];
      const int whole = (int)min((tail - start) / SPAN, (ulong)vectors);
      if (whole > 0) {
        add_rows(OPERAND_ARGS, blocks, sums, totals, used, slots, whole, start, last, at, step, hop, 1);
      }
      add_tail(OPERAND_ARGS, totals, used, slots, whole, vectors, start, last, tail, at, step);
    }
#if MEETS
    if (together) {
      leave_together(nest, sums, totals, used, slots, (int)(width / SPAN), row, (int)(width / joined), parts,
                     part, divisor, carry, to_records, out, records, status);
      continue;
    }
#endif
    for (int j = 0; j < vectors; j++) {
      leave_vector(nest, &sums[j], &totals[j * VEC], used[j], SLOT(slots, j * VEC), row,
                   start + j * SPAN, parts, part, joined, divisor, to_records, out, records, status);
    }
  }
}

VECTOR_KERNEL
void reduce_columns(OPERAND_PARAMS, NEST_PARAM, COLUMNS_PARAMS) {
  NEST_POINTER
  reduce_units(OPERAND_ARGS, nest, COLUMNS_ARGS, get_global_id(0), get_global_size(0));
}
