// Vectors of neighbouring outputs, one lane each: their terms are added row by row.
//
// Rows     are taken GROUP at a time, so that sums go between registers and private memory once for as
//          many rows.
// Squares  of SPAN rows are turned in registers where an operand's neighbours lie along the rows (TURNS, set by
//          the host): its lines are read whole, and several of a page at a time.
#ifndef COLUMNS_CL
#define COLUMNS_CL
#include "core/nest.cl"
#include "accumulate/accumulate.cl"
#include "core/batches.cl"
#include "core/past.cl"

#ifndef CHAINS
  #define CHAINS 1  // most vectors side by side
#endif

#ifndef TURNS
  #define TURNS 0
#endif

#ifndef GROUP
  #define GROUP (TURNS ? 64 : 8)  // rows at once; divides LANE_TURNS
#endif

#ifndef SOON
  #define SOON 4  // vectors between a touch and a load
#endif

#if CHAINS == 1 && !CPU

// As below, for one vector.
inline void add_rows(OPERAND_PARAMS, Block* blocks, Sums* sums, Total* totals, uchar* used,
                     __global ulong* slots, const int vectors, const ulong start, const ulong last,
                     const INDEX* from, const INDEX* step, const INDEX* hop, const ulong rows) {
  INDEX at[OPERANDS];
  for (int k = 0; k < OPERANDS; k++) at[k] = from[k] + (INDEX)min(start, last) * step[k];
  if (!used[0]) {
    for (int l = 0; l < VEC; l++) total_clear(&totals[l]);
  }
  used[0] |= add_batches(OPERAND_ARGS, blocks, sums, totals, VEC, slots, at, step, hop, rows);
}

#else

// Adds `rows` neighbours along the inner reduced axis to the lanes; from[] is the first one of output 0
// of the inner kept axis, and vector j begins at output min(start + j * SPAN, last). used[j] is set
// where vector j's totals are used.
inline void add_rows(OPERAND_PARAMS, Block* blocks, Sums* sums, Total* totals, uchar* used,
                     __global ulong* slots, const int vectors, const ulong start, const ulong last,
                     const INDEX* from, const INDEX* step, const INDEX* hop, const ulong rows) {
  INDEX at[OPERANDS], row[OPERANDS];
  for (int k = 0; k < OPERANDS; k++) row[k] = from[k];
  for (ulong left = rows; left > 0;) {
    const int taken = left < LANE_TURNS ? (int)left : LANE_TURNS;
    INDEX block[OPERANDS];
    for (int k = 0; k < OPERANDS; k++) block[k] = row[k];
    for (int i = 0; i < taken; i += GROUP) {
      const int some = min(GROUP, taken - i);
      for (int j = 0; j < vectors; j++) {
        const INDEX column = (INDEX)min(start + j * SPAN, last);
        Block one = blocks[j];  // a copy that no pointer leaves: in registers
        int done = 0;
#if TURNS
        for (int k = 0; k < OPERANDS; k++) at[k] = row[k] + column * step[k];
        for (; done + SPAN <= some; done += SPAN) {
          REALV terms[SPAN];
          tile_terms(OPERAND_ARGS, at, step, hop, terms);
          #pragma unroll
          for (int g = 0; g < SPAN; g++) block_add(&one, terms[g]);
          for (int k = 0; k < OPERANDS; k++) at[k] += SPAN * hop[k];
        }
        const int behind = SPAN - (some - done);  // rows of a square that is moved back so that it is whole
        if (behind < SPAN && (behind <= done || i > 0 || left < rows)) {
          for (int k = 0; k < OPERANDS; k++) at[k] -= (INDEX)behind * hop[k];
          REALV terms[SPAN];
          tile_terms(OPERAND_ARGS, at, step, hop, terms);
          #pragma unroll
          for (int g = 1; g < SPAN; g++) {
            if (g >= behind) block_add(&one, terms[g]);
          }
          done = some;
        }
#else
        if (some == GROUP) {
          const bool below = j + SOON >= vectors;  // past the end of the panel: of the next rows
          const INDEX soon = (INDEX)start + (INDEX)((j + SOON - (below ? vectors : 0)) * SPAN);
          for (int k = 0; k < OPERANDS; k++) {
            at[k] = row[k] + soon * step[k] + (below ? (INDEX)GROUP : 0) * hop[k];
          }
          #pragma unroll
          for (int g = 0; g < GROUP; g++) {
            touch(OPERAND_ARGS, at);
            for (int lane = g; lane < SPAN; lane += GROUP) {
              touch_lane(OPERAND_ARGS, at, step, (INDEX)lane);
            }
            for (int k = 0; k < OPERANDS; k++) at[k] += hop[k];
          }
          for (int k = 0; k < OPERANDS; k++) at[k] = row[k] + column * step[k];
          REALV terms[GROUP];  // all loads before the first add
          #pragma unroll
          for (int g = 0; g < GROUP; g++) {
            terms[g] = term_v(OPERAND_ARGS, at, step);
            for (int k = 0; k < OPERANDS; k++) at[k] += hop[k];
          }
          #pragma unroll
          for (int g = 0; g < GROUP; g++) block_add(&one, terms[g]);
          done = GROUP;
        } else {
          for (int k = 0; k < OPERANDS; k++) at[k] = row[k] + column * step[k];
        }
#endif
        for (; done < some; done++) {
          block_add(&one, term_v(OPERAND_ARGS, at, step));
          for (int k = 0; k < OPERANDS; k++) at[k] += hop[k];
        }
        blocks[j] = one;
      }
      for (int k = 0; k < OPERANDS; k++) row[k] += (INDEX)some * hop[k];
    }
    for (int j = 0; j < vectors; j++) {
      if (!block_end(&blocks[j], &sums[j])) continue;
      if (!used[j]) {
        for (int l = j * VEC; l < (j + 1) * VEC; l++) total_clear(&totals[l]);
      }
      const INDEX column = (INDEX)min(start + j * SPAN, last);
      for (int k = 0; k < OPERANDS; k++) at[k] = block[k] + column * step[k];
      used[j] |= add_again(OPERAND_ARGS, &blocks[j], &sums[j], &totals[j * VEC], VEC,
                           SLOT(slots, j * VEC), at, step, hop, taken);
    }
    left -= taken;
  }
}

