// Reductions whose inner axis is reduced: reduce_full, reduce_rows, and general nests of that form.
//
// Unit     one part of one output: up to part_size of its `count` terms. Unit u is part u % parts of
//          output u / parts. A work-group (GROUP_TREE) or a work-item alone takes neighbouring units.
// Out      parts == 1 and no records: results, in the result's layout. Else one record of
//          PARTS * RECORD_WORDS words per unit, for merge_records.
// Walk     Where each unit is an output, and one run, a work-item can take CHAINS of them at once, from as many
//          strips of its units: that many streams, none of which ends with a row. (An AMD EPYC, float32, rows of
//          64 KiB: 33.8 GB/s of 34.1, end to end 30.3, in parts of a row each 28.7.)
// Rows     that are so taken, and short, are told from one block each, if row.cl can; else as the others.
// Carry    a unit begins with the record that the window before this one left for it. A part may have
//          no terms at all: the last ones of a shorter window.
// Slots    one for each work-item in flight, part of the term and unit that it takes at once.
// Empty    never launched with no output or no term; the plan answers these itself.
//
// Set by the host: the term (term.cl), INDEX, ACCUMULATOR. Tuned: VEC, GROUP_TREE, work-group size,
// work-items, part_size, WALK.
#include "core/nest.cl"
#include "core/group.cl"
#include "core/batches.cl"
#include "accumulate/row.cl"

#define WALK_PARTS 0  // through parts of a unit side by side
#define WALK_ROWS 2   // through units side by side: then each is an output, and one run
#ifndef WALK
  #define WALK WALK_PARTS
#endif
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

#define TELLS_ROWS (ROW_TOLD && !GROUP_TREE && WALK == WALK_ROWS)

// Adds the runs of `rows` units, `vectors` vectors each, that begin at from[j] and whose vectors are hop[] apart.
#if GROUP_TREE

inline void add_runs(OPERAND_PARAMS, Block* blocks, Sums* sums, Total* totals, __global ulong* slots,
                     INDEX from[CHAINS][OPERANDS], const INDEX* step, const INDEX* hop,
                     const ulong vectors, const int rows, const bool parts) {
  add_batches(OPERAND_ARGS, blocks, sums, totals, PARTS, slots, from[0], step, hop, vectors);
}

#else

// An add need not wait for the one before, as there are CHAINS chains. Each takes a run of its own, or all take
// that of the only unit: vectors in turn, or (`parts`) a part of them each, side by side. On some processors that
// many streams hide more of the memory's latency than one does, if they are long and not too near to each other.
inline void add_runs(OPERAND_PARAMS, Block* blocks, Sums* sums, Total* totals, __global ulong* slots,
                     INDEX from[CHAINS][OPERANDS], const INDEX* step, const INDEX* hop,
                     const ulong vectors, const int rows, const bool parts) {
  const bool alone = rows == 1;
  const int lines = alone ? CHAINS * IN_LINE : IN_LINE;
  const ulong each = vectors / lines * IN_LINE;  // vectors of a chain
  const bool straight = alone && (!parts || each * VECTOR_BYTES < LEAST_PART);
  const ulong apart = straight ? 1 : each;
  const int ahead = straight ? SOON / CHAINS : SOON;  // of a chain's own vectors
  INDEX pace[OPERANDS], at[CHAINS][OPERANDS];
  for (int k = 0; k < OPERANDS; k++) {
    pace[k] = straight ? CHAINS * hop[k] : hop[k];
    #pragma unroll
    for (int j = 0; j < CHAINS; j++) at[j][k] = alone ? from[0][k] + (INDEX)(j * apart) * hop[k] : from[j][k];
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
      const int first = alone ? 0 : j * PARTS;
      Block again = chain[j];
      add_again(OPERAND_ARGS, &again, &sums[j], totals + first, PARTS, SLOT(slots, first), start, step, pace,
                turns);
      chain[j] = again;
    }
  }
  #pragma unroll
  for (int j = 0; j < CHAINS; j++) blocks[j] = chain[j];
  const int left = (int)(vectors - (alone ? CHAINS * each : each));  // fewer than `lines`
  for (int j = 0; left > 0 && j < rows; j++) {
    INDEX rest[OPERANDS], start[OPERANDS];
    for (int k = 0; k < OPERANDS; k++) {
      start[k] = from[j][k] + (INDEX)(vectors - (ulong)left) * hop[k];
      rest[k] = start[k];
    }
    Block one = blocks[j];
    for (int i = 0; i < left; i++) {
      block_add(&one, term_v(OPERAND_ARGS, rest, step));
      for (int k = 0; k < OPERANDS; k++) rest[k] += hop[k];
    }
    const bool lost = block_end(&one, &sums[j]);
    blocks[j] = one;
    if (lost) {
      add_again(OPERAND_ARGS, &blocks[j], &sums[j], totals + j * PARTS, PARTS, SLOT(slots, j * PARTS), start,
                step, hop, left);
    }
  }
}

