// Reductions whose inner axis is reduced: reduce_full, reduce_rows, and general nests of that form.
//
// Unit     one part of one output: up to part_size of its `count` terms. Unit u is part u % parts of
//          output u / parts. A work-group (GROUP_TREE) or a work-item alone takes neighbouring units.
// Out      parts == 1 and no records: results, in the result's layout. Else one record of
//          PARTS * RECORD_WORDS words per unit, for merge_records.
// Rows     that are short and all of a unit are told from one block, if row.cl can; else as the others.
// Carry    a unit begins with the record that the window before this one left for it. A part may have
//          no terms at all: the last ones of a shorter window.
// Slots    one for each work-item in flight and part of the term.
// Empty    never launched with no output or no term; the plan answers these itself.
//
// Set by the host: the term (term.cl), INDEX, ACCUMULATOR. Tuned: VEC, GROUP_TREE, work-group size,
// work-items, part_size, straight.
#include "nest.cl"
#include "group.cl"
#include "batches.cl"
#include "row.cl"

#if GROUP_TREE
  #define CHAINS 1  // work-items that share a unit are many, the fewer registers each takes
#else
  #define CHAINS 4  // independent lanes
  #define VECTOR_BYTES (VEC * REAL_BYTES)
  #define LEAST_PART 4096             // bytes of a chain's part
  #define SOON (1024 / VECTOR_BYTES)  // vectors between a touch and a load
  // Vectors that need one touch, as they lie in one line; divides LANE_TURNS.
  #define IN_LINE (VECTOR_BYTES >= 64 ? 1 : VECTOR_BYTES == 32 ? 2 : 4)
#endif

#if GROUP_TREE

// Adds `vectors` vectors of terms from from[] on, each `stride` terms after the one before.
inline void add_vectors(OPERAND_PARAMS, Block* blocks, Sums* sums, Total* totals,
                        __global ulong* slots, const INDEX* from, const INDEX* step,
                        const ulong vectors, const ulong stride, const bool parts) {
  INDEX hop[OPERANDS];
  for (int k = 0; k < OPERANDS; k++) hop[k] = (INDEX)stride * step[k];
  add_batches(OPERAND_ARGS, blocks, sums, totals, PARTS, slots, from, step, hop, vectors);
}

#else

// Adds `vectors` vectors of terms from from[] on, each `stride` terms after the one before. An add need not
// wait for the one before, as the chains take vectors in turn (`straight`), or walk through a part of them
// each, side by side: on some processors that many streams hide more of the memory's latency than one does, if
// they are not too near to each other.
inline void add_vectors(OPERAND_PARAMS, Block* blocks, Sums* sums, Total* totals,
                        __global ulong* slots, const INDEX* from, const INDEX* step,
                        const ulong vectors, const ulong stride, const bool parts) {
  INDEX hop[OPERANDS], pace[OPERANDS], at[CHAINS][OPERANDS], rest[OPERANDS];
  const ulong each = vectors / (CHAINS * IN_LINE) * IN_LINE;  // vectors of a chain
  const bool straight = !parts || each * VECTOR_BYTES < LEAST_PART;
  const ulong apart = straight ? 1 : each;
  const int ahead = straight ? SOON / CHAINS : SOON;  // of a chain's own vectors
  for (int k = 0; k < OPERANDS; k++) {
    hop[k] = (INDEX)stride * step[k];
    pace[k] = straight ? CHAINS * hop[k] : hop[k];
    #pragma unroll
    for (int j = 0; j < CHAINS; j++) at[j][k] = from[k] + (INDEX)(j * apart) * hop[k];
    rest[k] = from[k] + (INDEX)(CHAINS * each) * hop[k];
  }
  Block chain[CHAINS];  // a copy that no pointer leaves, so that it stays in registers
  #pragma unroll
  for (int j = 0; j < CHAINS; j++) chain[j] = blocks[j];
  if (each >= SOON) {  // each chain's first vectors at once
    for (int j = 0; j < CHAINS; j++) {
      INDEX soon[OPERANDS];
      for (int k = 0; k < OPERANDS; k++) soon[k] = at[j][k];
      for (int i = 0; i < ahead; i++) {
        touch(OPERAND_ARGS, soon);
        for (int k = 0; k < OPERANDS; k++) soon[k] += pace[k];
      }
    }
  }
  for (ulong done = 0; done < each; done += LANE_TURNS) {
    const int turns = (int)min(each - done, (ulong)LANE_TURNS);
    for (int turn = 0; turn < turns; turn += IN_LINE) {
      #pragma unroll
      for (int j = 0; j < CHAINS; j++) {
        INDEX soon[OPERANDS];
        for (int k = 0; k < OPERANDS; k++) soon[k] = at[j][k] + ahead * pace[k];
        touch(OPERAND_ARGS, soon);
        #pragma unroll
        for (int i = 0; i < IN_LINE; i++) {
          block_add(&chain[j], term_v(OPERAND_ARGS, at[j], step));
          for (int k = 0; k < OPERANDS; k++) at[j][k] += pace[k];
        }
      }
    }
    #pragma unroll
    for (int j = 0; j < CHAINS; j++) {
      if (!block_end(&chain[j], &sums[j])) continue;
      INDEX start[OPERANDS];
      for (int k = 0; k < OPERANDS; k++) start[k] = at[j][k] - turns * pace[k];
      Block again = chain[j];
      add_again(OPERAND_ARGS, &again, &sums[j], totals, PARTS, slots, start, step, pace, turns);
      chain[j] = again;
    }
  }
  #pragma unroll
  for (int j = 0; j < CHAINS; j++) blocks[j] = chain[j];
  const int left = (int)(vectors - CHAINS * each);  // fewer than CHAINS * IN_LINE
  if (left == 0) return;
  INDEX start[OPERANDS];
  for (int k = 0; k < OPERANDS; k++) start[k] = rest[k];
  Block one = blocks[0];
  for (int i = 0; i < left; i++) {
    block_add(&one, term_v(OPERAND_ARGS, rest, step));
    for (int k = 0; k < OPERANDS; k++) rest[k] += hop[k];
  }
  const bool lost = block_end(&one, &sums[0]);
  blocks[0] = one;
  if (lost) {
    add_again(OPERAND_ARGS, &blocks[0], &sums[0], totals, PARTS, slots, start, step, hop, left);
  }
}