#endif

// Where the records of an output's parts begin, of column `column` in row `row` of `width` columns. Of `joined`
// rows that lie side by side in it, each column has records of its own, next to those of the same output.
inline ulong record_of(const ulong row, const ulong column, const ulong width, const ulong joined,
                       const ulong parts) {
  const ulong narrow = width / joined;
  const ulong from = joined == 1 ? 0 : column / narrow;
  return ((row * narrow + column - from * narrow) * joined + from) * parts;
}

// Leaves a vector's sums, which are of SPAN outputs from min(own, last) of row `row` on, as results or
// records of those from `own` on.
RARE void leave_vector(NEST_SPACE const Nest* nest, const Sums* sums, Total* totals, const bool used,
                       __global ulong* slots, const ulong row, const ulong own, const ulong parts,
                       const ulong part, const ulong joined, const ulong divisor, const uint to_records,
                       __global RESULT_BITS* out, __global ulong* records, __global uint* status) {
  const int inner = (int)nest->kept - 1;
  const ulong width = (ulong)nest->kept_extent[inner];
  const ulong first = min(own, width - SPAN);
  const int skipped = (int)min(own - first, (ulong)SPAN) * PARTS;
  const ulong row_at = out_at(nest, inner, row);
  if (!used) {
#if SUMS_RESULT
    V(RESULT_BITS) result;
    if (!to_records && skipped == 0 && nest->out_stride[inner] == 1 &&
        sums_result(sums, divisor, &result)) {
      STORE_WHOLE(result, out + (row_at + own) * PARTS, V(RESULT_BITS));
      return;
    }
#endif
#if SUMS_RECORDS
    if (to_records) {
      ulong words[2][VEC];
      sums_words(sums, words[0], words[1]);
      for (int l = skipped; l < VEC; l++) {
        const ulong record = record_of(row, first + l / PARTS, width, joined, parts) + part;
        __global ulong* const to = RECORD(records, record * PARTS + l % PARTS);
        to[0] = words[0][l];
        to[1] = words[1][l];
        to[2] = 0;
        to[3] = 0;
      }
      return;
    }
#endif
    for (int l = 0; l < VEC; l++) total_clear(&totals[l]);
  }
  sums_to_totals(sums, totals, VEC, slots);
  for (int l = skipped; l < VEC; l++) {
    const ulong column = first + l / PARTS;
    if (to_records) {
      const ulong record = record_of(row, column, width, joined, parts) + part;
      total_store(&totals[l], SLOT(slots, l), RECORD(records, record * PARTS + l % PARTS));
    } else {
      const ulong to = row_at + column * (ulong)nest->out_stride[inner];
      const int component = l % PARTS, begin = l - component;
      out[to * PARTS + component] = part_finish(&totals[begin], component, SLOT(slots, begin), divisor, status);
    }
  }
}

#endif