#endif

#if TELLS_ROWS
// Leaves the results of CHAINS rows of `count` terms from turns[j].at[] on, at least SPAN and at most
// ROW_VECTORS vectors; says whether it does. The last vector of each is moved back, so that it is whole.
inline bool leave_rows(OPERAND_PARAMS, const Block* block, const Turn* turns, const INDEX* step,
                       const int count, const ulong divisor, __global RESULT_BITS* out) {
  INDEX at[CHAINS][OPERANDS];
  Block chain[CHAINS];
  #pragma unroll
  for (int j = 0; j < CHAINS; j++) {
    for (int k = 0; k < OPERANDS; k++) at[j][k] = turns[j].at[k];
    chain[j] = *block;
  }
  for (int i = 0; i + SPAN <= count; i += SPAN) {
    #pragma unroll
    for (int j = 0; j < CHAINS; j++) {
      INDEX soon[OPERANDS];
      for (int k = 0; k < OPERANDS; k++) soon[k] = at[j][k] + (INDEX)(SOON * SPAN) * step[k];
      touch(OPERAND_ARGS, soon);
      block_add(&chain[j], term_v(OPERAND_ARGS, at[j], step));
      for (int k = 0; k < OPERANDS; k++) at[j][k] += SPAN * step[k];
    }
  }
  const int left = count % SPAN;
  bool told = true;
  #pragma unroll
  for (int j = 0; j < CHAINS; j++) {
    if (left > 0) {
      for (int k = 0; k < OPERANDS; k++) at[j][k] -= (INDEX)(SPAN - left) * step[k];
      block_add(&chain[j], lanes_from(term_v(OPERAND_ARGS, at[j], step), (SPAN - left) * PARTS));
    }
    RESULT_BITS results[PARTS];
    told &= row_told(&chain[j], count, divisor, results);
    for (int part = 0; part < PARTS; part++) out[turns[j].out * PARTS + part] = results[part];
  }
  return told;
}
#endif

#define ROWS_PARAMS const ulong outputs, const ulong count, const ulong parts, const ulong part_size, \
  const ulong divisor, const uint carry, const uint to_records, __global RESULT_BITS* restrict out, \
  __global ulong* restrict records, __global ulong* restrict all_slots, __global uint* restrict status
#define ROWS_ARGS outputs, count, parts, part_size, divisor, carry, to_records, out, records, all_slots, \
  status