#endif

#if ROW_TOLD && !GROUP_TREE
// Leaves the result of the row of `count` terms from at[] on, at least SPAN and at most ROW_VECTORS vectors;
// says whether it does. The last vector is moved back, so that it is whole.
inline bool leave_row(OPERAND_PARAMS, const Block* block, const INDEX* at, const INDEX* step,
                      const int count, const ulong divisor, __global RESULT_BITS* out) {
  INDEX from[OPERANDS];
  for (int k = 0; k < OPERANDS; k++) from[k] = at[k];
  Block one = *block;
  for (int i = 0; i + SPAN <= count; i += SPAN) {
    INDEX soon[OPERANDS];
    for (int k = 0; k < OPERANDS; k++) soon[k] = from[k] + (INDEX)(SOON * SPAN) * step[k];
    touch(OPERAND_ARGS, soon);
    block_add(&one, term_v(OPERAND_ARGS, from, step));
    for (int k = 0; k < OPERANDS; k++) from[k] += SPAN * step[k];
  }
  const int left = count % SPAN;
  if (left > 0) {
    for (int k = 0; k < OPERANDS; k++) from[k] -= (INDEX)(SPAN - left) * step[k];
    block_add(&one, lanes_from(term_v(OPERAND_ARGS, from, step), (SPAN - left) * PARTS));
  }
  RESULT_BITS results[PARTS];
  if (!row_told(&one, count, divisor, results)) return false;
  for (int part = 0; part < PARTS; part++) out[part] = results[part];
  return true;
}
#endif

VECTOR_KERNEL
void reduce_rows(OPERAND_PARAMS, NEST_PARAM, const ulong outputs, const ulong count,
                 const ulong parts, const ulong part_size, const uint straight,
                 const ulong divisor, const uint carry, const uint to_records, __global RESULT_BITS* restrict out,
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

  Block blocks[CHAINS];
  for (int j = 0; j < CHAINS; j++) {
    block_start(&blocks[j]);
    block_clear(&blocks[j]);
  }
  // Neighbouring units, as a unit's last touches fetch the beginning of the next one.
  const ulong units = outputs * parts;
  const ulong each = (units + workers - 1) / workers;
#if ROW_TOLD && !GROUP_TREE
  const bool short_rows = nest->reduced == 1 && parts == 1 && carry == 0 && to_records == 0 &&
                          count >= SPAN && count <= ROW_VECTORS * SPAN;
  Turn turn;
  if (short_rows) begin_turn(nest, (int)nest->kept, worker * each, &turn);
#endif
  for (ulong unit = worker * each; unit < min((worker + 1) * each, units); unit++) {
#if ROW_TOLD && !GROUP_TREE
    if (short_rows) {
      const bool told = leave_row(OPERAND_ARGS, &blocks[0], turn.at, step, (int)count, divisor,
                                  out + turn.out * PARTS);
      next_turn(nest, (int)nest->kept, &turn);
      if (told) continue;
    }
#endif
    const ulong output = unit / parts;
    const ulong begin = (unit - output * parts) * part_size;
    const ulong end = min(begin + part_size, count);
    INDEX base[OPERANDS];
    for (int k = 0; k < OPERANDS; k++) base[k] = (INDEX)nest->offset[k];
    go_kept(nest, (int)nest->kept, output, base);

    Sums sums[CHAINS];
    for (int j = 0; j < CHAINS; j++) sums_clear(&sums[j]);
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
      add_vectors(OPERAND_ARGS, blocks, sums, totals, slots, from, step, mine,
                  (ulong)size * SPAN, straight == 0);

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
    for (int j = 1; j < CHAINS; j++) {
      if (!sums_join(&sums[0], &sums[j])) sums_to_totals(&sums[j], totals, PARTS, slots);
    }
    sums_to_totals(&sums[0], totals, PARTS, slots);
#if GROUP_TREE
    group_merge(totals, all_slots, shared, lid, size, first_slot);
#endif
    if (lid == 0) {
      leave_unit(nest, totals, slots, unit, output, divisor, to_records, out, records, status);
    }
  }
}
