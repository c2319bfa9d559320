// One result for each element of a nest of kept axes whose rows, along the inner one, are short and follow
// each other in the result, as where (n, 3) meets (3,) or (n, 1).
//
// Group    SPAN rows of ROW terms: ROW whole vectors of results. Which row and column each lane of each of
//          them belongs to is known when this is compiled, so operands are loaded as they lie and sorted by
//          shuffles: see row_terms. What no group covers is taken term by term, with the last unit of its box.
// Lead     rows of a box before its first group, so that groups are stored past the caches by whole vectors
//          wherever the result begins. ((n, 3) float32 16 bytes after a line: 6.6 ms, not 8.8.)
// Unit     `chunk` neighbouring groups of a box, which is what the last two axes span. A work-item takes
//          units in turn; no barrier.
// Empty    never launched without elements; a box has at least SPAN rows.
//
// Set by the host: the term (term.cl), INDEX, ROW, STREAM. Tuned: VEC, work-group size, work-items,
// chunk.
#include "core/nest.cl"
#include "core/stream.cl"

#ifndef ROW
  #define ROW 2
#endif
#define GROUP_BYTES (ROW * VEC * REAL_BYTES)
#define SOON ((1024 + GROUP_BYTES - 1) / GROUP_BYTES)  // groups between a touch and a load

#define STREAMS (STREAM || !CPU)

// Rows of `height` to the first group of a box whose results begin at `to`.
inline ulong lead_of(__global const STORED* to, const ulong height) {
  for (ulong row = 0; STREAMS && row < SPAN && row + SPAN <= height; row++) {
    if (is_aligned(to + row * (ROW * PARTS), VECTOR_BYTES)) return row;
  }
  return 0;
}

// Stores rows [first, end) of a box, whose first elements are at from[].
inline void store_rows(OPERAND_PARAMS, const INDEX* from, const INDEX* step, const INDEX* across,
                       const ulong first, const ulong end, __global STORED* to) {
  INDEX at[OPERANDS];
  for (ulong row = first; row < end; row++) {
    for (int column = 0; column < ROW; column++) {
      for (int k = 0; k < OPERANDS; k++) {
        at[k] = from[k] + (INDEX)row * across[k] + (INDEX)column * step[k];
      }
      const TERM_1 term = term_1(OPERAND_ARGS, at);
      STORE_TERM(term, to + (row * ROW + column) * PARTS);
    }
  }
}

// Stores `groups` groups, whose first elements are at from[].
inline void store_groups(OPERAND_PARAMS, const Repeated* repeated, const INDEX* from,
                         const INDEX* step, const INDEX* across, const ulong groups,
                         __global STORED* to) {
  const bool streams = STREAMS && is_aligned(to, VECTOR_BYTES);
  INDEX at[OPERANDS], hop[OPERANDS], soon[OPERANDS];
  for (int k = 0; k < OPERANDS; k++) {
    at[k] = from[k];
    hop[k] = SPAN * across[k];
    soon[k] = from[k] + SOON * hop[k];
  }
  for (ulong i = 0; i < groups; i++) {
    touch_rows(OPERAND_ARGS, soon);
    REALV terms[ROW];
    row_terms(OPERAND_ARGS, repeated, at, step, across, terms);
    if (streams) {
      #pragma unroll
      for (int j = 0; j < ROW; j++) stream_terms(terms[j], to + j * VEC);
    } else {
      #pragma unroll
      for (int j = 0; j < ROW; j++) STORE_TERMS(terms[j], to + j * VEC);
    }
    to += ROW * VEC;
    for (int k = 0; k < OPERANDS; k++) {
      at[k] += hop[k];
      soon[k] += hop[k];
    }
  }
}

VECTOR_KERNEL
void short_rows(OPERAND_PARAMS, NEST_PARAM, const ulong boxes, const ulong chunk,
                __global STORED* restrict out) {
  NEST_POINTER
  const int inner = (int)nest->kept - 1, outer = inner - 1;
  const ulong height = (ulong)nest->kept_extent[outer];
  const ulong chunks = (height / SPAN + chunk - 1) / chunk;
  INDEX step[OPERANDS], across[OPERANDS];
  for (int k = 0; k < OPERANDS; k++) {
    step[k] = (INDEX)nest->kept_stride[k][inner];
    across[k] = (INDEX)nest->kept_stride[k][outer];
  }
  const ulong worker = get_global_id(0), workers = get_global_size(0);
  for (ulong unit = worker; unit < boxes * chunks; unit += workers) {
    const ulong box = unit / chunks, number = unit - box * chunks, first = number * chunk;
    INDEX base[OPERANDS], at[OPERANDS];
    for (int k = 0; k < OPERANDS; k++) base[k] = (INDEX)nest->offset[k];
    go_kept(nest, outer, box, base);
    __global STORED* const to = out + out_at(nest, outer, box) * PARTS;
    const ulong lead = lead_of(to, height), groups = (height - lead) / SPAN;
    if (first < groups) {
      Repeated repeated;
      repeat(OPERAND_ARGS, base, step, &repeated);
      for (int k = 0; k < OPERANDS; k++) at[k] = base[k] + (INDEX)(lead + first * SPAN) * across[k];
      store_groups(OPERAND_ARGS, &repeated, at, step, across, min(chunk, groups - first),
                   to + lead * (ROW * PARTS) + first * (ROW * VEC));
    }
    if (number == chunks - 1) {
      store_rows(OPERAND_ARGS, base, step, across, 0, lead, to);
      store_rows(OPERAND_ARGS, base, step, across, lead + groups * SPAN, height, to);
    }
  }
}