// The units of one work-item, or its share in those of its group.
ONCE void reduce_units(OPERAND_PARAMS, NEST_SPACE const Nest* nest, ROWS_PARAMS, WORKER_PARAMS SHARED_PARAM) {
  // Compilers must not know the walk, or they take registers from the loop: exact sums of float32 ran at 0.92 of the
  // speed then (AVX2, PoCL 3.1). `carry` is 0 or 1.
  const int at_once = WALK == WALK_ROWS || carry > 1 ? CHAINS : 1;
  __global ulong* const slots = SLOT(all_slots, (first_slot + lid) * PARTS * at_once);
  const int inner = (int)nest->reduced - 1;
  const ulong length = (ulong)nest->reduced_extent[inner];
  INDEX step[OPERANDS], hop[OPERANDS];
  for (int k = 0; k < OPERANDS; k++) {
    step[k] = (INDEX)nest->reduced_stride[k][inner];
    hop[k] = (INDEX)(size * SPAN) * step[k];
  }

  Block blocks[CHAINS];
  for (int j = 0; j < CHAINS; j++) {
    block_start(&blocks[j]);
    block_clear(&blocks[j]);
  }
#if TELLS_ROWS
  const bool short_rows = carry == 0 && to_records == 0 && count >= SPAN &&
                          count <= ROW_VECTORS * SPAN;
#else
  const bool short_rows = false;
#endif
  // Neighbouring units, as a unit's last touches fetch the beginning of the next one; of short rows at least
  // so many that they can be told side by side.
  const ulong units = outputs * parts;
  const ulong each = max((units + workers - 1) / workers, (ulong)(short_rows ? CHAINS : 1));
  const ulong first_unit = min(worker * each, units);
  const ulong own = min(each, units - first_unit);
  const ulong strip = own / at_once;
#if TELLS_ROWS
  Turn turns[CHAINS];
  for (int j = 0; short_rows && j < CHAINS; j++) {
    begin_turn(nest, (int)nest->kept, first_unit + j * strip, &turns[j]);
  }
#endif
  for (ulong next = 0; next < own;) {
    // As many strips of units side by side; then what is left.
    const int rows = next < at_once * strip ? at_once : 1;
    const ulong unit = first_unit + next / rows;
#if TELLS_ROWS
    if (short_rows && rows > 1) {
      const bool told = leave_rows(OPERAND_ARGS, &blocks[0], turns, step, (int)count, divisor, out);
      for (int j = 0; j < CHAINS; j++) next_turn(nest, (int)nest->kept, &turns[j]);
      if (told) {
        next += rows;
        continue;
      }
    }
#endif
    next += rows;
    const ulong output = unit / parts;
    const ulong begin = (unit - output * parts) * part_size;
    const ulong end = min(begin + part_size, count);
    INDEX base[CHAINS][OPERANDS];
    Sums sums[CHAINS];
    Total totals[CHAINS * PARTS];
    for (int j = 0; j < CHAINS; j++) sums_clear(&sums[j]);
    for (int j = 0; j < rows; j++) {
      for (int k = 0; k < OPERANDS; k++) base[j][k] = (INDEX)nest->offset[k];
      go_kept(nest, (int)nest->kept, output + j * strip, base[j]);
      for (int part = j * PARTS; part < (j + 1) * PARTS; part++) total_clear(&totals[part]);
      if (lid != 0 || carry == 0) continue;
      for (int part = 0; part < PARTS; part++) {
        total_load(&totals[j * PARTS + part], SLOT(slots, j * PARTS + part),
                   RECORD(records, (unit + j * strip) * PARTS + part));
      }
    }

    ulong term = begin;
    while (term < end) {  // a run along the inner axis
      const ulong row = term / length;
      const ulong column = term - row * length;
      const ulong run = min(length - column, end - term);
      const ulong vectors = run / SPAN;
      const ulong mine = vectors > lid ? (vectors - lid + size - 1) / size : 0;
      INDEX at[CHAINS][OPERANDS], from[CHAINS][OPERANDS];
      for (int j = 0; j < rows; j++) {
        for (int k = 0; k < OPERANDS; k++) at[j][k] = base[j][k] + (INDEX)column * step[k];
        go_reduced(nest, inner, row, at[j]);
        for (int k = 0; k < OPERANDS; k++) from[j][k] = at[j][k] + (INDEX)(lid * SPAN) * step[k];
      }
      add_runs(OPERAND_ARGS, blocks, sums, totals, slots, from, step, hop, mine, rows, WALK == WALK_PARTS && carry < 2);

      for (int j = 0; j < rows; j++) {
        for (ulong i = vectors * SPAN + lid; i < run; i += size) {
          INDEX last[OPERANDS];
          for (int k = 0; k < OPERANDS; k++) last[k] = at[j][k] + (INDEX)i * step[k];
          const TERM_1 one = term_1(OPERAND_ARGS, last);
          term_add(&totals[j * PARTS], SLOT(slots, j * PARTS), one);
        }
      }
      term += run;
    }
    for (int j = 1; rows == 1 && j < CHAINS; j++) {
      if (!sums_join(&sums[0], &sums[j])) sums_to_totals(&sums[j], totals, PARTS, slots);
    }
    for (int j = 0; j < rows; j++) {
      sums_to_totals(&sums[j], totals + j * PARTS, PARTS, SLOT(slots, j * PARTS));
    }
#if GROUP_TREE
    group_merge(totals, all_slots, shared, lid, size, first_slot);
#endif
    for (int j = 0; lid == 0 && j < rows; j++) {
      leave_unit(nest, totals + j * PARTS, SLOT(slots, j * PARTS), unit + j * strip, output + j * strip, divisor,
                 to_records, out, records, status);
    }
  }
}

VECTOR_KERNEL
void reduce_rows(OPERAND_PARAMS, NEST_PARAM, ROWS_PARAMS SHARED_PARAM) {
  NEST_POINTER
  WORKER_IDS
  reduce_units(OPERAND_ARGS, nest, ROWS_ARGS, WORKER_ARGS SHARED_ARG);
}
